"""Small facts about the collection as a whole, by name."""

import sqlalchemy as sa

from mlcards.store.schema import meta


def get(connection: sa.Connection, key: str) -> str | None:
    """Return the fact of that name, or None."""
    return connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar()


def remove(connection: sa.Connection, key: str) -> None:
    """Forget a fact."""
    connection.execute(sa.delete(meta).where(meta.c.key == key))


def put(connection: sa.Connection, key: str, value: str) -> None:
    """Write a fact down, over what was there."""
    changed = connection.execute(sa.update(meta).where(meta.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(sa.insert(meta).values(key=key, value=value))
