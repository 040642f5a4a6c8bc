"""Reading one file for an import: its format told, its bytes bounded, an unchanged one known.

A file is unchanged where its bytes are those that were imported last and were read in the same
way; `content_hash` says so of each of its decks: a hash, and of several decks `hash#2/3`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mlcards.collection import source_files
from mlcards.collection.source import Held, Source, stamp_of, stored_path, unread
from mlcards.collection.source_files import STDIN, UnusableError
from mlcards.config.settings import Settings
from mlcards.core.errors import ConfigError, UsageError
from mlcards.core.foreign import (
    ForeignDeck,
    ForeignNote,
    ForeignProgress,
    Problem,
    ReadResult,
)
from mlcards.core.model import Deck
from mlcards.readers.gathering import PASTED
from mlcards.readers.options import ReadOptions
from mlcards.readers.registry import (
    HEAD_BYTES,
    READERS,
    Reader,
    named_like,
    reader_for,
    recognised,
)

if TYPE_CHECKING:
    from mlcards.collection.source_media import MediaBeside

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that is read into memory; readers may ask for less."""

_AS_TOLD = ReadOptions()
_LOOSE = frozenset(["csv", "quizlet", "md"])
"""Formats that are told by their looks: what a person chose for one of them says which it is."""
_EMPTY = "empty"
_YAML = (".yaml", ".yml")


