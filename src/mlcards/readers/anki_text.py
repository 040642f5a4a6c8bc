"""Reads Anki's export "Notes in Plain Text": a table below header lines such as `#html:true`.

The header's keys say what stands between the cells and which columns hold GUID, note type, deck
and tags; every other column is a field. The first field is the question, the others together are
the answer. Note types are known by their names, for their templates are not in the file. As for
Anki, what is not in an export is not gone: it may be one of some notes only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from mlcards.core.anki_own import is_own
from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import gap_numbers
from mlcards.core.text import one_line
from mlcards.readers.anki_collection import NoteType
from mlcards.readers.anki_plain import PlainMaker, stock_type
from mlcards.readers.decoding import head_text, one_break
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    question_and_answer,
    read_within,
)
from mlcards.readers.markup import check_html_size, seems_html
from mlcards.readers.table_columns import fields_by_place
from mlcards.readers.table_shape import Row, guess_delimiter, read_rows, usual_width

_DELIMITERS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "space": " ",
    "pipe": "|",
    "colon": ":",
}
_COLUMNS = ("guid", "notetype", "deck", "tags")
_KEYS = frozenset(
    ["separator", "html", "tags", "columns", "notetype", "deck", "if matches", "match scope"]
    + [f"{name} column" for name in _COLUMNS]
)
_HEADER = re.compile(
    rf"#[ \t]*({'|'.join(sorted(_KEYS, key=len, reverse=True))})[ \t]*:", re.IGNORECASE
)
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_VALUE = re.compile(r".?[A-Za-z0-9]*", re.DOTALL)
_CARD_MARK = re.compile(r"<span class=\"?cloze|data-ordinal=|<hr id=\"?answer", re.IGNORECASE)
_MOST_HEADER_LINES = 1000
_OCCLUSION = re.compile(r"\{\{c\d{1,3}::image-occlusion:")


@dataclass(slots=True)
class _Header:
    """What the lines above the table say.

    Attributes:
        columns: number of a special column, from 1, by what it holds.
        seen: the keys that are there.
        end: where the table starts in the text.
        line: its first line.
    """

    separator: str | None = None
    html: bool | None = None
    tags: tuple[str, ...] = ()
    notetype: str = ""
    deck: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    end: int = 0
    line: int = 1


def looks_like(name: str, head: bytes) -> bool:
    """Whether a file is an export of Anki's beyond doubt: it starts with a header line.

    So is text that starts with comments as Anki knows them, if tabs cut all that follows evenly.
    """
    text = head_text(head).lstrip()
    if _HEADER.match(text):
        return True
    if name != "-" and not name.lower().endswith(".txt"):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    rows = list(dropwhile(_is_above, lines))
    widths = {0 if row.startswith("\t") else row.count("\t") for row in rows}
    return 0 < len(rows) < len(lines) and len(widths) == 1 and widths.pop() > 0


def _is_above(line: str) -> bool:
    """Whether a line without cells stands above a table: a comment, or tags for all its notes."""
    return line.startswith(("#", "tags:")) and "\t" not in line


def read_anki_text(data: bytes, source: str) -> ReadResult:
    """Return the decks of a text export; GUIDs become the notes' ids.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it; what names no deck goes into one called like it.
    """
    return read_within(data, source, _read)


def _read(text: str, report: Report) -> tuple[ForeignDeck, ...]:
    header = _read_header(text)
    body = text[header.end :]
    separator = header.separator or guess_delimiter(body, "\t;|,:") or "\t"
    rows = _without_comments(read_rows(body, separator, report, header.line), report)
    html = header.html
    if html is None:
        html = seems_html(row.cells for row in rows)
    if html:
        check_html_size(text, report)
    _warn_of_cards(header, rows, report)
    _find_tags(header, rows)
    decks = Decks(report, complete=False, ids_everywhere="guid" in header.columns)
    maker = PlainMaker(report, len(text))
    default = clean_title(header.deck) or file_title(report.source)
    for row in rows:
        title = clean_title(_special(row, header, "deck")) or default
        for note in _notes(row, header, maker, report, html=html):
            decks.add(title, note, twice="warning")
    maker.say_remarks()
    return decks.made()


def _read_header(text: str) -> _Header:
    """Return what stands above the first row; a `#` after that is no header."""
    header = _Header()
    while header.end < len(text) and header.line < _MOST_HEADER_LINES:
        found = _LINE.match(text, header.end)
        line = found[1] if found else ""
        known = _HEADER.match(line)
        if known:
            _take(header, known[1].lower(), line[known.end() :])
        elif header.line == 1 and line.startswith("tags:"):
            header.tags = each_once(line[5:].split())
        elif not line.startswith("#") or (header.separator or "\t") in line:
            break
        header.end = found.end() if found else len(text)
        header.line += 1
    return header


def _take(header: _Header, key: str, value: str) -> None:
    header.seen.add(key)
    found = _VALUE.match(value)
    word = (found[0] if found else "").strip().lower()
    if key == "separator":
        literal = value[:1]
        header.separator = _DELIMITERS.get(word) or (
            literal if literal and not literal.isalnum() and literal != '"' else None
        )
    elif key == "html":
        header.html = {"true": True, "false": False}.get(word)
    elif key == "tags":
        header.tags = each_once(value.split())
    elif key == "notetype":
        header.notetype = value.strip()
    elif key == "deck":
        header.deck = value
    elif key == "columns":
        for number, label in enumerate(value.split(header.separator or "\t"), start=1):
            name = label.strip(' "').lower().replace(" ", "")
            if name in _COLUMNS:
                header.columns.setdefault(name, number)
    elif key.endswith(" column") and word.isdecimal() and 0 < int(word[:6]) < 1000:
        header.columns[key.removesuffix(" column")] = int(word[:6])


def _find_tags(header: _Header, rows: Sequence[Row]) -> None:
    """Take the last column for tags where nothing names the columns and it looks like that."""
    if header.columns.keys() & {"tags", "notetype"} or "columns" in header.seen:
        return
    special = set(header.columns.values())
    numbers = [number for number in range(1, usual_width(rows) + 1) if number not in special]
    cells = [[row.cells[at - 1] for at in numbers if at <= len(row.cells)] for row in rows]
    if fields_by_place(cells, len(numbers))[-1:] == ("tags",):
        header.columns["tags"] = numbers[-1]


def _without_comments(rows: Sequence[Row], report: Report) -> list[Row]:
    """Return the rows that are notes; a lone cell that starts with `#` is a comment to Anki."""
    kept: list[Row] = []
    for row in rows:
        if len(row.cells) == 1 and row.cells[0].startswith("#"):
            report.warn(row.line, "this line starts with # and is left out as a comment", "comment")
        else:
            kept.append(row)
    return kept


def _notes(
    row: Row, header: _Header, maker: PlainMaker, report: Report, *, html: bool
) -> list[ForeignNote]:
    """Return what a row becomes; empty rows become nothing."""
    special = set(header.columns.values())
    fields = [
        cell
        for number, cell in enumerate(row.cells, start=1)
        if number not in special and not is_own(cell)
    ]
    while fields and not fields[-1].strip():
        fields.pop()
    if not fields:
        return []
    if _OCCLUSION.search(fields[0]):
        report.warn(
            row.line, "pictures with masks cannot be asked in a terminal; left out", "occlusion"
        )
        return []
    name = _special(row, header, "notetype") or header.notetype
    guid = _special(row, header, "guid")
    tags = each_once([*_special(row, header, "tags").split(), *header.tags])
    note_type = stock_type(name, len(fields), gaps=bool(gap_numbers(fields[0])))
    if html:
        return maker.notes(note_type, fields, guid, tags, row.line)
    return [_plain_note(fields, note_type, foreign_id(guid), tags, row.line)]


def _plain_note(
    fields: Sequence[str], note_type: NoteType, note_id: str, tags: tuple[str, ...], line: int
) -> ForeignNote:
    """Return the note of fields that are no HTML: they stay as they are."""
    texts = [one_break(text) for text in fields if text.strip()]
    if "Add Reverse" in note_type.fields:
        both_ways = len(texts) > 2
        texts = texts[:2]
    else:
        both_ways = not note_type.cloze and len(note_type.templates) == 2
    question, answer = texts[0], "\n\n".join(texts[1:])
    if note_type.cloze and gap_numbers(question):
        content = NoteContent(CardType.CLOZE, question, answer, tags=tags)
    else:
        content = question_and_answer(question, answer, tags, both_ways=both_ways)
    return ForeignNote(note_id, content, line)


def _special(row: Row, header: _Header, name: str) -> str:
    number = header.columns.get(name, 0)
    return row.cells[number - 1] if 0 < number <= len(row.cells) else ""


def _warn_of_cards(header: _Header, rows: Sequence[Row], report: Report) -> None:
    """Say what the export "Cards in Plain Text" lacks: its rows are cards as they are shown."""
    if not header.seen <= {"separator", "html"} or any(len(row.cells) > 2 for row in rows):
        return
    shown = next((row for row in rows if any(map(_CARD_MARK.search, row.cells))), None)
    if shown is not None:
        report.warn(
            shown.line,
            'this is Anki\'s export "Cards in Plain Text": each card came in as it is shown, so '
            "the gaps of a cloze are separate cards and nothing is known of decks and tags; Anki's "
            '"Notes in Plain Text" or a deck package (.apkg) has them',
            "card-export",
        )
        return
    pairs = {tuple(cell.strip() for cell in row.cells) for row in rows}
    turned = next((row for row in rows if _turned(row) in pairs), None)
    if turned is not None:
        report.warn(
            turned.line,
            f'"{one_line(turned.cells[0], 40)}" is here both ways; if this is Anki\'s export '
            '"Cards in Plain Text", choose "Notes in Plain Text" instead',
            "card-export",
        )


def _turned(row: Row) -> tuple[str, ...] | None:
    sides = tuple(cell.strip() for cell in reversed(row.cells))
    return sides if len(set(sides)) == 2 else None
