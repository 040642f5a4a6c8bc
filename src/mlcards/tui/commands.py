"""Every action a person can take in the app, declared once.

A row makes the key binding, the hint on screen and the line in the help. Where a key is not
shown on screen it still stands in the help (`?`).
"""

from typing import NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
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


def _moves(thing: str) -> tuple[Command, ...]:
    """Return the ways through a list of decks, lines or whatever it is."""
    return (
        Command("move(-1)", "up,k", "↑", "up", f"Chooses the {thing} above.", hint=False),
        Command("move(1)", "down,j", "↓", "down", f"Chooses the {thing} below.", hint=False),
        Command("page(-1)", "pageup,ctrl+b", "pgup", "page up", "Goes up a page.", hint=False),
        Command("page(1)", "pagedown,ctrl+f", "pgdn", "page down", "Goes down a page.", hint=False),
        Command("first", "home,g", "g", "first", f"Goes to the first {thing}.", hint=False),
        Command("last", "end,G", "G", "last", f"Goes to the last {thing}.", hint=False),
    )


LINES = _moves("line")
READ_ON = (
    Command("scroll(1)", "J,shift+down", "J", "read on", "Scrolls the card down.", hint=False),
    Command("scroll(-1)", "K,shift+up", "K", "read back", "Scrolls the card up.", hint=False),
)
"""For the card beside a list, whose own keys are those of the lines."""

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
    Command("more_new", "m", "m", "5 new", "Adds five new cards to today."),
    Command("undo", "u", "u", "undo", "Takes back the last rating, bury, suspend, flag or edit."),
    Command("import", "i", "i", "import", "Brings in decks from files, folders or a paste."),
    Command("export", "x", "x", "export", "Writes the chosen deck, or all, into a file."),
    Command(
        "put_aside",
        "o",
        "o",
        "put aside",
        "Lists the cards whose text left its file; there they can be removed.",
        hint=False,
    ),
)
DECKS = (
    *_moves("deck"),
    Command("fold", "left,h", "←", "fold", "Folds the deck, or goes to its parent.", hint=False),
    Command("unfold", "right,l", "→", "unfold", "Shows the decks inside.", hint=False),
    Command("switch", "space", "space", "fold", "Folds the deck, or unfolds it.", hint=False),
)
WELCOME = (
    Command("start", "enter", "⏎", "first card", "Starts with the first card."),
    Command("tick", "space", "space", "tick", "Ticks the deck, or takes the tick away."),
    Command("fewer", "left,h", "←→", "new cards", "Fewer new cards a day."),
    Command("more", "right,l", "→", "more new", "More new cards a day.", hint=False),
    *_moves("deck")[:2],
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
        "Takes back the last rating, bury, suspend, flag or edit; again for the one before.",
    ),
    Command("info", "i", "i", "info", "Shows the card's memory and history."),
    Command("flag", "f", "f", "flag", "Gives the card the next of four flags, then none."),
    Command("bury", "b", "b", "bury", "Hides the card until the next study day."),
    Command("suspend", "s", "s", "suspend", "Hides the card until you unsuspend it."),
    Command("edit", "e", "e", "edit", "Opens the text of the card; its progress stays."),
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
EDITABLE = (Command("edit", "e", "e", "edit", "Opens the text of the card; its progress stays."),)
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
    Command("more_new", "m", "m", "5 new", "Adds five new cards to today and goes on."),
    Command("practise", "c", "c", "practise", "Goes through cards without changing schedules."),
    Command("home", "escape,space,q", "esc", "home", "Goes back to the decks."),
)
EXPORT = (
    Command("export", "enter", "⏎", "write", "Writes the file; asks before it replaces one."),
    Command("move(-1)", "up,k", "↑↓", "format", "Chooses the format above."),
    Command("move(1)", "down,j", "↓", "format below", "Chooses the format below.", hint=False),
    Command("file", "tab,n", "tab", "file name", "Goes to the name of the file."),
    Command("all_decks", "a", "a", "all decks", "Takes all decks, or again only the chosen one."),
    Command(
        "switch(0)",
        "p",
        "p",
        "progress",
        "Takes schedules, reviews and your own answers along.",
        hint=False,
    ),
    Command(
        "switch(1)",
        "s",
        "s",
        "spreadsheets",
        "Keeps spreadsheets from running cells as formulas; for tables only.",
        hint=False,
    ),
    Command("back", "escape", "esc", "back", "Calls off what is being written; else goes back."),
)
EXPORT_FILE = (
    Command("screen.export", "enter", "⏎", "write", "Writes the file from its name too."),
    Command("screen.leave", "tab,escape", "tab", "formats", "Leaves the name of the file."),
)
PUT_ASIDE = (
    Command("mark", "space,x", "space", "mark", "Marks the card, or takes the mark away."),
    Command("mark_all", "a", "a", "all", "Marks all cards, or none."),
    Command("remove", "d,delete", "d", "remove", "Removes the marked cards for good; asks first."),
    *READ_ON,
    Command("close", "escape,q", "esc", "back", "Goes back; what you did not remove stays."),
)
EDIT = (
    Command("save", "ctrl+s,f2", "ctrl+s", "save", "Keeps the text; progress stays. u undoes it."),
    Command("close", "escape", "esc", "back", "Goes back; asks first when you changed it."),
)
IMPORT_PICK = (
    Command("screen.take", "enter", "⏎", "open", "Goes into the folder, or takes the file."),
    Command("screen.complete", "tab", "tab", "complete", "Completes the name.", hint=False),
    Command("screen.whole", "ctrl+o", "ctrl+o", "all", "Takes all decks of the folder."),
    Command(
        "screen.paste",
        "ctrl+p,ctrl+v",
        "ctrl+p",
        "paste",
        "Opens a place for text; text that the terminal pastes opens it too.",
    ),
    Command(
        "screen.past", "ctrl+r", "ctrl+r", "past", "Lists the imports made so far, to take back."
    ),
    Command("screen.move(-1)", "up", "↑", "up", "Chooses the line above.", hint=False),
    Command("screen.move(1)", "down", "↓", "down", "Chooses the line below.", hint=False),
    Command("screen.page(-1)", "pageup", "pgup", "page up", "Goes up a page.", hint=False),
    Command("screen.page(1)", "pagedown", "pgdn", "page down", "Goes down a page.", hint=False),
    Command("screen.up", "alt+up,ctrl+up", "alt+↑", "out", "Goes out of the folder.", hint=False),
    Command("app.help", "f1", "f1", "help", "Shows all keys."),
    Command("screen.close", "escape", "esc", "back", "Goes back; nothing is changed."),
)
IMPORT_PASTE = (
    Command("read", "ctrl+s,f2", "ctrl+s", "look at it", "Shows what would come in."),
    Command("close", "escape", "esc", "back", "Goes back; asks first when there is text."),
)
IMPORT_PLAN = (
    Command("import", "enter", "⏎", "import", "Imports what is shown, with what you decided."),
    Command(
        "decide",
        "space,x",
        "space",
        "decide",
        "Decides the line otherwise: same card or two, your text or the file's.",
    ),
    Command("decide_all", "X", "X", "all so", "Decides all lines of its kind like it.", hint=False),
    Command("view(1)", "tab,right,l", "tab", "view", "Shows the next view of the plan."),
    Command("view(-1)", "shift+tab,left", "←", "view before", "Shows the view before.", hint=False),
    Command("columns", "c", "c", "columns", "Says what the columns of a table hold."),
    Command("separators", "c", "c", "separators", "Says what stands between Quizlet's cards."),
    Command("level", "c", "c", "headings", "Says which headings of notes are questions."),
    Command("history", "h", "h", "history", "Brings in schedules and reviews, or leaves them."),
    Command("name", "n", "n", "name", "Gives the deck another name."),
    Command("format", "f", "f", "format", "Reads it in another format than the one told."),
    Command(
        "whole", "z", "z", "whole text", "Opens a card that is too long to be shown.", hint=False
    ),
    *READ_ON,
    Command("close", "escape,q", "esc", "back", "Goes back; nothing is changed."),
)
IMPORT_COLUMNS = (
    Command("use", "enter", "⏎", "use", "Plans the import with these columns."),
    Command("column(-1)", "left,h", "←→", "column", "Goes to the column before."),
    Command("column(1)", "right,l,tab", "→", "next column", "Goes to the next.", hint=False),
    Command("field(1)", "down,j,space", "↑↓", "holds", "Takes the column for something else."),
    Command("field(-1)", "up,k", "↑", "holds", "The same, backwards.", hint=False),
    Command("set('question')", "Q", "Q", "question", "The column is the question.", hint=False),
    Command("set('answer')", "A", "A", "answer", "The column is the answer.", hint=False),
    Command("set('tags')", "T", "T", "tags", "The column holds tags.", hint=False),
    Command("set('')", "minus,delete", "-", "leave out", "The column is left out."),
    Command("delimiter", "d", "d", "delimiter", "Tries what else may stand between cells."),
    Command("header", "n", "n", "names", "Takes the first row for names, or for a card."),
    Command("close", "escape,q", "esc", "back", "Goes back; the columns stay as they were."),
)
IMPORT_NAME = (
    Command("use", "enter", "⏎", "use", "Takes the name; an empty one is what the file says."),
    Command("close", "escape", "esc", "back", "Goes back."),
)
IMPORT_READING = (
    Command("use", "enter", "⏎", "use", "Reads it so."),
    Command("other", "tab,shift+tab,down,up", "tab", "other", "Goes to the other line."),
    Command("close", "escape", "esc", "back", "Goes back; it is read as before."),
)
IMPORT_FORMAT = (
    Command("use", "enter", "⏎", "use", "Reads it in this format."),
    Command("close", "escape,q", "esc", "back", "Goes back."),
)
IMPORT_PROGRESS = (
    Command("cancel", "escape,q", "esc", "call off", "Stops; nothing will have been changed."),
)
IMPORT_REPORT = (
    Command("study", "enter", "⏎", "study", "Studies the decks that came in."),
    Command("view(1)", "tab,right,l", "tab", "view", "Shows the next list."),
    Command("view(-1)", "shift+tab,left,h", "←", "view before", "Shows the last.", hint=False),
    Command("take_back", "u", "u", "take all back", "Takes the whole import back."),
    Command(
        "write_ids",
        "w",
        "w",
        "write ids",
        "Writes an id into the file for each card without one: progress then stays when you edit "
        "its question.",
    ),
    Command("close", "escape,q", "esc", "home", "Goes back to the decks."),
)
IMPORT_PAST = (
    Command("take_back", "u", "u", "take back", "Takes the newest import back; asks first."),
    Command("close", "escape,q", "esc", "back", "Goes back."),
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