class Reading:
    """Reads files, all with the same options."""

    def __init__(
        self, stdin: BinaryIO | None, options: ReadOptions, known: Sequence[Deck] = ()
    ) -> None:
        """Prepare it.

        Args:
            stdin: for "-".
            options: with the format's own name.
            known: decks that need not be read again if their file did not change.
        """
        self._stdin = stdin
        self._options = options
        self._known = known
        self._folders: dict[str, str] = {}
        """The folder that is imported, of each of its files."""

    def file(self, name: str) -> Source:
        """Read a file that a person named, or standard input for "-".

        Raises:
            UsageError: an option is none.
        """
        found = self._from_stdin() if name == STDIN else self._from_file(name)
        assert found is not None  # noqa: S101 - only files of a folder may be left out
        unused = _unused(self._options, found)
        return replace(found, problems=(*found.problems, unused)) if unused else found

    def walked(self, name: str, folder: str) -> Source | None:
        """Read a file of a folder; None where it is one of many kinds of texts, without cards.

        Raises:
            UsageError: an option is none.
        """
        self._folders[name] = folder
        return self._from_file(name, walked=True)

    def anew(self, name: str) -> Source:
        """Read a file even if it is unchanged."""
        reading = Reading(self._stdin, self._options)
        reading._folders = self._folders
        return reading.file(name)

    def data(self, data: bytes, name: str, path: str = "") -> Source:
        """Read what a file holds; see `sources.read_data`.

        Raises:
            UsageError: an option is none.
        """
        packaged = self._packaged(name, data[:HEAD_BYTES])
        if packaged is not None:
            return self._package(packaged, BytesIO(data), name, path, Held(BytesIO(data)))
        return self._text(data, name, path)

    # ------------------------------------------------------------------------- where it is

    def _from_stdin(self) -> Source:
        if self._stdin is None:
            return unread(STDIN, "there is no standard input to read")
        try:
            head = source_files.read_from(self._stdin, HEAD_BYTES)
            packaged = self._packaged(STDIN, head)
            if packaged is not None:
                kept = source_files.held(self._stdin, head)
                return self._package(packaged, kept.file, STDIN, "", kept)
            data = source_files.all_of(self._stdin, head, LARGEST_FILE)
        except UnusableError as error:
            return unread(STDIN, str(error))
        return self._text(data, STDIN, "")

    def _from_file(self, name: str, *, walked: bool = False) -> Source | None:
        try:
            with source_files.opened(name) as file:
                path = str(Path(name).absolute())
                head = source_files.read_from(file, HEAD_BYTES)
                packaged = self._packaged(name, head)
                if packaged is not None:
                    return self._package(packaged, file, name, path)
                sure = not walked or self._is_sure(name, head)
                like = None if sure else named_like(name)
                if like is not None and like.markdown:
                    return None
                data = source_files.all_of(file, head, LARGEST_FILE)
                stamp = stamp_of(file)
        except UnusableError as error:
            return unread(name, str(error))
        found = replace(self._text(data, name, path), stamp=stamp, held=None)
        return None if walked and self._has_no_cards(found, sure=sure) else found

    def _has_no_cards(self, found: Source, *, sure: bool) -> bool:
        """Whether a file of a folder is one of those that nobody meant to be a deck."""
        if not found.errors:
            return False
        if found.is_markdown:
            return all(problem.code == _EMPTY for problem in found.errors)
        if self._options.file_format is not None:
            return False
        if found.format == "yaml":  # a word such as cards: stands in many texts
            return not found.name.lower().endswith(_YAML)
        return found.format == "json" and not sure

    def _is_sure(self, name: str, head: bytes) -> bool:
        return self._options.file_format is not None or recognised(name, head) is not None

    # -------------------------------------------------------------------------- what it is

    def _packaged(self, name: str, head: bytes) -> Reader | None:
        """Return the reader of a file that is read while open, None for all others."""
        named = self._options.file_format
        for reader in READERS:
            if reader.packaged is None:
                continue
            if reader.name == named or (named is None and reader.recognises(name, head)):
                return reader
        return None

    def _package(
        self, reader: Reader, file: BinaryIO, name: str, path: str, kept: Held | None = None
    ) -> Source:
        packaged = reader.packaged() if reader.packaged else None
        assert packaged is not None  # noqa: S101 - or it would be no package
        mark = packaged.mark(file)
        full = _full(mark, reader.chosen(self._options)) if mark else ""
        about = Source(
            name,
            (),
            path=path,
            format=reader.name,
            format_title=reader.title,
            stamp=None if kept else stamp_of(file),
            held=kept,
            opens_media=reader.media() if reader.media else None,
        )
        same = _same(self._known, full, path)
        if same:
            return replace(about, decks=same, unchanged=True, media=_names(about, file))
        result = _with_known_settings(packaged.read(file, name, self._options), name)
        decks = self._finished(() if result.errors else result.decks, reader, path, full)
        return replace(about, decks=decks, problems=result.problems, media=result.media)

    def _text(self, data: bytes, name: str, path: str) -> Source:
        beside = self._beside(data, name, path)
        mark = hashlib.sha256(data + (beside.mark if beside else "").encode()).hexdigest()
        if self._options == _AS_TOLD:  # most files by far: their format need not be told
            same = _same(self._known, mark, path)
            if same:
                return Source(name, same, path=path, unchanged=True)
        head = data[:HEAD_BYTES]
        try:
            reader = self._reader(name, head)
        except UsageError as error:
            message, code = _untold(data, error)
            return unread(name, message, path, code)
        full = _full(mark, ", ".join(filter(None, self._ways(reader, name, head))))
        same = _same(self._known, full, path)
        if same:
            return Source(name, same, path=path, unchanged=True)
        result = _with_known_settings(reader.read(data, name, self._options), name)
        decks = self._finished(() if result.errors else result.decks, reader, path, full)
        found = Source(
            name,
            decks,
            result.problems,
            path,
            format=reader.name,
            format_title=reader.title,
            is_markdown=reader.markdown,
            media=result.media,
        )
        if beside is not None and reader.markdown:
            beside = beside.shown_by(decks)
            problems = (*result.problems, *beside.problems(name))
            return replace(found, problems=problems, media=beside.names, beside=beside)
        if reader.media is not None and result.media:
            return replace(found, held=Held(BytesIO(data)), opens_media=reader.media())
        return found

    def _beside(self, data: bytes, name: str, path: str) -> "MediaBeside | None":
        """Return the media that a file shows which may be notes in Markdown; None for others."""
        like = named_like(name)
        if not path or like is None or not like.markdown or b"![" not in data:
            return None
        from mlcards.collection.source_media import media_beside

        return media_beside(data, path, self._folders.get(name) or str(Path(path).parent))

    def _reader(self, name: str, head: bytes) -> Reader:
        """Return the reader for a text: the named one, or the one that options are given for.

        Raises:
            UsageError: none fits.
        """
        options = self._options
        wanted = next(
            (one for one in READERS if one.takes and getattr(options, one.takes) is not None), None
        )
        if options.file_format is not None or wanted is None:
            return reader_for(name, head, options.file_format)
        found = recognised(name, head) or named_like(name)
        return wanted if found is None or found.name in _LOOSE else found

    def _ways(self, reader: Reader, name: str, head: bytes) -> tuple[str, str]:
        """Return what makes the reading of a file another one than it would be by itself."""
        told = reader if self._options == _AS_TOLD else recognised(name, head) or named_like(name)
        return "" if told is reader else reader.name, reader.chosen(self._options)

    def _finished(
        self, decks: Sequence[ForeignDeck], reader: Reader, path: str, full: str
    ) -> tuple[ForeignDeck, ...]:
        """Return what was read with its place and hashes, without progress if that is unwanted.

        Text without a place and without a title joins what was pasted before: the next one does
        not put the cards of this one aside.
        """
        if reader.progress and not self._options.progress:
            decks = [
                replace(deck, notes=tuple(map(_without_progress, deck.notes))) for deck in decks
            ]
        if reader.markdown:
            decks = [replace(deck, notes=tuple(map(_with_media, deck.notes))) for deck in decks]
        count = len(decks)
        return tuple(
            replace(
                deck,
                source_path=stored_path(path),
                content_hash=f"{full}#{number}/{count}" if full and count > 1 else full,
                complete=deck.complete and bool(path or deck.title != PASTED),
            )
            for number, deck in enumerate(decks, start=1)
        )


