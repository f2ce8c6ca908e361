"""Bytes to text and back in the encoding that a connection speaks, so that no byte is lost or changed.

A user may run `SET client_encoding` at any time, and a SQL_ASCII database takes any bytes. What cannot be
read for certain stays as it came: lone surrogates (`surrogateescape`), written out as the same bytes again.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

_ANY_BYTES = "SQL_ASCII"
"""What the server calls an encoding that it does not know."""

_UNUSABLE = frozenset({"shift_jis_2004"})
"""Python takes a backslash for another character here."""

_SEVERAL_BYTES = frozenset(
    {
        "big5", "cp949", "euc_jis_2004", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "johab", "shift_jis",
    }
)  # fmt: skip
"""Python and the server do not agree on every character of these."""

_LONGEST = 4
"""Bytes of one character in any encoding of the server's; Python makes some out of several characters."""


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How the bytes of one connection are read and written."""

    name: str = "UTF8"
    """As the server calls it."""
    codec: str = "utf-8"
    """Python's, as far as it has one: what it cannot read is kept as bytes."""
    certain: bool = True
    """Whether the server vouches for the bytes, and Python reads each character as the server does."""
    exact: bool = True
    """Whether what the codec reads is written as the same bytes again."""
    counts_bytes: bool = False
    """Whether the server's positions in a statement are bytes instead of characters."""

    def decode(self, data: bytes) -> str:
        """Read what the server sent; `encode` gives the same bytes."""
        text = data.decode(self.codec, "surrogateescape")
        if self.exact or data.isascii() or self._gives(text, data):
            return text
        return data.decode("ascii", "surrogateescape")

    def encode(self, text: str) -> bytes:
        """Write a statement.

        Raises:
            UnicodeEncodeError: It holds a character that the encoding does not have.
        """
        data = text.encode(self.codec, "surrogateescape")
        if not self.exact and not text.isascii():
            for character in set(text):
                if not self._has(character):
                    start = text.index(character)
                    raise UnicodeEncodeError(self.codec, text, start, start + 1, "no such character")
        return data

    def _gives(self, text: str, data: bytes) -> bool:
        try:
            return text.encode(self.codec, "surrogateescape") == data
        except UnicodeEncodeError:
            return False

    def _has(self, character: str) -> bool:
        """Whether a character is sent as itself. A yen sign is a backslash to some codecs."""
        if character.isascii() or 0xDC80 <= ord(character) <= 0xDCFF:
            return True
        data = character.encode(self.codec)
        return len(data) <= _LONGEST and data.decode(self.codec, "replace") == character


UTF8 = TextEncoding()


def encoding_of(connection: "psycopg.AsyncConnection[Any]") -> TextEncoding:
    """What a connection speaks now; UTF-8 where the server does not care (SQL_ASCII)."""
    name = _parameter(connection, b"client_encoding") or UTF8.name
    server = _parameter(connection, b"server_encoding")
    untold = name == _ANY_BYTES
    counts_bytes = server == _ANY_BYTES or (untold and server != UTF8.name)
    if untold:
        return TextEncoding(name, certain=False, counts_bytes=counts_bytes)
    try:
        codec = connection.info.encoding
    except psycopg.NotSupportedError:
        codec = ""
    if not codec or codec in _UNUSABLE:
        return TextEncoding(name, "ascii", certain=False, counts_bytes=counts_bytes)
    several = codec in _SEVERAL_BYTES
    return TextEncoding(name, codec, certain=not several, exact=not several, counts_bytes=counts_bytes)


def _parameter(connection: "psycopg.AsyncConnection[Any]", name: bytes) -> str:
    return (connection.pgconn.parameter_status(name) or b"").decode("ascii", "replace")
