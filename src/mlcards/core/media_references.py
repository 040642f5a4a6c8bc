"""Where the HTML of flashcards names a media file."""

import re

from mlcards.core.html_elements import decoded, media_name

REFERENCE = re.compile(
    r"(<(?:img|audio|video|source|object|embed)\b[^<>]*?\b(?:src|data)\s{0,5}=\s{0,5})"
    r"(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))|\[sound:([^\[\]]{1,500})\]",
    re.IGNORECASE,
)
"""An element up to its address (group 1) with the address, or a sound (group 5)."""


def name_in(reference: re.Match[str]) -> str:
    """Return the name of the file as it is called; nothing says that it is safe to use."""
    if reference[5]:
        return decoded(reference[5])
    return media_name(decoded(reference[2] or reference[3] or reference[4] or ""))
