"""What can be done with the card that is asked, as the bar and the line of keys offer it."""

from mlcards.collection.first_views import Asked, Turn, Waiting
from mlcards.core.content import Rating
from mlcards.tui.commands import APP, STUDY, TYPING, Command
from mlcards.tui.marks import Marks
from mlcards.tui.widgets.rating_bar import BarView, Offer

_NEEDS_LOG = frozenset({"undo", "flag", "bury", "suspend"})
"""Actions that a practice run, which writes nothing, does not offer."""


def bar_for(
    turn: Turn | None, marks: Marks, suggested: Rating, *, typing: bool, note: str
) -> BarView:
    """Return what the bar says.

    Args:
        turn: what is asked; None before anything is known.
        marks: what was done with the card so far.
        suggested: the rating that space gives once the answer is shown.
        typing: whether the answer is being typed.
        note: a few words at the right end.
    """
    if not isinstance(turn, Asked):
        return BarView(Offer.EARLY if isinstance(turn, Waiting) else Offer.NOTHING)
    if typing:
        return BarView(Offer.COMPARE, note=note)
    if not marks.flipped:
        return BarView(Offer.SHOW, note=note)
    return BarView(Offer.RATE, suggested, _intervals(turn), note)


def hints_for(
    turn: Turn | None, marks: Marks, *, typing: bool, practise: bool
) -> tuple[Command, ...]:
    """Return the commands worth a hint; `practise` leaves out those that write."""
    if typing:
        return tuple(row for row in TYPING if row.action == "cancel")
    wanted = {"undo", "home", "help"}
    if isinstance(turn, Asked):
        wanted |= {"own", "edit", "info", "flag", "bury", "suspend"}
        content = turn.view.content
        if not marks.flipped:
            wanted |= {"type"} | ({"hint"} if content.hint else set())
        else:
            wanted |= {"tick"} if content.key_points else set()
            closed = marks.next_follow_up(len(content.follow_ups)) is not None
            wanted |= {"follow_up"} if closed else set()
    if practise:
        wanted -= _NEEDS_LOG
    return tuple(row for row in (*STUDY, *APP) if row.action in wanted)


def _intervals(turn: Asked) -> dict[Rating, str]:
    """Return how long each rating makes the card wait; nothing before it is known."""
    if not turn.preview:
        return {}
    from mlcards.core.scheduling import interval_of
    from mlcards.core.wording import interval_text

    return {rating: interval_text(interval_of(turn.preview[rating])) for rating in Rating}
