"""The page beside the rows of a plan: the chosen card as it will look, and what is decided there.

Every text of a file becomes lines through `card_drawing` or `one_line`.
"""

from collections.abc import Iterator, Sequence

from textual.content import Content

from mlcards.collection.import_plans import PlannedDeck
from mlcards.collection.import_report import DeckReport, FileReport, NoteLine
from mlcards.collection.views import CardView
from mlcards.core.foreign import Problem
from mlcards.core.merging import changed_fields
from mlcards.core.model import CardId, NoteContent, Phase
from mlcards.core.notes import parts_of
from mlcards.core.text import one_line, plural
from mlcards.tui.card_drawing import CardDrawing
from mlcards.tui.card_sections import sections_of
from mlcards.tui.format import share_text
from mlcards.tui.importing.plan_rows import (
    Decisions,
    DeckRow,
    NoteRow,
    ProblemRow,
    Row,
    numbers_text,
    shown_name,
)
from mlcards.tui.markdown import render
from mlcards.tui.markdown.wrap import wrap
from mlcards.tui.marks import Marks
from mlcards.tui.palette import HEADING, MARKED, QUIET
from mlcards.tui.widgets.page import BLANK, PageLine, Stage, Target

DECISION = "decision"
"""The kind of target on lines that a click decides."""
_WIDEST = 100
_MOST_LINES = 400
_LONGEST_FIELD = 4000
_MOST_PARTS = 20
_BRIEFLY = 20
"""Problems of a file that stand on its deck's page."""
_OTHER_FORMAT = frozenset({"empty", "unknown-format"})
"""Codes of files that another format may make sense of."""
_BACK = "It was put aside and is back, with its history."
_SENTENCES = {
    "gone": "It left its file: it is put aside, and its history is kept.",
    "left": "It moved to another deck and keeps its progress.",
    "moved": "It comes from another deck and keeps its progress.",
}


def page_of(
    row: Row, width: int, decisions: Decisions, reports: Sequence[FileReport]
) -> list[PageLine]:
    """Return the page of a row."""
    width = max(min(width, _WIDEST), 10)
    lines: list[PageLine] = []
    match row:
        case NoteRow():
            lines += _note(row, width, decisions)
        case DeckRow():
            lines += _deck(row, width, reports)
        case ProblemRow(problem):
            lines += [
                *_problem(problem, width),
                *_whose(problem, width),
                *_meaning(problem, width),
            ]
    if len(lines) > _MOST_LINES:
        rest = Content.styled("… the rest is not shown here", QUIET)
        lines = [*lines[:_MOST_LINES], PageLine(rest)]
    return lines


def view_of_row(row: NoteRow, decisions: Decisions) -> CardView | None:
    """Return the card of a row as it will be; of one that goes, as it was."""
    content = row.change.content or row.change.was
    if decisions.takes_theirs(row) and row.change.note is not None:
        content = row.change.note.content
    if content is None:
        return None
    return _view(content, row.deck, next(iter(parts_of(content)), "main"))


# A card ----------------------------------------------------------------------------------------


def _note(row: NoteRow, width: int, decisions: Decisions) -> Iterator[PageLine]:
    view = view_of_row(row, decisions)
    above = [*_what_happens(row, width, decisions)]
    yield from above
    if above:
        yield BLANK
    if view is not None:
        if row.change.was and row.change.content and above:
            yield PageLine(Content.styled("As it will be:", QUIET))
        yield from _card(view, width)


def _what_happens(row: NoteRow, width: int, decisions: Decisions) -> Iterator[PageLine]:
    """Yield what is to be said of a change, above the card; nothing of one that is plainly new."""
    change = row.change
    if row.is_match:
        yield from _match(row, width, decisions)
        return
    if change.conflicts:
        yield from _conflict(row, width, decisions)
        return
    sentence = _BACK if change.revived else _SENTENCES.get(change.kind, "")
    if sentence:
        yield from _said(sentence, width)
    if change.was and change.content:
        yield from _differences(change.was, change.content, width)


def _match(row: NoteRow, width: int, decisions: Decisions) -> Iterator[PageLine]:
    change = row.change
    same = decisions.takes(row)
    alike = share_text(change.likeness or 0.0)
    yield from _said(f"A question was edited, or one left and another came: {alike} alike.", width)
    yield _option("the same card: it keeps its progress", 0, chosen=same)
    yield _option("two cards: one is put aside, one is new", 1, chosen=not same)
    if change.was and change.content:
        yield from _differences(change.was, change.content, width)
    if same and change.conflicts:
        yield BLANK
        yield from _conflict(row, width, decisions)


