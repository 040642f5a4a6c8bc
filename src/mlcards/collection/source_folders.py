"""Decks that come from many files: notes in Markdown of which several have the same title.

Such files are merged into one deck, whose place is the folder they lie in. From then on one of
the files is only a part of that deck: importing it alone adds and changes cards, but those that
it does not have are not gone. Importing the folder again says what is.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlcards.collection.source import Source, stored_path
from mlcards.collection.source_media import MediaBeside
from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem
from mlcards.core.model import Deck
from mlcards.core.text import one_line


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of one import lie.

    Attributes:
        name: of the folder they all lie in, as the person knows it.
        path: the same, absolute, as it is stored.
        whole: whether all files of that folder were read.
    """

    name: str
    path: str
    whole: bool


def merged(sources: Sequence[Source], place: Place) -> tuple[list[Source], Source | None]:
    """Return the files without the decks they share, and the folder with those decks.

    Only decks of the same key and the same title are one.

    Args:
        sources: files of notes in Markdown.
        place: where they lie.
    """
    feeders: defaultdict[tuple[str, str], list[tuple[Source, ForeignDeck]]] = defaultdict(list)
    for source in sources:
        for deck in source.decks:
            feeders[deck.key, deck.title].append((source, deck))
    shared = {names: parts for names, parts in feeders.items() if len(parts) > 1}
    if not shared:
        return list(sources), None
    problems: list[Problem] = []
    decks = tuple(_one_deck(parts, place, problems) for parts in shared.values())
    kept: list[Source] = []
    for source in sources:
        own = tuple(deck for deck in source.decks if (deck.key, deck.title) not in shared)
        problems += source.problems if source.decks and not own else ()
        if own or not source.decks:
            kept.append(replace(source, decks=own))
    first = next(iter(shared.values()))[0][0]
    beside = _media([part for parts in shared.values() for part, _deck in parts], place, problems)
    folder = Source(
        place.name,
        decks,
        tuple(problems),
        place.path,
        media=beside.names if beside else (),
        beside=beside,
        format=first.format,
        is_markdown=True,
        format_title=first.format_title,
    )
    return kept, folder


def at_home(deck: ForeignDeck, present: Deck | None, place: Place) -> ForeignDeck:
    """Return a deck that says whether this import has all its notes.

    What came from a folder is whole only when the whole folder comes again, or lies elsewhere
    now; else the deck keeps its place, so that the folder remains where it is at home.

    Args:
        deck: as it was read; where it was merged, its path is the folder.
        present: the deck as the collection has it; None where it is new.
        place: what is imported.
    """
    home = present.source_path if present is not None else ""
    from_many = bool(deck.source_path) and _is_folder(deck.source_path)
    if not home or not (from_many or _is_folder(home)):
        return deck
    returned = home == place.path
    if from_many:
        returned = returned or _inside(home, place.path) or not os.path.exists(home)  # noqa: PTH110 - Path.exists may raise
    if returned and place.whole:
        return deck
    there = os.path.exists(home)  # noqa: PTH110 - Path.exists may raise
    return replace(deck, complete=False, source_path=home if there else deck.source_path)


def settled(source: Source, known: Mapping[str, Deck], place: Place) -> Source:
    """Return a source with decks that know whether they are whole; see `at_home`."""
    decks = tuple(at_home(deck, known.get(deck.key), place) for deck in source.decks)
    return replace(source, decks=decks)


def folder_of(paths: Sequence[str]) -> Place | None:
    """Return the folder that several files lie in; None where they have none in common."""
    try:
        path = os.path.commonpath([str(Path(path).parent) for path in paths])
    except ValueError:
        return None
    name = os.path.relpath(path) if _inside(path, str(Path.cwd())) else path
    return Place(name, stored_path(path), whole=False)


def _one_deck(
    parts: Sequence[tuple[Source, ForeignDeck]], place: Place, problems: list[Problem]
) -> ForeignDeck:
    taken: dict[str, tuple[str, int]] = {}
    notes: list[ForeignNote] = []
    digest = hashlib.sha256()
    for source, deck in parts:
        digest.update(f"{deck.content_hash}\n".encode())
        for note in deck.notes:
            if note.id and note.id in taken:
                problems.append(_same_id(source, note, *taken[note.id]))
                notes.append(replace(note, id=""))
                continue
            if note.id:
                taken[note.id] = (source.name, note.line)
            notes.append(note)
    first = parts[0][1]
    return replace(
        first,
        notes=tuple(notes),
        source_path=place.path,
        content_hash=digest.hexdigest(),
        line=1,
        complete=all(deck.complete for _source, deck in parts),
    )


def _media(sources: Sequence[Source], place: Place, problems: list[Problem]) -> MediaBeside | None:
    """Return the media of several files; a name that means two of them is told."""
    found = [source.beside for source in sources if source.beside is not None]
    if not found:
        return None
    beside, clashing = found[0].joined(found[1:])
    for name in clashing:
        message = (
            f"{one_line(name, 60)} means several files in this folder, and their notes share a "
            "deck; it is left out, so rename one"
        )
        problems.append(Problem(place.name, None, message, severity="warning", code="media"))
    return beside


def _same_id(source: Source, note: ForeignNote, other: str, line: int) -> Problem:
    return Problem(
        source.name,
        note.line or None,
        f'the id "{one_line(note.id, 40)}" is taken by the card in line {line} of '
        f"{one_line(other)}; this card goes by its question",
        severity="warning",
        code="duplicate-id",
    )


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir may raise


def _inside(path: str, folder: str) -> bool:
    return path == folder or Path(path).is_relative_to(folder)
