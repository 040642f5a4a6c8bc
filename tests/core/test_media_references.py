"""Names of media files are found however HTML writes them."""

import pytest

from mlcards.core.media_references import REFERENCE, name_in


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<img src="plot%20%CF%80.png">', ["plot π.png"]),
        ("<IMG class=x SRC = 'it is.png'>", ["it is.png"]),
        ("<img src=a.png><video src='b.mp4'></video>", ["a.png", "b.mp4"]),
        ('<object data="c.svg">', ["c.svg"]),
        ("[sound:a &amp; b.mp3] [sound:]", ["a & b.mp3"]),
        ('<a href="d.png">src="e.png"</a>', []),
    ],
)
def test_names_in_html(html: str, names: list[str]) -> None:
    assert [name_in(found) for found in REFERENCE.finditer(html)] == names