def _conflict(row: NoteRow, width: int, decisions: Decisions) -> Iterator[PageLine]:
    change = row.change
    theirs = decisions.takes_theirs(row)
    fields = ", ".join(map(_field_name, change.conflicts))
    yield from _said(f"You edited it here, and the file changed it too: {fields}.", width)
    yield _option("your text stays", 2, chosen=not theirs)
    yield _option("the file's text is taken", 3, chosen=theirs)
    file = change.note.content if change.note else None
    if change.content is None or file is None:
        return
    for name in change.conflicts:
        yield BLANK
        yield _heading(f"{_field_name(name)}: yours")
        yield from _text(_value(change.content, name), width, "  ", "" if not theirs else QUIET)
        yield _heading(f"{_field_name(name)}: the file's")
        yield from _text(_value(file, name), width, "  ", "" if theirs else QUIET)


def _differences(was: NoteContent, now: NoteContent, width: int) -> Iterator[PageLine]:
    """Yield what a card said and what it says, field by field."""
    for number, name in enumerate(changed_fields(was, now)):
        if number:
            yield BLANK
        yield _heading(_field_name(name))
        before, after = _value(was, name), _value(now, name)
        if before:
            yield from _signed(before, width, "was ", QUIET)
        yield from _signed(after or "(nothing)", width, "now ", "")


def _signed(text: str, width: int, sign: str, style: str) -> Iterator[PageLine]:
    for number, line in enumerate(_lines(text, width - len(sign))):
        before = Content.styled(sign if not number else " " * len(sign), "bold")
        yield PageLine(before + (line.stylize_before(style) if style else line))


def _card(view: CardView, width: int) -> Iterator[PageLine]:
    """Yield a card as study draws it; of a note with several, the others' questions below."""
    parts = parts_of(view.content)
    place = Stage(0, width, width)
    if len(parts) > 1:
        yield PageLine(Content.styled(f"{plural(len(parts), 'card')}, the first:", QUIET))
    yield from CardDrawing(sections_of(view), place).lines(Marks(flipped=True, hint=True))
    for part in parts[1:_MOST_PARTS]:
        yield BLANK
        yield PageLine(Content.styled("and another:", QUIET))
        other = sections_of(_view(view.content, view.deck_title, part))
        yield from CardDrawing(other, place).lines(Marks())


def _view(content: NoteContent, deck: str, part: str) -> CardView:
    return CardView(CardId(0), 0, 0, deck, part, content, Phase.NEW)


# A deck, a problem -----------------------------------------------------------------------------


def _deck(row: DeckRow, width: int, reports: Sequence[FileReport]) -> Iterator[PageLine]:
    source = row.planned.source
    if row.deck is not None:
        report = reports[row.file].decks[row.place] if row.file < len(reports) else None
        yield from _about_deck(row.deck, report, width)
        yield BLANK
    yield PageLine(Content.styled("File", HEADING))
    yield from _plain(source.path or shown_name(source.name), width)
    if source.format_title:
        yield PageLine(Content.styled(one_line(source.format_title), QUIET))
    if source.media:
        yield PageLine(Content(f"{plural(len(source.media), 'media file')} with it"))
    if source.problems:
        yield BLANK
    for problem in source.problems[:_BRIEFLY]:
        yield from _problem(problem, width)
    if len(source.problems) > _BRIEFLY:
        more = f"… {len(source.problems) - _BRIEFLY:,} more"
        yield PageLine(Content.styled(more, QUIET))


def _about_deck(deck: PlannedDeck, report: DeckReport | None, width: int) -> Iterator[PageLine]:
    yield from _plain(deck.foreign.title.replace("::", " › "), width, "bold")
    if deck.present is None:
        yield from _said("A new deck.", width)
    elif deck.present.title != deck.foreign.title:
        yield from _said(f"So far it is called {one_line(deck.present.title, 100)}.", width)
    if report is not None:
        yield from _plain(numbers_text([report]), width)
    if deck.plan is None:
        yield from _said("It is the very file that was imported last: nothing to do.", width)
    elif deck.present is not None and not deck.foreign.complete:
        yield from _said("The file has some of the deck's cards; the others stay.", width)
    if deck.foreign.description:
        yield BLANK
        yield from _text(deck.foreign.description, width)


