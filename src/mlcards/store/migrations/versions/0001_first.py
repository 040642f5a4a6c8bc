"""The first schema.

Kept as it was released; `store/schema.py` moves on, and a test holds that the steps together
lead to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ASKED = "suspended = 0 AND orphaned = 0"


def _zero(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _empty(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "decks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        _empty("description"),
        _empty("language"),
        _empty("source"),
        _empty("license"),
        _empty("tags", "[]"),
        _empty("options", "{}"),
        _empty("source_path"),
        _empty("content_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_decks"),
        sa.UniqueConstraint("key", name="uq_decks_key"),
    )
    op.create_table(
        "notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("deck_id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        _zero("orphaned"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], name="fk_notes_deck_id"),
        sa.UniqueConstraint("deck_id", "key", name="uq_notes_deck_id_key"),
    )
    op.create_table(
        "cards",
        sa.Column("id", _ID, nullable=False),
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("deck_id", _ID, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        _empty("phase", "new"),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Float),
        sa.Column("difficulty", sa.Float),
        sa.Column("due_day", sa.Integer),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("last_at", sa.BigInteger),
        sa.Column("last_day", sa.Integer),
        _zero("reps"),
        _zero("lapses"),
        _zero("suspended"),
        _zero("orphaned"),
        sa.Column("buried_on", sa.Integer),
        _zero("flag"),
        _zero("leech"),
        _zero("version"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_cards_note_id"),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], name="fk_cards_deck_id"),
        sa.UniqueConstraint("note_id", "part", name="uq_cards_note_id_part"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("card_id", _ID, nullable=False),
        sa.Column("deck_id", sa.Integer, nullable=False),
        _empty("kind", "rating"),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("utc_offset_s", sa.Integer, nullable=False),
        sa.Column("duration_ms", sa.Integer),
        sa.Column("said", sa.Text),
        sa.Column("phase_before", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Float, nullable=False),
        sa.Column("difficulty", sa.Float, nullable=False),
        sa.Column("due_day", sa.Integer),
        sa.Column("due_at", sa.BigInteger),
        _zero("undone"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_reviews_card_id"),
    )
    op.create_table(
        "actions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("card_id", _ID, nullable=False),
        sa.Column("review_id", sa.Text),
        _empty("before", "{}"),
        _zero("undone"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_actions_card_id"),
    )
    op.create_table(
        "own_answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_own_answers"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_own_answers_note_id"),
    )
    _index("ix_cards_new", ["deck_id", "position"], f"phase = 'new' AND {_ASKED}")
    _index("ix_cards_due", ["deck_id", "due_day"], f"due_day IS NOT NULL AND {_ASKED}")
    _index("ix_cards_load", ["due_day"], f"due_day IS NOT NULL AND {_ASKED}")
    _index("ix_cards_learning", ["due_at"], f"due_at IS NOT NULL AND {_ASKED}")
    op.create_index("ix_reviews_card", "reviews", ["card_id", "at"])
    op.create_index("ix_reviews_day", "reviews", ["day"])
    op.create_index("ix_own_answers_note", "own_answers", ["note_id"])


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "cards", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def downgrade() -> None:
    """Older programs refuse a newer database; going back is restoring the backup."""
    raise RuntimeError("Restore the copy from the backups folder instead.")
