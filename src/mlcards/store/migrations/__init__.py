"""Steps from one released schema to the next, run by Alembic and imported only when needed."""
