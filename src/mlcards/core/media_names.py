"""Names of media files that are safe to use: one part of a path, on every system."""

import re
import unicodedata

LONGEST = 255
"""Bytes in UTF-8."""

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
