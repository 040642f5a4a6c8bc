"""Everything that touches the database; the only package that imports SQLAlchemy.

`peek` is the exception that keeps the first frame quick: it needs only sqlite3, so nothing is
imported here.
"""
