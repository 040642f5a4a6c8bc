"""The schema this program reads and writes; it moves with each migration."""

CURRENT_VERSION = 2
