"""From a note to the note type and the fields that Anki keeps it in.

The note type follows the note's own type and nothing else: Anki takes a newer version of a note
only where its type is still the same.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mlcards.core.foreign import ForeignNote
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.markdown_html import code_html, markdown_html
from mlcards.core.media_names import SOUNDS, flat_media_name, safe_media_path
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import face_of, gap_numbers, parts_of
from mlcards.writers.anki_cloze import cloze_html
from mlcards.writers.anki_note_types import (
    BASIC,
    CLOZE,
    INTERVIEW,
    MOST_CARDS,
    REVERSED,
    SECTIONS,
    NoteType,
    several_cards,
)

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_SHOWN = re.compile(
    r"!\[\[(?P<embedded>[^\[\]|#<>\n]{1,500})(?:\|[^\[\]\n]{0,100})?\]\]"
    r"|!\[(?P<text>[^\[\]\n]{0,500})\]"
    r"\((?:<(?P<bracketed>[^<>\n]{1,500})>|(?P<plain>[^\s()<>]{1,500}))"
    r"(?P<title>[ ]\"[^\"\n]{0,500}\")?\)"
)
_ADDRESS = re.compile(r"https?://\S+")
_ABOUT = {
    "difficulty": "difficulty {}",
    "seconds": "{} seconds",
    "checked": "checked {}",
}


FIELDS_EACH = 3
"""Fields that each card of a joined note has."""


class Member(NamedTuple):
    """A note of mlcards that is one card of a note of Anki's.

    Attributes:
        ordinal: the card's number there, from 0.
        place: of its deck in the export.
        note: itself.
    """

    ordinal: int
    place: int
    note: ForeignNote


class AnkiNote(NamedTuple):
    """A note as Anki keeps it.

    Attributes:
        fields: HTML, one for each field of the note type but the last.
        cards: the ordinal of each card, by the part it is in mlcards, in order.
    """

    note_type: NoteType
    fields: Sequence[str]
    cards: Sequence[tuple[int, str]]


Html = Callable[[str], str]
"""Gives the HTML of one text of a note."""


def anki_note(note: ForeignNote) -> AnkiNote:
    """Return a note as Anki keeps it."""
    content = note.content
    html = html_of(note)
    if content.type is CardType.CLOZE:
        return _cloze(note, html)
    if content.type is CardType.REVERSED:
        fields = [html(content.question), html(content.answer), _besides(note, html)]
        return AnkiNote(REVERSED, fields, ((0, "main"), (1, "backward")))
    fields = [html(content.question), html(content.answer), html(content.hint)]
    if content.type is CardType.BASIC:
        fields.append(_besides(note, html, hint=False))
        return AnkiNote(BASIC, fields, ((0, "main"),))
    sections = dict(_sections(note, html))
    fields += [sections.get(name, "") for name in SECTIONS]
    return AnkiNote(INTERVIEW, fields, ((0, "main"),))


def joined_note(members: Sequence[Member]) -> AnkiNote:
    """Return the one note of Anki's that several notes came from.

    Args:
        members: of one card each, in the order of their ordinals, each ordinal once.
    """
    count = members[-1].ordinal + 1
    fields = [""] * (FIELDS_EACH * count)
    for ordinal, _place, note in members:
        html = html_of(note)
        content = note.content
        start = FIELDS_EACH * ordinal
        fields[start : start + FIELDS_EACH] = [
            html(content.question),
            html(content.answer) + _besides(note, html, hint=False),
            html(content.hint),
        ]
    cards = [(member.ordinal, "main") for member in members]
    return AnkiNote(several_cards(count), fields, cards)


def html_of(note: ForeignNote) -> Html:
    """Return what turns the texts of a note into HTML.

    A text that still says what a field of the note once held becomes that field again, with all
    that Markdown has no words for.
    """
    if not note.original:
        return _with_media(note.media) if note.media else markdown_html
    known = {html_to_markdown(value): value for _name, value in reversed(note.original)}

    def html(text: str) -> str:
        original = known.get(text.strip())
        return markdown_html(text) if original is None else original

    return html


def _with_media(media: Sequence[str]) -> Html:
    """Return what turns texts into HTML whose media are those of a note in Markdown.

    Their names are flat in Anki. Obsidian embeds them as `![[name]]`, and sounds look like
    pictures in Markdown.
    """

    def in_anki(found: re.Match[str]) -> str:
        name = safe_media_path(found["embedded"] or found["bracketed"] or found["plain"])
        if name is None or name not in media:
            return found[0]
        flat = flat_media_name(name)
        if name.lower().endswith(SOUNDS):
            return f"[sound:{flat}]"
        return f"![{found['text'] or ''}](<{flat}>{found['title'] or ''})"

    return lambda text: markdown_html(_SHOWN.sub(in_anki, text))


# -------------------------------------------------------------------------------------- clozes


def _cloze(note: ForeignNote, html: Html) -> AnkiNote:
    content = note.content
    numbers = sorted(set(gap_numbers(content.question)))
    text = cloze_html(content.question, html(content.question))
    if text is not None and numbers:
        fields = (
            text,
            html(content.answer),
            html(content.hint),
            _besides(note, html, hint=False),
        )
        return AnkiNote(CLOZE, fields, [(number - 1, f"c{number}") for number in numbers])
    return _written_out(note)


def _written_out(note: ForeignNote) -> AnkiNote:
    """Return a cloze that Anki cannot have as one, each card with its two sides written out."""
    content = note.content
    parts = parts_of(content)[:MOST_CARDS] or ("main",)
    fields: list[str] = []
    besides = _besides(note, markdown_html, hint=False)
    for part in parts:
        face = face_of(content, part)
        fields += [
            markdown_html(face.question),
            markdown_html(face.answer) + besides,
            markdown_html(content.hint),
        ]
    return AnkiNote(several_cards(len(parts)), fields, list(enumerate(parts)))


# ------------------------------------------------------------------------------------- sections


def _besides(note: ForeignNote, html: Html, *, hint: bool = True) -> str:
    """Return all that a note has besides its two sides; bare where that is only its notes."""
    sections = list(_sections(note, html))
    if hint and note.content.hint.strip():
        sections.insert(0, ("Hint", html(note.content.hint)))
    if [name for name, _section in sections] == ["Notes"]:
        return sections[0][1]
    return "".join(f"<h3>{name}</h3><div>{section}</div>" for name, section in sections)


def _sections(note: ForeignNote, html: Html) -> Iterator[tuple[str, str]]:
    """Yield what stands below the answer, by the names of fields; only what is there."""
    content = note.content
    if _is_plain(note):
        return
    own = note.own_answers[-1][1] if note.own_answers else ""
    texts = {
        "Own answer": own,
        "Complexity": content.complexity,
        "Skeleton": content.skeleton,
        "Listen for": content.listen_for,
        "Notes": content.notes,
        "Details": ", ".join(_about(content)),
    }
    lists = {
        "Steps": (content.framework, html, "ol"),
        "Red flags": (content.red_flags, html, "ul"),
        "Sources": (content.sources, _source, "ul"),
    }
    for name in SECTIONS:
        if name in texts:
            section = html(texts[name]) if texts[name].strip() else ""
        elif name in lists:
            items, shown, mark = lists[name]
            section = _list(map(shown, items), mark)
        else:
            section = _MADE[name](content, html)
        if section:
            yield name, section


def _is_plain(note: ForeignNote) -> bool:
    """Whether a note is two sides and a hint, as most are."""
    content = note.content
    return (
        content
        == NoteContent(
            content.type,
            content.question,
            content.answer,
            hint=content.hint,
            tags=content.tags,
        )
        and not note.own_answers
    )


def _list(items: Iterable[str], name: str = "ul") -> str:
    shown = "".join(f"<li>{item}</li>" for item in items)
    return shown and f"<{name}>{shown}</{name}>"


def _code(content: NoteContent, _html: Html) -> str:
    """Return code as a block; one that its author fenced stays as it is."""
    code = content.code
    if not code.strip():
        return ""
    return markdown_html(code) if _FENCE.match(code) else code_html(code.rstrip(), "python")


def _tests(content: NoteContent, _html: Html) -> str:
    return code_html("\n".join(content.tests), "python") if content.tests else ""


def _key_points(content: NoteContent, html: Html) -> str:
    return _list(
        html(point.text) + (" <i>(must)</i>" if point.must else "") for point in content.key_points
    )


def _follow_ups(content: NoteContent, html: Html) -> str:
    return _list(f"{html(more.question)}<br>{html(more.answer)}" for more in content.follow_ups)


def _correction(content: NoteContent, html: Html) -> str:
    correction = content.correction
    if correction is None:
        return ""
    said = (
        ("", correction.verdict),
        ("<i>It says:</i> ", correction.article),
        ("<i>In fact:</i> ", correction.actually),
    )
    return "".join(f"<div>{label}{html(text)}</div>" for label, text in said if text.strip())


_MADE: Mapping[str, Callable[[NoteContent, Html], str]] = {
    "Code": _code,
    "Tests": _tests,
    "Key points": _key_points,
    "Correction": _correction,
    "Follow-ups": _follow_ups,
}


def _source(source: str) -> str:
    if not _ADDRESS.fullmatch(source):
        return markdown_html(source)
    return markdown_html(f"<{source}>")


def _about(content: NoteContent) -> Iterator[str]:
    """Yield the small print."""
    if content.article:
        yield "article " + ", ".join(map(str, content.article))
    for name, words in _ABOUT.items():
        value = getattr(content, name)
        if value:
            yield words.format(value)
