"""Hypothesis strategies for the values of the core."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mlcards.config.settings import Settings
from mlcards.core.deck_keys import deck_key
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.fsrs_parameters import LOWER_BOUNDS, UPPER_BOUNDS
from mlcards.core.model import (
    CardType,
    Correction,
    FollowUp,
    KeyPoint,
    NoteContent,
    Phase,
    Rating,
    Schedule,
)
from mlcards.core.notes import parts_of
from mlcards.core.scheduling import SchedulingOptions
from support.factories import CardState, DeckState, a_scheduler, some_settings

ratings = st.sampled_from(Rating)
instants = st.integers(1_577_836_800, 2_208_988_800).map(lambda s: datetime.fromtimestamp(s, UTC))
"""From 2020 to 2040, whole seconds."""

_MOMENT = timedelta(seconds=5)
gaps = st.one_of(
    st.timedeltas(_MOMENT, timedelta(hours=1)),
    st.timedeltas(_MOMENT, timedelta(days=2)),
    st.timedeltas(_MOMENT, timedelta(days=400)),
)
histories = st.lists(st.tuples(gaps, ratings), max_size=12)
"""Ratings of one card, each with the time since the one before."""

_short = st.sampled_from([timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=5)])
_long = st.sampled_from([timedelta(days=1), timedelta(hours=36), timedelta(days=3)])
short_steps = st.lists(_short, max_size=3).map(tuple)
steps = st.lists(st.one_of(_short, _long), max_size=3).map(tuple)

retentions = st.floats(0.70, 0.97)
parameters = st.tuples(
    *(st.floats(low, high) for low, high in zip(LOWER_BOUNDS, UPPER_BOUNDS, strict=True))
)
"""Any 21 numbers that the settings let through."""

longest_intervals = st.one_of(st.just(36500), st.integers(1, 400))


def options(
    *,
    fuzz: bool | None = None,
    waits: st.SearchStrategy[tuple[timedelta, ...]] = steps,
    longest: st.SearchStrategy[int] = longest_intervals,
) -> st.SearchStrategy[SchedulingOptions]:
    """What a person may choose, with the published parameters."""
    return st.builds(
        SchedulingOptions,
        desired_retention=retentions,
        learning_steps=waits,
        relearning_steps=waits,
        maximum_interval=longest,
        fuzz=st.booleans() if fuzz is None else st.just(fuzz),
    )


day_loads = st.dictionaries(st.integers(1, 100), st.integers(0, 30), max_size=40)
"""Cards due, by days from today."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)

contents = st.builds(
    NoteContent,
    type=st.sampled_from(CardType),
    question=texts,
    answer=texts,
    key_points=st.lists(st.builds(KeyPoint, texts, st.booleans()), max_size=3).map(tuple),
    listen_for=texts,
    red_flags=st.lists(texts, max_size=2).map(tuple),
    follow_ups=st.lists(st.builds(FollowUp, texts, texts), max_size=2).map(tuple),
    framework=st.lists(texts, max_size=2).map(tuple),
    skeleton=texts,
    code=texts,
    complexity=texts,
    tests=st.lists(texts, max_size=2).map(tuple),
    correction=st.none() | st.builds(Correction, texts, texts, texts),
    hint=texts,
    notes=texts,
    article=st.lists(st.integers(0, 50), max_size=2).map(tuple),
    difficulty=st.none() | st.integers(0, 5),
    seconds=st.none() | st.integers(0, 600),
    tags=st.lists(texts, max_size=2).map(tuple),
    sources=st.lists(texts, max_size=2).map(tuple),
    checked=texts,
)
"""Notes with every field, also the combinations no author would write."""

