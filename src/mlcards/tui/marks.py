"""What a person did with the card in front of them, and what each mark of theirs makes of it.

Nothing here is written down: the rating is, with the key points that were said.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mlcards.collection.first_views import CardView
    from mlcards.core.grading import Comparison


class Marks(NamedTuple):
    """What the person did with the card so far.

    Attributes:
        flipped: whether the answer is shown.
        hint: whether the hint was opened.
        said: indices of the key points that are ticked.
        marked: the key point a key would tick; None where there is none.
        opened: indices of the follow-ups whose answer is shown.
        typed: what was typed before the answer; None where nothing was.
        compared: that text beside the expected one, where there is one.
    """

    flipped: bool = False
    hint: bool = False
    said: frozenset[int] = frozenset()
    marked: int | None = None
    opened: frozenset[int] = frozenset()
    typed: str | None = None
    compared: "Comparison | None" = None

    def with_point(self, point: int, points: int) -> "Marks":
        """Tick a key point and mark the next, or take its tick away and mark it again.

        Args:
            point: its index.
            points: how many the card has.
        """
        said = self.said ^ {point}
        marked = min(point + 1, points - 1) if point in said else point
        return self._replace(said=said, marked=marked)

    def with_all_points(self, points: int) -> "Marks":
        """Tick all key points of the card; none when all are ticked."""
        everything = frozenset(range(points))
        return self._replace(said=frozenset() if self.said == everything else everything)

    def with_follow_up(self, index: int) -> "Marks":
        """Open a follow-up's answer, or close it."""
        return self._replace(opened=self.opened ^ {index})

    def next_follow_up(self, follow_ups: int) -> int | None:
        """Return the first of the card's follow-ups that is closed; None when all are open."""
        return next((index for index in range(follow_ups) if index not in self.opened), None)

    def flip(self, view: "CardView", typed: str | None = None) -> "Marks":
        """Show the answer, beside what was typed before it."""
        return self._replace(
            flipped=True,
            marked=0 if view.content.key_points else None,
            typed=typed,
            compared=_compared(view, typed),
        )

    def after_edit(self, view: "CardView") -> "Marks":
        """Keep what still means something on the card as it is now."""
        points, follow_ups = len(view.content.key_points), len(view.content.follow_ups)
        marked = min(self.marked or 0, points - 1) if points and self.flipped else None
        return self._replace(
            said=frozenset(point for point in self.said if point < points),
            marked=marked,
            opened=frozenset(index for index in self.opened if index < follow_ups),
            compared=_compared(view, self.typed),
        )


NO_MARKS = Marks()


def _compared(view: "CardView", typed: str | None) -> "Comparison | None":
    expected = view.face.expected or view.own_answer
    if typed is None or not expected.strip():
        return None
    from mlcards.core.grading import compare

    return compare(expected, typed)
