"""Which media files the HTML of Anki's notes names."""

from mlcards.core.media_names import safe_media_name
from mlcards.core.media_references import REFERENCE, name_in
from mlcards.readers.anki_latex import PREFIX, latex_pictures


def may_name_media(html: str) -> bool:
    """Whether it is worth looking for names of media: quick, and seldom wrong."""
    return "[sound:" in html or "src" in html or "SRC" in html or "data" in html


class References:
    """Finds names of media; one for a whole package.

    Attributes:
        found: all names so far, whether the files are there or not.
    """

    def __init__(self, files: frozenset[str]) -> None:
        """Begin.

        Args:
            files: names of the media that came along.
        """
        self.found: set[str] = set()
        self._pictures = frozenset(name for name in files if name.startswith(PREFIX))
        """Those that stand for formulas, which no field names."""

    def within(self, html: str) -> tuple[str, ...]:
        """Return the names in the HTML of a note, each once and safe to use as a name."""
        names = self._named(html) if may_name_media(html) else {}
        if self._pictures:
            names |= dict.fromkeys(sorted(self._pictures.intersection(latex_pictures(html))))
        return tuple(names)

    def _named(self, html: str) -> dict[str, None]:
        names: dict[str, None] = {}
        for match in REFERENCE.finditer(html):
            safe = safe_media_name(name_in(match))
            if safe is not None:
                names[safe] = None
        self.found.update(names)
        return names
