"""The order of values as Postgres has it, told from their text alone.

A key function turns the text of a value into bytes that compare as the server compares the values. No key is
the beginning of another, so that keys can be put behind each other, and turned round for a descending order.
"""

import struct
from collections.abc import Callable
from ipaddress import ip_interface

from lakebase_tui.query import time_order
from lakebase_tui.query.columns import Column

Key = Callable[[str], bytes]
"""Raises ValueError for a text whose order it does not know."""

_HALF, _FULL = 1 << 63, (1 << 64) - 1
_FLOAT, _SINGLE = struct.Struct(">d"), struct.Struct(">f")
_NAN = b"\xff" * 8
_REVERSED = bytes(range(255, -1, -1))
_MONEY_IN_THE_RED = ("-", "(", "\N{MINUS SIGN}")


def reverse(key: bytes) -> bytes:
    """A key that compares the other way round."""
    return key.translate(_REVERSED)


def integer(text: str) -> bytes:
    """Whole numbers of up to 64 bits."""
    return (int(text) + _HALF).to_bytes(8, "big")


def floating(text: str) -> bytes:
    """Floating point numbers; NaN is above all."""
    # Adding zero makes one of both zeros.
    value = float(text) + 0.0
    if value != value:
        return _NAN
    bits = int.from_bytes(_FLOAT.pack(value), "big")
    return (bits ^ (_HALF if bits < _HALF else _FULL)).to_bytes(8, "big")


def single_precision(text: str) -> bytes:
    """Floating point numbers of four bytes: whatever is the same to them, is."""
    return floating(repr(_SINGLE.unpack(_SINGLE.pack(float(text)))[0]))


def numeric(text: str) -> bytes:
    """Decimal numbers of any length, exactly; NaN is above all."""
    negative = text[0] == "-" if text else False
    whole, _, fraction = text.lstrip("-").partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit()):
        return _special_number(text)
    significant = digits.lstrip("0")
    exponent = len(whole) - (len(digits) - len(significant))
    significant = significant.rstrip("0")
    if not significant:
        return b"\x02"
    key = (exponent + 0x8000_0000).to_bytes(4, "big") + significant.encode() + b"\0"
    return b"\x01" + reverse(key) if negative else b"\x03" + key


def _special_number(text: str) -> bytes:
    match text.lower():
        case "-infinity":
            return b"\x00"
        case "infinity":
            return b"\x04"
        case "nan":
            return b"\x05"
    raise ValueError(text)


def money(text: str) -> bytes:
    """Amounts in one locale: they all have the same number of decimals, so the digits are enough."""
    digits = "".join(character for character in text if character in "0123456789")
    negative = any(sign in text for sign in _MONEY_IN_THE_RED)
    return integer(f"-{digits}" if negative else digits)


def boolean(text: str) -> bytes:
    """`f` is before `t`."""
    if text not in ("t", "f"):
        raise ValueError(text)
    return text.encode()


def code_points(text: str) -> bytes:
    """Text as the collation "C" has it; also whatever is written in digits of the same order."""
    return text.encode("utf-8", "surrogateescape") + b"\0"


def single(text: str) -> bytes:
    """The type `"char"`: one byte, which is written as several characters when it is not ASCII."""
    if len(text) > 1:
        raise ValueError(text)
    return code_points(text)


def padded(text: str) -> bytes:
    """Text of type `character(n)`: blanks at the end do not count."""
    return code_points(text.rstrip(" "))


def binary(text: str) -> bytes:
    """Bytes, in either of the server's ways to write them."""
    if text.startswith("\\x"):
        return text.encode() + b"\0"
    plain = bytearray()
    rest = iter(text)
    for character in rest:
        if character == "\\" and (following := next(rest)) != "\\":
            plain.append(int(following + next(rest) + next(rest), 8))
        else:
            plain += character.encode()
    return b"\\x" + plain.hex().encode() + b"\0"


def network(text: str) -> bytes:
    """`inet` and `cidr`: by family, network, length of the network, address."""
    interface = ip_interface(text)
    bits = f"{int(interface.ip):0{interface.max_prefixlen}b}"
    prefix = bits[: interface.network.prefixlen]
    return f"{interface.version}{prefix}\0{bits}\0".encode()


_KEYS: dict[int, Key] = {
    16: boolean, 17: binary, 18: single, 19: code_points, 20: integer, 21: integer, 23: integer,
    25: code_points, 26: integer, 650: network, 700: single_precision, 701: floating, 774: code_points,
    790: money, 829: code_points, 869: network, 1042: padded, 1043: code_points, 1082: time_order.date,
    1083: time_order.time, 1114: time_order.timestamp, 1184: time_order.timestamp_with_zone,
    1186: time_order.interval, 1266: time_order.time_with_zone, 1560: code_points, 1562: code_points,
    1700: numeric, 2950: code_points, 5069: integer,
}  # fmt: skip
_COLLATED = frozenset((25, 1042, 1043))


def key_for(column: Column) -> Key | None:
    """How to compare the values of a column; None where only the server can (an enum, jsonb, an array)."""
    return _KEYS.get(column.type_oid)


def is_collated(column: Column) -> bool:
    """Whether a collation decides on the order on the server: text, and types made of text."""
    return column.type_oid in _COLLATED
