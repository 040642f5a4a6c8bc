"""Media files in a JSON deck are listed with it, and read when somebody wants them."""

import base64
import json
from io import BytesIO
from typing import Any

import pytest

from mlcards.core.errors import NotFoundError, UsageError
from mlcards.readers.json_deck import read_json_deck
from mlcards.readers.json_media import JsonMedia


def document(media: Any) -> bytes:
    notes = [{"question": "q", "answer": "![](x.png)", "media": ["x.png"]}]
    decks = [{"id": "d", "title": "D", "notes": notes}]
    return json.dumps({"format": "mlcards", "decks": decks, "media": media}, indent=1).encode()


def file(name: str, data: bytes = b"\x89PNG", deck: str = "d") -> dict[str, str]:
    return {"deck": deck, "name": name, "data": base64.b64encode(data).decode()}


def test_files_are_named_and_read() -> None:
    data = document([file("x.png"), file("y.mp3", b""), file("x.png", b"other", "e")])
    result = read_json_deck(data, "x.json")
    assert result.problems == ()
    assert result.media == ("x.png", "y.mp3")
    assert result.decks[0].notes[0].media == ("x.png",)
    media = JsonMedia(BytesIO(data))
    assert media.names == result.media
    assert media.read("x.png") == b"\x89PNG"
    assert media.read("y.mp3") == b""


def test_a_name_may_mean_another_file_in_each_deck() -> None:
    data = [file("x.png", b"d"), file("x.png", b"e", "e"), file("y.png", b"y", " e ")]
    media = JsonMedia(BytesIO(document([*data, {"name": "z.png", "data": "eg=="}])))
    assert media.names == ("x.png", "y.png", "z.png")
    found = [media.read("x.png", deck) for deck in ("d", "e", "other", "")]
    assert found == [b"d", b"e", b"d", b"d"]
    assert [media.read(name, "e") for name in ("y.png", "z.png")] == [b"y", b"z"]
    assert media.read("y.png", "d") == b"y"


def test_what_is_not_there_and_what_is_damaged() -> None:
    media = JsonMedia(BytesIO(document([file("x.png") | {"data": "no base64!"}])))
    with pytest.raises(NotFoundError, match=r"y\.png"):
        media.read("y.png")
    with pytest.raises(UsageError, match="Base64"):
        media.read("x.png")


@pytest.mark.parametrize(
    "media",
    [
        {},
        [3],
        [{"name": "x.png"}],
        [{"name": "x.png", "data": 3}],
        [file("x.png") | {"mode": "0777"}],
        [file("../x.png")],
        [file("e\u0301.png")],
        [file("x\x1b[2J.png")],
    ],
)
def test_what_cannot_be_keeps_the_file_out(media: Any) -> None:
    result = read_json_deck(document(media), "x.json")
    assert result.decks == ()
    assert result.media == ()
    assert [problem.code for problem in result.errors] == ["media"]
    with pytest.raises(UsageError, match="media"):
        JsonMedia(BytesIO(document(media)))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"PK\x03\x04"])
def test_what_is_no_json_has_no_media(data: bytes) -> None:
    with pytest.raises(UsageError, match="media"):
        JsonMedia(BytesIO(data))


def test_a_list_of_cards_has_no_media() -> None:
    assert JsonMedia(BytesIO(b"[]")).names == ()
