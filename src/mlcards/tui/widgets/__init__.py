"""Widgets: each is a picture of a value."""
