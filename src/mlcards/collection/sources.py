"""Deck files as an import takes them: files, folders of files, standard input; read or refused.

Each file becomes a `Source`, with its decks or with what keeps it out. Files of notes in Markdown
may share a deck; `source_folders` says how. What a person may choose is in `source_options`.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from mlcards.collection import source_folders
from mlcards.collection.source import (
    Held,
    NoMedia,
    Source,
    open_media,
    stored_path,
    unread,
)
from mlcards.collection.source_files import STDIN, deck_files, is_folder, walk
from mlcards.collection.source_folders import Place
from mlcards.collection.source_options import (
    HeadingsOptions,
    QuizletOptions,
    ReadOptions,
    TableOptions,
    TablePreview,
    columns_from,
    preview_table,
    table_fields,
)
from mlcards.collection.source_reading import Reading
from mlcards.collection.tree import clean_title
from mlcards.core.deck_keys import deck_key, keys_apart
from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, Problem
from mlcards.core.model import Deck
from mlcards.core.text import one_line, plural
from mlcards.readers.registry import known_suffixes, settled

__all__ = [
    "STDIN",
    "HeadingsOptions",
    "Held",
    "NoMedia",
    "QuizletOptions",
    "ReadOptions",
    "Source",
    "TableOptions",
    "TablePreview",
    "columns_from",
    "deck_files",
    "open_media",
    "preview_table",
    "read_data",
    "read_sources",
    "table_fields",
    "titled",
]

NO_CARDS = "no-cards"
"""Code of the warning that counts the files of a folder that have no cards."""
_SHOWN = 3


def read_sources(
    paths: Sequence[str],
    stdin: BinaryIO | None = None,
    file_format: str | None = None,
    known: Sequence[Deck] = (),
    *,
    options: ReadOptions | None = None,
    merge: bool = True,
) -> list[Source]:
    """Read files, and folders for the deck files in them; what cannot be read has a problem.

    Files of a folder that may as well be something else (Markdown, text, JSON) are left out where
    they have no cards; a source for the folder then warns of them.

    Args:
        paths: as given; "-" is `stdin`.
        stdin: for "-".
        file_format: of all files; None to tell it from their content, then their name.
        known: decks that need not be read again if their file did not change.
        options: all else that was chosen, and the format where `file_format` is None.
        merge: whether Markdown files that feed the same deck become one source, their folder;
            else each stays as it is, as a check wants it.

    Raises:
        UsageError: the format is not known, or an option is none.
    """
    reading = Reading(stdin, _chosen(options, file_format), known)
    seen: set[str] = set()
    found: list[Source] = []
    folders: list[Source] = []
    for name in paths:
        if is_folder(name):
            sources, remark = _read_folder(name, reading, seen)
            found += sources
            folders += [remark] if remark else []
        elif not _seen(name, seen):
            found.append(reading.file(name))
    found = _told_apart([_read_again(source, found, reading) for source in found], known)
    if not merge:
        return _apart(found, together=True)
    whole = len(paths) == 1 and not any(source.errors for source in found)
    return _apart(_with_folders(found, folders, _place(paths, found, whole=whole), known))


def read_data(
    data: bytes,
    name: str,
    file_format: str | None = None,
    path: str = "",
    known: Sequence[Deck] = (),
    *,
    options: ReadOptions | None = None,
) -> Source:
    """Read what a file holds.

    Args:
        data: its bytes.
        name: of the file, for problems and for telling its format.
        file_format: None to tell it.
        path: where it is.
        known: as for `read_sources`.
        options: as for `read_sources`.

    Raises:
        UsageError: an option is none.
    """
    return Reading(None, _chosen(options, file_format), known).data(data, name, path)


def titled(sources: Iterable[Source], title: str, known: Sequence[Deck] = ()) -> list[Source]:
    """Return `sources` as the deck called `title`, whatever the files say.

    Where there are several decks they go below it, as `title::Their own`.

    Args:
        sources: files that were read.
        title: of the deck; one that exists keeps its key.
        known: the decks that exist.

    Raises:
        UsageError: the title or a level of it is empty.
    """
    top = clean_title(title)
    given = list(sources)
    several = sum(len(source.decks) for source in given) > 1
    by_title = {deck.title: deck for deck in known}
    by_key = {deck.key: deck for deck in known}

    def called(deck: ForeignDeck) -> ForeignDeck:
        name = _below(top, deck.title) if several else top
        present = by_title.get(name)
        made = replace(deck, title=name, key=present.key if present else deck_key(name))
        place = Place(made.source_path, made.source_path, whole=True)
        return source_folders.at_home(made, by_key.get(made.key), place)

    renamed = [replace(source, decks=tuple(map(called, source.decks))) for source in given]
    return _apart(_told_apart(renamed, known))


def _chosen(options: ReadOptions | None, file_format: str | None) -> ReadOptions:
    chosen = options or ReadOptions()
    return settled(replace(chosen, file_format=file_format or chosen.file_format))


def _below(top: str, title: str) -> str:
    if title == top or title.startswith(f"{top}::"):
        return title
    return f"{top}::{title}"


def _seen(name: str, seen: set[str]) -> bool:
    """Whether a file was named before, if by another name; it is from now on."""
    try:
        real = os.path.realpath(name) if name != STDIN else STDIN
    except ValueError:  # a NUL is in it
        return False
    if real in seen:
        return True
    seen.add(real)
    return False


def _read_folder(name: str, reading: Reading, seen: set[str]) -> tuple[list[Source], Source | None]:
    """Return the files of a folder, and a source for itself where some of them have no cards."""
    try:
        found = walk(name)
    except UsageError as error:
        return [unread(name, str(error), code="too-large")], None
    sources: list[Source] = []
    without: list[str] = []
    for path in found.paths:
        if _seen(path, seen):
            continue
        source = reading.walked(path, name)
        if source is None:
            without.append(path)
        else:
            sources.append(source)
    sources += [unread(path, "this folder cannot be looked into") for path in found.closed]
    if not found.paths and not found.closed:
        endings = ", ".join(known_suffixes())
        return [unread(name, f"no deck files ({endings}) in this folder")], None
    if not without:
        return sources, None
    shown = ", ".join(one_line(os.path.relpath(path, name), 60) for path in without[:_SHOWN])
    more = "" if len(without) <= _SHOWN else ", …"
    message = (
        f"no cards were found in {plural(len(without), 'file')} of this folder ({shown}{more}); "
        "name a file to have it read all the same"
    )
    if not sources:
        return [unread(name, message, code=NO_CARDS)], None
    remark = Problem(name, None, message, severity="warning", code=NO_CARDS)
    return sources, Source(name, (), (remark,), stored_path(str(Path(name).absolute())))


def _read_again(source: Source, found: Sequence[Source], reading: Reading) -> Source:
    """Return a source with its notes where others feed its decks too, though it is unchanged."""
    if source.unchanged and len(found) > 1 and source.name != STDIN:
        own = {deck.key for deck in source.decks}
        if any(own & {deck.key for deck in other.decks} for other in found if other is not source):
            return reading.anew(source.name)
    return source


def _place(paths: Sequence[str], found: Sequence[Source], *, whole: bool) -> Place | None:
    """Return the folder that an import's files lie in."""
    if len(paths) == 1 and is_folder(paths[0]):
        return Place(paths[0], stored_path(str(Path(paths[0]).absolute())), whole)
    return source_folders.folder_of([source.path for source in found if source.path])