_NASTY = st.sampled_from(
    [
        *"\t\r\x00\x1b\x7f\x85\xa0\u2028\u2029\u202e\u3000\ufeff\ufffe\U0001f600\U000e0041\U0001ffff",
        *"-?:,[]{}#&*!|>'\"%@`~=<.+\\$ \n0a",
        *["\n", "\n\n", "\r\n", "  ", ": ", " #", "---", "...", "- x", "no", "1.10", "2024-01-02"],
        *["```", "## x", "**x**", "<!-- x -->", "=SUM(A1)", "'", '""', "\n---\n", "\n    x"],
    ]
)
hostile_texts = st.one_of(
    texts, st.lists(st.one_of(_NASTY, _NASTY, words), max_size=8).map("".join)
).map(lambda text: text.replace("\0", ""))
"""Texts that trip formats up; no NUL and no lone surrogates, which no reader lets in."""
said_texts = hostile_texts.map(lambda text: text if text.strip() else "x")
"""The same, none of them blank."""
hostile_lines = said_texts.map(
    lambda text: (
        re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()[:200].strip() or "x"
    )
)
"""Short texts on one line, as ids, titles and tags are."""
note_ids = hostile_lines.map(lambda line: line.lstrip("~").strip() or "x")

_some_texts = st.lists(said_texts, max_size=3).map(tuple)
_maybe_text = st.one_of(st.just(""), st.just(""), said_texts)


@st.composite
def read_contents(draw: st.DrawFn, kinds: st.SearchStrategy[CardType] | None = None) -> NoteContent:
    """Notes as a reader makes them: with what their type needs, every field as it may be."""
    kind = draw(kinds or st.sampled_from(CardType))
    question, answer, code = draw(said_texts), draw(_maybe_text), draw(_maybe_text)
    if kind is CardType.CLOZE:
        question += draw(
            st.sampled_from(["{{c1::x}}", "{{c2::y::hint}} {{c1::x y}}", "{{c3::`{}`}}"])
        )
    elif kind is not CardType.PERSONAL and not (kind is CardType.CODING and code):
        answer = answer or draw(said_texts)
    return NoteContent(
        type=kind,
        question=question,
        answer=answer,
        code=code,
        listen_for=draw(_maybe_text),
        skeleton=draw(_maybe_text),
        complexity=draw(_maybe_text),
        hint=draw(_maybe_text),
        notes=draw(_maybe_text),
        red_flags=draw(_some_texts),
        framework=draw(_some_texts),
        tests=draw(_some_texts),
        sources=draw(_some_texts),
        key_points=draw(
            st.lists(st.builds(KeyPoint, said_texts, st.booleans()), max_size=3).map(tuple)
        ),
        follow_ups=draw(
            st.lists(st.builds(FollowUp, said_texts, _maybe_text), max_size=2).map(tuple)
        ),
        correction=draw(st.none() | st.builds(Correction, hostile_lines, _maybe_text, said_texts)),
        article=draw(st.lists(st.integers(1, 9999), max_size=3).map(tuple)),
        difficulty=draw(st.none() | st.integers(1, 3)),
        seconds=draw(st.none() | st.integers(1, 3600)),
        tags=draw(st.lists(hostile_lines, max_size=3, unique=True).map(tuple)),
        checked=draw(st.just("") | st.sampled_from(["2025-01", "1999-12"])),
    )


def _cut(line: str) -> str:
    return line[:200].strip()


def _levels(text: str) -> str:
    return "::".join(filter(None, (level.strip() for level in text.split("::"))))


deck_titles = (
    st.lists(hostile_lines, min_size=1, max_size=3)
    .map(lambda levels: _levels(_levels("::".join(levels))[:200]) or "D")
    .filter(lambda title: title == _levels(title))
)


@st.composite
def read_decks(
    draw: st.DrawFn, contents: st.SearchStrategy[NoteContent] | None = None
) -> tuple[ForeignDeck, ...]:
    """One or two decks with different titles and keys, as a reader makes them."""
    titles = draw(st.lists(deck_titles, min_size=1, max_size=2, unique_by=deck_key))
    return tuple(
        ForeignDeck(
            key=draw(st.just(deck_key(title)) | note_ids.map(f"{number}{{}}".format).map(_cut)),
            title=title,
            notes=draw(_deck_notes(contents or read_contents())),
            source_path="",
            description=draw(_maybe_text),
            language=draw(st.just("") | hostile_lines),
            source=draw(_maybe_text),
            license=draw(st.just("") | hostile_lines),
            tags=draw(st.lists(hostile_lines, max_size=2, unique=True).map(tuple)),
        )
        for number, title in enumerate(titles)
    )


