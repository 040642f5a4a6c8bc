"""The tables. One glance should tell what a collection holds.

Flags are 0/1 numbers and JSON is text, so that the plain SQL of `store.sql` runs on both
databases. A change here wants a step in `store/migrations/versions` and a new
`schema_version.CURRENT_VERSION`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mlcards.store.types import StudyDay, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_ID = BigInteger().with_variant(Integer, "sqlite")


def _zero(name: str) -> Column[int]:
    """A count or a flag."""
    return Column(name, Integer, nullable=False, server_default="0")


def _schedule() -> tuple[Column[Any], ...]:
    """Where a card stands in its life, after its phase."""
    return (
        Column("step", Integer),
        Column("stability", Float),
        Column("difficulty", Float),
        Column("due_day", StudyDay),
        Column("due_at", UtcDateTime),
    )


def _record(number: str) -> tuple[Column[Any], ...]:
    """What something was before an import."""
    return (
        Column("import_id", ForeignKey("imports.id"), primary_key=True),
        Column(number, BigInteger, primary_key=True),
        Column("before", Text, nullable=False),
    )


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

decks = Table(
    "decks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("license", Text, nullable=False, server_default=""),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("options", Text, nullable=False, server_default="{}"),
    Column("source_path", Text, nullable=False, server_default=""),
    Column("content_hash", Text, nullable=False, server_default=""),
)

notes = Table(
    "notes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("deck_id", ForeignKey("decks.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("content", Text, nullable=False),
    _zero("orphaned"),
    Column("base", Text),
    Column("origin", Text),
    Column("import_id", Integer),
    UniqueConstraint("deck_id", "key"),
)

cards = Table(
    "cards",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("deck_id", ForeignKey("decks.id"), nullable=False),
    Column("part", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("phase", Text, nullable=False, server_default="new"),
    *_schedule(),
    Column("last_at", UtcDateTime),
    Column("last_day", StudyDay),
    _zero("reps"),
    _zero("lapses"),
    _zero("suspended"),
    _zero("orphaned"),
    Column("buried_on", StudyDay),
    _zero("flag"),
    _zero("leech"),
    _zero("version"),
    UniqueConstraint("note_id", "part"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("card_id", ForeignKey("cards.id"), nullable=False),
    Column("deck_id", Integer, nullable=False),
    Column("kind", Text, nullable=False, server_default="rating"),
    Column("rating", Integer),
    Column("at", UtcDateTime, nullable=False),
    Column("day", StudyDay, nullable=False),
    Column("utc_offset_s", Integer, nullable=False),
    Column("duration_ms", Integer),
    Column("said", Text),
    Column("phase_before", Text, nullable=False),
    Column("phase", Text, nullable=False),
    *_schedule(),
    _zero("undone"),
    Column("reps", Integer),
    Column("lapses", Integer),
    Column("import_id", Integer),
)

actions = Table(
    "actions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("card_id", ForeignKey("cards.id"), nullable=False),
    Column("review_id", Text),
    Column("before", Text, nullable=False, server_default="{}"),
    _zero("undone"),
)

own_answers = Table(
    "own_answers",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("import_id", Integer),
)

media = Table(
    "media",
    metadata,
    Column("deck_id", ForeignKey("decks.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("sources", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("decks", Text, nullable=False),
    _zero("undone"),
)

import_notes = Table(
    "import_notes",
    metadata,
    *_record("note_id"),
)

import_cards = Table(
    "import_cards",
    metadata,
    *_record("card_id"),
)

_ASKED = "suspended = 0 AND orphaned = 0"
_NEW = text(f"phase = 'new' AND {_ASKED}")
_DUE = text(f"due_day IS NOT NULL AND {_ASKED}")
_LEARNING = text(f"due_at IS NOT NULL AND {_ASKED}")
Index("ix_cards_new", cards.c.deck_id, cards.c.position, sqlite_where=_NEW, postgresql_where=_NEW)
Index("ix_cards_due", cards.c.deck_id, cards.c.due_day, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_cards_load", cards.c.due_day, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_cards_learning", cards.c.due_at, sqlite_where=_LEARNING, postgresql_where=_LEARNING)
Index("ix_reviews_card", reviews.c.card_id, reviews.c.at)
Index("ix_reviews_day", reviews.c.day)
_IMPORTED = text("import_id IS NOT NULL")
Index(
    "ix_reviews_import",
    reviews.c.import_id,
    sqlite_where=_IMPORTED,
    postgresql_where=_IMPORTED,
)
Index("ix_actions_card", actions.c.card_id)
Index("ix_own_answers_note", own_answers.c.note_id)
