"""Pictures and sounds that notes in Markdown show: `![x](plots/roc.png)`, `![[roc.png]]`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mlcards.core.media_names import PICTURES, SOUNDS, safe_media_path

MOST_MEDIA = 1000
"""Different files that one note file may show."""

_SHOWN = re.compile(
    r"!\[[^\[\]\n]{0,500}\]\([ \t]{0,9}(?:<([^<>\n]{1,500})>|([^\s()<>]{1,500}))"
    r"|!\[\[([^\[\]|#\n]{1,500})"
)
_ON_THE_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:|//")
_SUFFIXES = (*PICTURES, *SOUNDS)
"""Whatever else a note names is none of its business."""


class Shown(NamedTuple):
    """A file that is shown.

    Attributes:
        name: as it stands in the text.
        line: where that is, from 1.
        below: whether its name can be that of a file beside the notes or below.
    """

    name: str
    line: int
    below: bool


def media_shown(text: str) -> Iterator[Shown]:
    """Yield the files that a text in Markdown shows, each once; no more than `MOST_MEDIA`.

    What lies on the web, or is no picture, sound or film, is left out.
    """
    seen: set[str] = set()
    line, done = 1, 0
    for found in _SHOWN.finditer(text):
        written = (found[1] or found[2] or found[3]).strip()
        if not written.lower().endswith(_SUFFIXES) or _ON_THE_WEB.match(written):
            continue
        safe = safe_media_path(written)
        name = safe or written
        if name in seen:
            continue
        seen.add(name)
        line += text.count("\n", done, found.start())
        done = found.start()
        yield Shown(name, line, below=safe is not None)
        if len(seen) >= MOST_MEDIA:
            return
