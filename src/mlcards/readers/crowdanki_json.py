"""Reads CrowdAnki's `deck.json`: decks within decks, note types with their templates, HTML.

A deck is known by its UUID, a note by its GUID. The media files beside it are not read.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlcards.core.foreign import ForeignDeck, ReadResult
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.text import one_line, plural
from mlcards.readers.anki_collection import NoteType, Template
from mlcards.readers.anki_plain import PlainMaker, stock_type
from mlcards.readers.decoding import head_text
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    read_within,
    storable,
)
from mlcards.readers.json_tree import LARGEST_FILE, JsonFault, Table, line_of, read_json
from mlcards.readers.markup import check_html_size

_MARK = re.compile(r'"(?:__type__"\s{0,20}:\s{0,20}"Deck"|crowdanki_uuid")')
_CLOZE = 1
_LARGEST_TEMPLATE = 500_000
_MOST_MODELS = 1000
_MOST_FIELDS = 200
_LONGEST_DESCRIPTION = 20_000
_HANDLE = re.compile(r"\{\{[#^/]?([^{}]{1,200})\}\}")


class _Model(NamedTuple):
    """A note type, and the names of those of its fields that are on no card."""

    note_type: NoteType
    unseen: tuple[str, ...]


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a file is CrowdAnki's beyond doubt."""
    text = head_text(head).lstrip()
    return text.startswith("{") and bool(_MARK.search(text))


def read_crowdanki(data: bytes, source: str) -> ReadResult:
    """Return the decks of a CrowdAnki file.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it.
    """
    return read_within(data, source, _read, LARGEST_FILE, guess=False)


def _read(text: str, report: Report) -> tuple[ForeignDeck, ...]:
    try:
        root = read_json(text, ("children", "notes"))
    except JsonFault as fault:
        raise report.refuse(fault.line, fault.message, "json") from None
    if not isinstance(root, Table) or not isinstance(root.get("notes", []), list):
        raise report.refuse(1, "this is no deck of CrowdAnki", "json")
    check_html_size(text, report)
    models = _models(root.get("note_models"), report)
    decks = Decks(report, ids_everywhere=True)
    maker = PlainMaker(report, len(text))
    media = 0
    unseen: dict[str, None] = {}
    for title, deck in _decks(root, "", report):
        files = deck.get("media_files")
        media += len(files) if isinstance(files, list) else 0
        _describe(deck, title, decks)
        for item in _tables(deck, "notes", report):
            used = _add(item, title, models, maker, decks)
            unseen |= dict.fromkeys(used)
    maker.say_remarks()
    if unseen:
        names = ", ".join(f'"{one_line(name, 30)}"' for name in list(unseen)[:10])
        report.warn(None, f"fields that no card shows are left out: {names}", "unused-field")
    if media:
        report.warn(
            None, f"{plural(media, 'media file')} beside this file not brought along", "media"
        )
    return decks.made()


def _decks(deck: Table, above: str, report: Report) -> Iterator[tuple[str, Table]]:
    """Yield each deck with its whole title; the JSON's bound on depth holds here too."""
    own = clean_title(_text(deck, "name"))
    title = clean_title(f"{above}::{own}") or file_title(report.source)
    yield title, deck
    for child in _tables(deck, "children", report):
        yield from _decks(child, title, report)


def _tables(table: Table, key: str, report: Report) -> Iterator[Table]:
    items = table.get(key) or []
    if not isinstance(items, list):
        report.error(table.line, f"{key} must be a list", "value")
        return
    for index, item in enumerate(items):
        if isinstance(item, Table):
            yield item
        else:
            line = line_of(items, index) or table.line
            report.error(line, f"{key} must be a list of tables", "value")


def _describe(deck: Table, title: str, decks: Decks) -> None:
    text = html_to_markdown(_text(deck, "desc")[:_LONGEST_DESCRIPTION]).strip()
    known = foreign_id(_text(deck, "crowdanki_uuid"))
    if title not in decks.about:
        decks.describe(ForeignDeck(known, title, (), "", description=text))


def _models(items: object, report: Report) -> dict[str, _Model]:
    """Return the note types by their UUIDs."""
    models: dict[str, _Model] = {}
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, Table) or not isinstance(item.get("crowdanki_uuid"), str):
            report.warn(None, "a note type has no UUID; it is left out", "model")
            continue
        if len(models) >= _MOST_MODELS:
            raise report.refuse(None, f"more than {_MOST_MODELS} note types", "too-large")
        models[item["crowdanki_uuid"]] = _model(item, report)
    return models


def _model(item: Mapping[str, Any], report: Report) -> _Model:
    fields = tuple(
        _text(field, "name") or f"Field {number}"
        for number, field in enumerate(_in_order(item.get("flds")), start=1)
    )[:_MOST_FIELDS]
    templates = tuple(
        Template(number, _text(found, "name"), _text(found, "qfmt"), _text(found, "afmt"))
        for number, found in enumerate(_in_order(item.get("tmpls")))
    )
    if any(len(found.question) + len(found.answer) > _LARGEST_TEMPLATE for found in templates):
        raise report.refuse(None, "a card template is longer than any real one", "too-large")
    note_type = NoteType(
        _text(item, "name")[:200],
        cloze=item.get("type") == _CLOZE,
        occlusion=any("image-occlusion-canvas" in found.question for found in templates),
        fields=fields,
        templates=templates,
    )
    shown = {
        handle[1].rpartition(":")[2].strip()
        for found in templates
        for handle in _HANDLE.finditer(found.question + found.answer)
    }
    return _Model(note_type, tuple(field for field in note_type.fields if field not in shown))


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return storable(value) if isinstance(value, str) else ""


def _in_order(items: object) -> list[dict[str, Any]]:
    tables = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    places = [item.get("ord") for item in tables]
    if all(isinstance(place, int) for place in places):
        return sorted(tables, key=lambda item: int(item["ord"]))
    return tables


def _add(
    item: Table, title: str, models: Mapping[str, _Model], maker: PlainMaker, decks: Decks
) -> tuple[str, ...]:
    """Add what a note becomes; return the names of its filled fields that are on no card."""
    report = decks.report
    fields = item.get("fields")
    if not isinstance(fields, list) or not all(isinstance(field, str) for field in fields):
        report.error(item.line, "a note needs fields, a list of texts", "value")
        return ()
    if not any(field.strip() for field in fields):
        report.warn(item.line, "a note without text is left out", "empty")
        return ()
    texts = [storable(field) for field in fields]
    tags = item.get("tags")
    model = models.get(_text(item, "note_model_uuid"))
    if model is None or not model.note_type.templates or len(model.note_type.fields) < len(texts):
        model = None
        report.warn(
            item.line, "the note's type is not in the file; its first field is asked", "model"
        )
    note_type = model.note_type if model else stock_type("", len(texts), gaps=False)
    notes = maker.notes(
        note_type,
        texts,
        _text(item, "guid"),
        each_once([storable(tag) for tag in tags if isinstance(tag, str)])
        if isinstance(tags, list)
        else (),
        item.line,
    )
    for note in notes:
        decks.add(title, note, twice="warning")
    if model is None:
        return ()
    filled = dict(zip(note_type.fields, texts, strict=False))
    return tuple(name for name in model.unseen if filled.get(name, "").strip())
