r"""The bytes of a `bytea` value, from both of the server's notations (`bytea_output`)."""

import re
from typing import Final, Protocol

_ESCAPES: Final = re.compile(r"(?:[^\\]|\\\\|\\[0-3][0-7][0-7])*", re.ASCII)
_BLOCK: Final = 65_536


class Bytes(Protocol):
    """Bytes that can be asked for by position."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def part(self, start: int, stop: int) -> bytes:
        """Those from `start` up to `stop`; fewer where they end before it.

        Raises:
            ValueError: Something else than bytes is written there.
        """
        ...


class HexBytes:
    r"""Bytes of a text such as `\xdeadbeef`: any part is decoded alone, so size costs nothing.

    Args:
        text: As the server wrote it.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __len__(self) -> int:
        return (len(self._text) - 2) // 2

    def part(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`.

        Raises:
            ValueError: There are no hexadecimal digits.
        """
        return bytes.fromhex(self._text[2 + 2 * start : 2 + 2 * stop])


class PlainBytes:
    """Bytes that are at hand."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data)

    def part(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`."""
        return self._data[start:stop]


def bytes_of(text: str) -> Bytes | None:
    r"""The bytes of a `bytea` value, or None where the text is in neither notation.

    The digits of a long text in the hex notation are looked at when they are asked for.
    """
    if text.startswith("\\x"):
        return HexBytes(text) if len(text) % 2 == 0 else None
    if not text.isascii() or _ESCAPES.fullmatch(text) is None:
        return None
    # Of the escapes that this codec knows, the check above let through only those that Postgres writes.
    return PlainBytes(text.encode("ascii").decode("unicode_escape").encode("latin-1"))


def whole(source: Bytes) -> bytes:
    """All of the bytes.

    Raises:
        ValueError: Something else than bytes is written somewhere.
    """
    return b"".join(source.part(at, at + _BLOCK) for at in range(0, len(source), _BLOCK))
