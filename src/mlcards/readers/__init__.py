"""Readers of foreign files; each turns bytes into `core.foreign` values and problems."""
