"""Names of media files that are safe to use: parts of a path, on every system."""

import re
import unicodedata

LONGEST = 255
"""Bytes in UTF-8."""

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
"""Endings of the names of pictures."""
SOUNDS = (
    *(".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac"),
    *(".mp4", ".webm", ".mov"),
)
"""Endings of the names of sounds and films."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\.|$)", re.IGNORECASE)


def safe_media_name(name: str) -> str | None:
    """Return `name` in the one form that equal names have, or None where it is not safe.

    Safe is one part of a path: no folder, drive or stream, no control character, no device of
    Windows, nothing hidden by a point at its start, at most `LONGEST` bytes.
    """
    plain = unicodedata.normalize("NFC", name[: LONGEST * 4]).strip()
    if not plain or plain.startswith(".") or plain.endswith("."):
        return None
    if _UNSAFE.search(plain) or _DEVICE.match(plain):
        return None
    return plain if len(plain.encode()) <= LONGEST else None


def safe_media_path(name: str) -> str | None:
    """Return `name` likewise where it may say the folder too: `plots/roc.png`, `./roc.png`.

    It leads down only, and its folders are no hidden ones. As a whole it is as long as a name.
    """
    parts = name[: LONGEST * 4].split("/")
    start = [part for part in parts[:1] if part == "." and len(parts) > 1]
    safe = [safe_media_name(part) for part in parts[len(start) :]]
    plain = "/".join([*start, *filter(None, safe)])
    return plain if None not in safe and len(plain.encode()) <= LONGEST else None


def flat_media_name(name: str) -> str:
    """Return the name that a file has where there are no folders, as in Anki's packages."""
    return name.removeprefix("./").replace("/", "-")
