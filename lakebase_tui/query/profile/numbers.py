"""Numbers of the server's texts, exactly, in the order that Postgres gives them."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal, InvalidOperation
from math import isfinite

Number = int | Decimal
"""An exact number; a Decimal may also be NaN or infinite."""

EXACT = Context(prec=160_000, Emin=-999_999, Emax=999_999, traps=[])
"""Keeps every digit of sums and differences of numbers that Postgres can hold. Never divide with it."""
ROUGH = Context(prec=20, Emin=-999_999, Emax=999_999, traps=[])
"""For quotients that are shown or compared only."""

MONEY_OID = 790
_NOT_MONEY = re.compile(r"[^\d.,]")
_LONG = 4_000
"""Python converts no more digits than about these to an int."""


def number_of(text: str, type_oid: int = 0) -> Number | None:
    """Read a number as the server writes it.

    Args:
        text: A value of a column of numbers.
        type_oid: Its type; money is written in the way of the server's country.

    Returns:
        The number, without loss; None where the text is no number.
    """
    if type_oid == MONEY_OID:
        return _money(text)
    digits = text[1:] if text[:1] == "-" else text
    try:
        return int(text) if digits.isdecimal() and len(digits) < _LONG else Decimal(text)
    except InvalidOperation:
        return None


def numbers_of(texts: Sequence[str], type_oid: int = 0) -> list[Number | None]:
    """Read many numbers: as `number_of`, and faster where all of them are whole."""
    if type_oid != MONEY_OID:
        try:
            return list(map(int, texts))
        except ValueError:
            pass
    return [number_of(text, type_oid) for text in texts]


def is_finite(number: Number) -> bool:
    """Whether it is neither NaN nor infinite."""
    return isinstance(number, int) or number.is_finite()


def drawable(number: Number) -> float | None:
    """The nearest float; None for what is NaN, infinite, or too large for one."""
    try:
        near = float(number)
    except OverflowError:
        return None
    return near if isfinite(near) else None


def floor_index(number: Number, digit: int, exponent: int) -> int:
    """Which multiple of `digit * 10**exponent` is the last at or below a finite number, exactly."""
    if isinstance(number, int):
        power: int = 10 ** abs(exponent)
        scaled = number // power if exponent >= 0 else number * power
    else:
        scaled = int(number.scaleb(-exponent, EXACT).to_integral_value("ROUND_FLOOR", EXACT))
    return scaled // digit


def multiple(index: int, digit: int, exponent: int) -> Decimal:
    """`index * digit * 10**exponent`, exactly."""
    return Decimal(index * digit).scaleb(exponent, EXACT)


def round_step(least: Decimal) -> tuple[int, int]:
    """The smallest of 1, 2 and 5 times a power of ten that is at least `least`, as digit and exponent.

    Args:
        least: Above zero.
    """
    exponent = least.adjusted()
    for digit in (1, 2, 5):
        if multiple(1, digit, exponent) >= least:
            return digit, exponent
    return 1, exponent + 1


def _money(text: str) -> Decimal | None:
    """Currency signs and groups away; the last mark parts the fraction, unless three digits follow it."""
    bare = _NOT_MONEY.sub("", text).strip(".,")
    cut = max(bare.rfind("."), bare.rfind(","))
    fraction = bare[cut + 1 :] if cut >= 0 and len(bare) - cut - 1 != 3 else ""
    whole = bare[:cut] if fraction else bare
    digits = whole.replace(".", "").replace(",", "")
    if not (digits + fraction).isascii() or not digits:
        return None
    sign = "-" if "-" in text or "(" in text else ""
    return Decimal(f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}")
