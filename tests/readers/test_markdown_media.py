"""Which files notes in Markdown show, in time proportional to the text."""

import pytest

from mlcards.readers import markdown_media
from mlcards.readers.markdown_media import Shown, media_shown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("![](a.png)", ["a.png"]),
        ('![x](<my plot.png> "title")', ["my plot.png"]),
        ("![x]( plots/a.PNG )", ["plots/a.PNG"]),
        ("![[a.png]] ![[b/c.mp3|200]]", ["a.png", "b/c.mp3"]),
        ("![[a.png]] ![](a.png)", ["a.png"]),
        ("![](@/a.webp) ![](./b.svg)", ["@/a.webp", "./b.svg"]),
        ("[link](a.png) [[a.png]]", []),
        ("![[Other note]] ![](notes.md) ![](id_rsa)", []),
        ("![](https://x.y/a.png) ![](data:image/png;base64,x.png) ![](//x.y/a.png)", []),
        ("![" * 50_000, []),
        ("![](" * 50_000, []),
        ("![[" * 50_000, []),
    ],
)
def test_what_is_shown(text: str, names: list[str]) -> None:
    assert [shown.name for shown in media_shown(text)] == names


def test_where_it_is_shown() -> None:
    text = "a\n![](a.png)\n\n![](../b.png) ![](/c.png)\n"
    assert list(media_shown(text)) == [
        Shown("a.png", 2, below=True),
        Shown("../b.png", 4, below=False),
        Shown("/c.png", 4, below=False),
    ]


def test_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_media, "MOST_MEDIA", 2)
    text = "".join(f"![]({number}.png)" for number in range(5))
    assert len(list(media_shown(text))) == 2