def _deck_notes(
    contents: st.SearchStrategy[NoteContent],
) -> st.SearchStrategy[tuple[ForeignNote, ...]]:
    note = st.builds(ForeignNote, st.just("") | note_ids, contents)
    unlike = st.lists(
        note, min_size=1, max_size=2, unique_by=lambda note: note.id or note.content.question
    )
    return unlike.map(tuple)


@st.composite
def deck_states(draw: st.DrawFn, now: datetime) -> list[DeckState]:
    """Up to four decks of a few notes, their cards anywhere in their lives on `now`'s day."""
    titles = draw(
        st.lists(
            st.sampled_from(["A", "A::x", "A::x::y", "B", "C::z"]),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    limit = st.integers(0, 6).map(str)
    deck_options = st.fixed_dictionaries(
        {}, optional={"study.new_per_day": limit, "study.reviews_per_day": limit}
    )
    question = st.integers(0, 10**6).map(str)
    content = st.one_of(
        question.map(lambda q: NoteContent(CardType.BASIC, q, "a")),
        question.map(lambda q: NoteContent(CardType.REVERSED, q, "a")),
        question.map(lambda q: NoteContent(CardType.CLOZE, f"{{{{c1::{q}}}}} {{{{c2::b}}}}")),
    )

    def note(content: NoteContent) -> st.SearchStrategy[tuple[NoteContent, tuple[CardState, ...]]]:
        states = st.tuples(*(card_states(now) for _part in parts_of(content)))
        return st.tuples(st.just(content), states)

    return [
        DeckState(
            title,
            tuple(draw(st.lists(content.flatmap(note), max_size=6))),
            draw(deck_options),
        )
        for title in titles
    ]


def card_states(now: datetime) -> st.SearchStrategy[CardState]:
    """A card anywhere in its life, seldom hidden; `now` lies on a study day of UTC."""
    today = now.date()

    scheduler = a_scheduler()

    def rated(rating: Rating, ago: int, **place: Any) -> CardState:
        at = now - timedelta(days=ago)
        after = scheduler.answer(1, Schedule(), rating, at)
        return CardState(replace(after, due_day=None, due_at=None, **place), rating=rating)

    def reviewed(rating: Rating, ago: int, ahead: int) -> CardState:
        due = today + timedelta(days=ahead)
        return replace(
            state := rated(rating, ago, phase=Phase.REVIEW, step=None),
            schedule=replace(state.schedule, due_day=due),
        )

    def learning(rating: Rating, minutes: int) -> CardState:
        due = now + timedelta(minutes=minutes)
        return replace(
            state := rated(rating, 1, phase=Phase.LEARNING, step=0),
            schedule=replace(state.schedule, due_at=due),
        )

    state = st.one_of(
        st.just(CardState()),
        st.builds(reviewed, ratings, st.integers(1, 60), st.integers(-20, 2)),
        st.builds(learning, ratings, st.integers(-30, 1500)),
    )
    marks = st.one_of(
        st.just({}),
        st.just({}),
        st.sampled_from(
            [
                {"suspended": 1},
                {"orphaned": 1},
                {"buried_on": today},
                {"buried_on": today - timedelta(days=1)},
            ]
        ),
    )
    return st.builds(lambda state, marks: replace(state, marks=marks), state, marks)


def study_settings() -> st.SearchStrategy[Settings]:
    """Limits, orders and the rest of what decides what a day asks."""
    return st.fixed_dictionaries(
        {
            "study_new_per_day": st.integers(0, 12),
            "study_reviews_per_day": st.integers(0, 12),
            "study_order": st.sampled_from(
                ["mixed", "reviews-first", "new-first", "weakest-first"]
            ),
            "study_bury_siblings": st.booleans(),
            "study_learn_ahead": st.sampled_from([0, 20, 1440]),
        }
    ).map(lambda values: some_settings(**values))
