"""Screens: each shows a frozen view and asks a session."""
