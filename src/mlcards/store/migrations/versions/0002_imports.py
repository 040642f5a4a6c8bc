"""Room for what imports bring: the author's text, foreign logs, media, and the way back.

Rows of the log may now be no ratings (a card made new, a day set, a state that came whole).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add columns and tables."""
    op.add_column("notes", sa.Column("base", sa.Text))
    op.add_column("notes", sa.Column("origin", sa.Text))
    op.add_column("notes", sa.Column("import_id", sa.Integer))
    op.add_column("own_answers", sa.Column("import_id", sa.Integer))
    with op.batch_alter_table("reviews") as reviews:
        reviews.alter_column("rating", existing_type=sa.Integer(), nullable=True)
        reviews.alter_column("stability", existing_type=sa.Float(), nullable=True)
        reviews.alter_column("difficulty", existing_type=sa.Float(), nullable=True)
        reviews.add_column(sa.Column("reps", sa.Integer))
        reviews.add_column(sa.Column("lapses", sa.Integer))
        reviews.add_column(sa.Column("import_id", sa.Integer))
    where = sa.text("import_id IS NOT NULL")
    op.create_index(
        "ix_reviews_import",
        "reviews",
        ["import_id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_index("ix_actions_card", "actions", ["card_id"])
    op.create_table(
        "media",
        sa.Column("deck_id", _ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("deck_id", "name", name="pk_media"),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], name="fk_media_deck_id"),
    )
    op.create_table(
        "imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("decks", sa.Text, nullable=False),
        sa.Column("undone", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    _journal("import_notes", "note_id")
    _journal("import_cards", "card_id")


def _journal(name: str, what: str) -> None:
    op.create_table(
        name,
        sa.Column("import_id", _ID, nullable=False),
        sa.Column(what, sa.BigInteger, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("import_id", what, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=f"fk_{name}_import_id"),
    )


def downgrade() -> None:
    """Older programs refuse a newer database; going back is restoring the backup."""
    raise RuntimeError("Restore the copy from the backups folder instead.")