def _with_folders(
    found: list[Source], folders: list[Source], place: Place | None, known: Sequence[Deck]
) -> list[Source]:
    """Return the sources with the decks that several of them feed in one source, the folder."""
    if place is None:
        return [*found, *folders]
    notes = [source for source in found if source.is_markdown]
    kept, merged = source_folders.merged(notes, place)
    if merged is not None:
        order = {source.name: source for source in kept}
        found = [
            order.get(source.name, source)
            for source in found
            if not source.is_markdown or source.name in order
        ]
        same = [folder for folder in folders if folder.path == merged.path]
        problems = [problem for folder in same for problem in folder.problems]
        found.append(replace(merged, problems=(*merged.problems, *problems)))
        folders = [folder for folder in folders if folder not in same]
    by_key = {deck.key: deck for deck in known}
    return [source_folders.settled(source, by_key, place) for source in [*found, *folders]]


def _told_apart(sources: Sequence[Source], known: Sequence[Deck]) -> list[Source]:
    """Return the sources with keys that differ where titles do; decks there are keep theirs."""
    titles = {deck.title for source in sources for deck in source.decks if _is_plain(deck)}
    keys = keys_apart(titles, known={deck.title: deck.key for deck in known})
    return [
        replace(
            source,
            decks=tuple(
                replace(deck, key=keys[deck.title]) if _is_plain(deck) else deck
                for deck in source.decks
            ),
        )
        for source in sources
    ]


def _is_plain(deck: ForeignDeck) -> bool:
    """Whether a deck's key is made from its title."""
    return deck.key == deck_key(deck.title)


def _apart(sources: Sequence[Source], *, together: bool = False) -> list[Source]:
    """Keep a deck that stands in two files out of the second: each would make the other's gone.

    Args:
        sources: in order.
        together: whether notes in Markdown may share a deck.
    """
    first: dict[str, Source] = {}
    kept: list[Source] = []
    for source in sources:
        problems: list[Problem] = []
        for deck in source.decks:
            other = first.setdefault(deck.key, source)
            if other is source or (together and source.is_markdown and other.is_markdown):
                continue
            problems.append(_twice(source, deck, other.name))
        decks_kept = () if problems else source.decks
        kept.append(replace(source, decks=decks_kept, problems=(*source.problems, *problems)))
    return kept


def _twice(source: Source, deck: ForeignDeck, other: str) -> Problem:
    return Problem(
        source.name,
        deck.line,
        f'the deck "{one_line(deck.title, 60)}" is also in {one_line(other)}; put all its cards '
        "into one file, or give one of the two another title or id",
        code="duplicate-deck",
    )