def _with_known_settings(result: ReadResult, name: str) -> ReadResult:
    """Return a result without the settings of decks that this mlcards does not take; it warns."""
    if not any(deck.options for deck in result.decks):
        return result
    problems = list(result.problems)
    decks = []
    for deck in result.decks:
        kept = []
        for key, text in deck.options:
            try:
                Settings().with_options({key: text})
            except ConfigError as error:
                message = f"a setting of the deck was left out: {error.message}"
                problems.append(
                    Problem(name, deck.line, message, severity="warning", code="setting")
                )
            else:
                kept.append((key, text))
        decks.append(replace(deck, options=tuple(kept)))
    return replace(result, decks=tuple(decks), problems=tuple(problems))


def _full(mark: str, ways: str) -> str:
    """Return the hash of a file that was read in these ways; `mark` is that of its bytes."""
    return hashlib.sha256(f"{mark}\0{ways}".encode()).hexdigest() if ways else mark


def _same(known: Sequence[Deck], full: str, path: str) -> tuple[ForeignDeck, ...]:
    """Return the decks that were made of the very same file, without notes; empty for none.

    Where two files were alike, the decks are those of the one at `path`.
    """
    if not full:
        return ()
    place = stored_path(path)
    groups: defaultdict[str, dict[int, Deck]] = defaultdict(dict)
    counts: dict[str, int] = {}
    for deck in known:
        if not deck.content_hash.startswith(full):
            continue
        number, _slash, count = deck.content_hash[len(full) + 1 :].partition("/")
        home = deck.source_path
        groups[home][int(number) if number.isdecimal() else 1] = deck
        counts[home] = int(count) if count.isdecimal() else 1
    for home in sorted(groups, key=lambda home: home != place):
        found = groups[home]
        if sorted(found) == list(range(1, counts[home] + 1)):
            return tuple(
                ForeignDeck(deck.key, deck.title, (), place, content_hash=deck.content_hash)
                for _number, deck in sorted(found.items())
            )
    return ()


def _with_media(note: ForeignNote) -> ForeignNote:
    """Return a note in Markdown with the names of the media that it shows."""
    content = note.content
    text = f"{content.question}\n{content.answer}"
    if "![" not in text:
        return note
    from mlcards.readers.markdown_media import media_shown

    return replace(note, media=tuple(shown.name for shown in media_shown(text) if shown.below))


def _without_progress(note: ForeignNote) -> ForeignNote:
    """Return a note whose cards are new; what a person marked stays marked."""
    return replace(
        note,
        progress=tuple(
            ForeignProgress(card.part, suspended=card.suspended, flag=card.flag)
            for card in note.progress
            if card.suspended or card.flag
        ),
    )


def _names(source: Source, file: BinaryIO) -> tuple[str, ...]:
    try:
        return source.opens_media(file).names if source.opens_media else ()
    except UsageError:
        return ()


def _untold(data: bytes, error: UsageError) -> tuple[str, str]:
    """Return why the format of a file cannot be told, and what to do; and a code for that."""
    from mlcards.readers.decoding import decode

    if not data.strip():
        return "there is nothing in it", "unreadable"
    found = decode(data[:HEAD_BYTES])
    if found.text is None and found.code == "not-text" and found.line is None:
        return found.trouble, "unreadable"
    return f"its format cannot be told. {error.hint or ''}".strip(), "unknown-format"


def _unused(options: ReadOptions, found: Source) -> Problem | None:
    """Return the warning that what was chosen for one format is not for this file's."""
    if found.unchanged or not found.format:
        return None
    for reader in READERS:
        if reader.takes and getattr(options, reader.takes) is not None:
            if found.format == reader.name:
                return None
            message = (
                f"what was chosen for {reader.name} files was not used: this one was read as "
                f"{found.format}; name the format if that is wrong"
            )
            return Problem(found.name, None, message, severity="warning", code="options")
    return None
