"""As much of protobuf as an Anki package needs: the fields of a message, in the order they come."""

from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


class BrokenMessageError(ValueError):
    """The bytes are no message."""


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field: a number for a varint, bytes for anything else.

    Raises:
        BrokenMessageError: the message ends too early, or has what protobuf 3 has not.
    """
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, position = _varint(message, position)
            yield number, value
            continue
        if wire == _BYTES:
            length, position = _varint(message, position)
        elif wire in {_FIXED32, _FIXED64}:
            length = 4 if wire == _FIXED32 else 8
        else:
            raise BrokenMessageError(f"field {number} is of a kind that is not used any more")
        end = position + length
        if end > len(message):
            raise BrokenMessageError(f"field {number} ends too early")
        yield number, message[position:end]
        position = end


def texts(message: bytes) -> dict[int, str]:
    """Return the bytes fields of a message as text, the last of each number."""
    return {
        number: value.decode("utf-8", "replace")
        for number, value in fields(message)
        if isinstance(value, bytes)
    }


def numbers(message: bytes) -> dict[int, int]:
    """Return the varint fields of a message, the last of each number."""
    return {number: value for number, value in fields(message) if isinstance(value, int)}


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """Return the number at `position` and where the next thing starts."""
    value = 0
    for index in range(_LONGEST_VARINT):
        if position + index >= len(message):
            raise BrokenMessageError("a number ends too early")
        byte = message[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise BrokenMessageError("a number is too long")
