"""Fields of a message come back; broken messages are said to be broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.readers.anki_protobuf import BrokenMessageError, fields, numbers, texts


def test_each_kind_of_field() -> None:
    message = b"\x08\x96\x01\x12\x02hi\x1d\x01\x00\x00\x00\x21" + bytes(8) + b"\xfa\x0f\x01x"
    assert list(fields(message)) == [
        (1, 150),
        (2, b"hi"),
        (3, b"\x01\0\0\0"),
        (4, bytes(8)),
        (255, b"x"),
    ]


def test_texts_and_numbers_keep_the_last() -> None:
    message = b"\x08\x01\x08\x02\x12\x01a\x12\x02\xc3\xa9"
    assert numbers(message) == {1: 2}
    assert texts(message) == {2: "é"}


@pytest.mark.parametrize(
    "message", [b"\x08", b"\x12\x05hi", b"\x1d\x00", b"\x0b", b"\x08" + b"\xff" * 11, b"\x80"]
)
def test_a_broken_message_is_an_error(message: bytes) -> None:
    with pytest.raises(BrokenMessageError):
        list(fields(message))


@given(st.binary(max_size=60))
def test_any_bytes_are_fields_or_broken(message: bytes) -> None:
    try:
        found = list(fields(message))
    except BrokenMessageError:
        return
    assert all(number >= 0 for number, _value in found)
