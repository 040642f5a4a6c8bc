"""Every action a person can take in the app, declared once.

A row makes the key binding, the hint on screen and the line in the help. Where a key is not
shown on screen it still stands in the help (`?`).
"""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do on a screen.

    Attributes:
        action: name of the screen's `action_*` method, with arguments if any.
        keys: Textual key names, separated by commas; the first is the one that is shown.
        shown: the key as it is written on screen.
        label: one or two words beside it.
        help: one sentence, what it does and when.
        hint: whether the key line shows it.
    """

    action: str
    keys: str
    shown: str
    label: str
    help: str
    hint: bool = True

    @property
    def binding(self) -> Binding:
        """The row as Textual takes it; its id lets a key map change it."""
        return Binding(
            self.keys,
            self.action,
            self.label,
            show=self.hint,
            key_display=self.shown,
            id=self.action,
        )


APP = (
    Command("help", "question_mark,f1", "?", "help", "Shows all keys and how ratings work."),
    Command("quit", "q,ctrl+q,ctrl+c", "q", "quit", "Leaves; everything you rated is saved."),
    Command("repaint", "ctrl+l", "ctrl+l", "repaint", "Paints the screen anew.", hint=False),
    Command(
        "suspend_process",
        "ctrl+z",
        "ctrl+z",
        "to the shell",
        "Stops mlcards until fg brings it back.",
        hint=False,
    ),
)
HOME = (
    Command("study", "enter", "⏎", "study", "Studies what waits in the chosen deck."),
    Command("study_all", "a", "a", "all due", "Studies what waits in all decks, mixed."),
    Command(
        "practise",
        "c",
        "c",
        "practise",
        "Goes through the chosen deck's weakest cards without changing schedules.",
    ),
    Command("more_new", "m", "m", "more new", "Adds five new cards to today."),
    Command("undo", "u", "u", "undo", "Takes back the last rating, bury, suspend or flag."),
)
DECKS = (
    Command("move(-1)", "up,k", "↑", "up", "Chooses the deck above.", hint=False),
    Command("move(1)", "down,j", "↓", "down", "Chooses the deck below.", hint=False),
    Command("page(-1)", "pageup", "pgup", "page up", "Goes up a page.", hint=False),
    Command("page(1)", "pagedown", "pgdn", "page down", "Goes down a page.", hint=False),
    Command("first", "home,g", "g", "first", "Goes to the first deck.", hint=False),
    Command("last", "end,G", "G", "last", "Goes to the last deck.", hint=False),
    Command("fold", "left,h", "←", "fold", "Folds the deck, or goes to its parent.", hint=False),
    Command("unfold", "right,l", "→", "unfold", "Shows the decks inside.", hint=False),
    Command("switch", "space", "space", "fold", "Folds the deck, or unfolds it.", hint=False),
)
WELCOME = (
    Command("start", "enter", "⏎", "first card", "Starts with the first card."),
    Command("tick", "space", "space", "tick", "Ticks the deck, or takes the tick away."),
    Command("fewer", "left,h", "←→", "new cards", "Fewer new cards a day."),
    Command("more", "right,l", "→", "more new", "More new cards a day.", hint=False),
    Command("move(-1)", "up,k", "↑", "up", "Goes to the deck above.", hint=False),
    Command("move(1)", "down,j", "↓", "down", "Goes to the deck below.", hint=False),
    Command("home", "escape", "esc", "decks", "Goes to the decks without a card."),
)
HELP = (
    Command("close", "escape,question_mark,q,enter,f1", "esc", "back", "Goes back."),
    Command("scroll(1)", "down,j", "↓", "down", "Scrolls down.", hint=False),
    Command("scroll(-1)", "up,k", "↑", "up", "Scrolls up.", hint=False),
    Command("page(1)", "pagedown,space", "space", "page down", "Scrolls a page."),
    Command("page(-1)", "pageup,b", "b", "page up", "Scrolls a page back."),
)
STUDY = (
    Command(
        "advance",
        "space,enter",
        "space",
        "answer",
        "Shows the answer, then gives the rating marked ▸.",
    ),
    Command(
        "rate(1)",
        "1",
        "1",
        "Again",
        "You could not say it: it comes back within minutes. Works once the answer is shown.",
        hint=False,
    ),
    Command("rate(2)", "2", "2", "Hard", "You recalled it, with trouble.", hint=False),
    Command("rate(3)", "3", "3", "Good", "You recalled it.", hint=False),
    Command("rate(4)", "4", "4", "Easy", "You recalled it at once and whole.", hint=False),
    Command("tick", "x", "x", "tick", "Ticks the marked key point and goes to the next."),
    Command("tick_all", "X", "X", "all", "Ticks all key points, or none.", hint=False),
    Command(
        "next_point",
        "j,down",
        "j",
        "next point",
        "Goes to the next key point; past the last, scrolls.",
        hint=False,
    ),
    Command(
        "previous_point",
        "k,up",
        "k",
        "previous point",
        "Goes to the key point before; past the first, scrolls.",
        hint=False,
    ),
    Command("scroll(1)", "pagedown,ctrl+f", "pgdn", "scroll", "Scrolls a page down.", hint=False),
    Command("scroll(-1)", "pageup,ctrl+b", "pgup", "scroll up", "Scrolls a page up.", hint=False),
    Command("type", "t", "t", "type", "Lets you type the answer first, and compares it then."),
    Command(
        "hint", "h", "h", "hint", "Shows the card's hint; the suggestion is then Hard at most."
    ),
    Command("follow_up", "o", "o", "follow-up", "Opens the next follow-up's answer."),
    Command("own", "n", "n", "own answer", "Writes your own answer, kept beside the model answer."),
    Command(
        "undo",
        "u",
        "u",
        "undo",
        "Takes back the last rating, bury, suspend or flag; again for the one before.",
    ),
    Command("info", "i", "i", "info", "Shows the card's memory and history."),
    Command("flag", "f", "f", "flag", "Gives the card the next of four flags, then none."),
    Command("bury", "b", "b", "bury", "Hides the card until the next study day."),
    Command("suspend", "s", "s", "suspend", "Hides the card until you unsuspend it."),
    Command(
        "whole", "z", "z", "whole text", "Opens a card that is too long to be shown.", hint=False
    ),
    Command("home", "escape,q", "esc", "home", "Ends the session; nothing is lost."),
)
TYPING = (
    Command("compare", "ctrl+s,f2", "ctrl+s", "compare", "Shows the answer beside what you typed."),
    Command("cancel", "escape", "esc", "cancel", "Puts what you typed away."),
)
OWN_ANSWER = (
    Command("save", "ctrl+s,f2", "ctrl+s", "save", "Keeps your answer; an empty one clears it."),
    Command("close", "escape", "esc", "close", "Goes back; asks first when you changed it."),
)
READING = (
    Command("scroll(1)", "pagedown,space,ctrl+f", "pgdn", "down", "Scrolls a page down."),
    Command("scroll(-1)", "pageup,ctrl+b", "pgup", "up", "Scrolls a page up.", hint=False),
    Command("line(1)", "down,j", "j", "line down", "Scrolls a line down.", hint=False),
    Command("line(-1)", "up,k", "k", "line up", "Scrolls a line up.", hint=False),
    Command("close", "escape,enter,i,z,q", "esc", "close", "Goes back."),
)
END = (
    Command("open", "enter", "⏎", "open", "Opens the marked card, else goes back to the decks."),
    Command("next", "down,j", "j", "next card", "Marks the next of the hardest cards.", hint=False),
    Command("previous", "up,k", "k", "card before", "Marks the one before.", hint=False),
    Command("card(1)", "1", "1", "first card", "Opens the first of the hardest cards.", hint=False),
    Command("card(2)", "2", "2", "second card", "Opens the second.", hint=False),
    Command("card(3)", "3", "3", "third card", "Opens the third.", hint=False),
    Command("card(4)", "4", "4", "fourth card", "Opens the fourth.", hint=False),
    Command("card(5)", "5", "5", "fifth card", "Opens the fifth.", hint=False),
    Command("undo", "u", "u", "undo", "Takes back the last rating and asks the card again."),
    Command("more_new", "m", "m", "more new", "Adds five new cards to today and goes on."),
    Command("practise", "c", "c", "practise", "Goes through cards without changing schedules."),
    Command("home", "escape,space,q", "esc", "home", "Goes back to the decks."),
)

RATING_RULE = (
    "The rating marked ▸ is a suggestion; space gives it, 1 to 4 give another.",
    "With key points: a ◆ must that is not ticked means Again; all musts, but with the hint, Hard.",
    "All musts: Good. All points within the card's time (else 90 seconds): Easy.",
    "A card that marks no point as a must is passed with half of its points.",
    "Without key points: Good, or Hard with the hint.",
    "The setting study.suggest_rating turns this off; then Good is marked.",
)
"""How ticked key points lead to a suggestion; for the help."""


def bindings(*groups: tuple[Command, ...]) -> list[Binding]:
    """Return the bindings of a screen."""
    return [command.binding for group in groups for command in group]