def _problem(problem: Problem, width: int) -> Iterator[PageLine]:
    error = problem.severity == "error"
    word = "✗ error" if error else "! warning"
    place = [f"line {problem.line:,}"] if problem.line is not None else []
    place += [f"column {problem.column:,}"] if problem.line and problem.column else []
    style = "bold $text-error" if error else "bold $text-warning"
    head = Content.assemble((word, style), (f"  {', '.join(place)}" if place else "", "bold"))
    yield PageLine(head)
    yield from _plain(problem.message, width)


def _whose(problem: Problem, width: int) -> Iterator[PageLine]:
    """The file of a problem, where it is not shown among those of one file."""
    yield from _plain(shown_name(problem.source), width, QUIET)


def _meaning(problem: Problem, width: int) -> Iterator[PageLine]:
    """What a problem keeps out, and what to do."""
    if problem.severity != "error":
        words = "Warnings keep nothing out but what they name."
    elif problem.code in _OTHER_FORMAT:
        words = "Where it is in another format, f reads it in the one you choose."
    else:
        words = "Errors keep the whole file out: mend it and import again."
    yield BLANK
    yield from _said(words, width)


# A line of the report --------------------------------------------------------------------------


def line_detail(line: NoteLine | DeckReport | Problem, width: int) -> list[PageLine]:
    """Return what became of a note, a deck or a part of a file, in full."""
    width = max(min(width, _WIDEST), 10)
    match line:
        case Problem():
            return [*_problem(line, width), *_whose(line, width)]
        case DeckReport():
            title = _plain(line.title.replace("::", " › "), width, "bold")
            return [*title, *_plain(numbers_text([line]), width)]
        case NoteLine():
            where = "" if line.line is None else f"line {line.line:,} of its file"
            lines = [*_text(line.question, width)]
            if line.was:
                lines += _signed(line.was, width, "was ", QUIET)
            if line.conflicts:
                fields = ", ".join(map(_field_name, line.conflicts))
                taken = "the file's text was taken" if line.replaced else "your text stands"
                lines += _said(f"You and the file both changed: {fields}; {taken}.", width)
            if line.kind == "gone":
                lines += _said("Put aside with its history, not deleted.", width)
            return [*lines, *(_said(where, width) if where else ())]


# Lines -----------------------------------------------------------------------------------------


def _option(words: str, number: int, *, chosen: bool) -> PageLine:
    """Return one way to decide, which a click takes."""
    sign, style = ("● ", MARKED) if chosen else ("○ ", QUIET)
    line = Content.assemble((sign, style), (words, "bold" if chosen else QUIET))
    return PageLine(line, Target(DECISION, number))


def _said(words: str, width: int) -> Iterator[PageLine]:
    """Yield a sentence of ours."""
    for line in wrap([(words, QUIET)], width):
        yield PageLine(Content.assemble(*line))


def _plain(text: str, width: int, style: str = "") -> Iterator[PageLine]:
    """Yield untrusted text that is no Markdown."""
    for line in wrap([(one_line(text, _LONGEST_FIELD), style)], width):
        yield PageLine(Content.assemble(*line))


def _text(text: str, width: int, indent: str = "", style: str = "") -> Iterator[PageLine]:
    """Yield untrusted Markdown."""
    for line in _lines(text or "(nothing)", width - len(indent)):
        yield PageLine(Content(indent) + (line.stylize_before(style) if style else line))


def _lines(text: str, width: int) -> Sequence[Content]:
    return render(text[:_LONGEST_FIELD], max(width, 4)).split("\n", allow_blank=True)


def _heading(words: str) -> PageLine:
    return PageLine(Content.styled(words, HEADING))


def _field_name(name: str) -> str:
    return name.replace("_", " ")


def _value(content: NoteContent, name: str) -> str:
    """Return a field as text."""
    value = getattr(content, name)
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(f"- {_item(item)}" for item in value)
    return _item(value)


def _item(value: object) -> str:
    """Return one value of a field: a text, a key point, a follow-up, a correction."""
    if isinstance(value, str):
        return value
    text = getattr(value, "text", None)
    if isinstance(text, str):
        return f"{text} (must)" if getattr(value, "must", False) else text
    names = getattr(type(value), "__slots__", ())
    parts = [getattr(value, name) for name in names]
    texts = [part for part in parts if isinstance(part, str) and part]
    return " / ".join(texts) if texts else str(value)
