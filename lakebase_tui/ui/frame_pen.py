"""What a terminal's pen draws with, and the fewest bytes that change it or move it."""

from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

_DEFAULT_FOREGROUND, _DEFAULT_BACKGROUND = "39", "49"
_ANY: Final = ""

# Attributes of Rich's styles: what puts each on, what takes it away, and whether a blank shows it.
_ATTRIBUTES: Final = (
    ("bold", "1", "22", False),
    ("dim", "2", "22", False),
    ("italic", "3", "23", False),
    ("underline", "4", "24", True),
    ("blink", "5", "25", False),
    ("blink2", "6", "25", False),
    ("reverse", "7", "27", True),
    ("conceal", "8", "28", False),
    ("strike", "9", "29", True),
    ("underline2", "21", "24", True),
    ("frame", "51", "54", True),
    ("encircle", "52", "54", True),
    ("overline", "53", "55", True),
)
_SHOWN_ON_BLANKS: Final = frozenset(name for name, _, _, shown in _ATTRIBUTES if shown)


class Look(NamedTuple):
    """How a cell is drawn, in the codes that are sent."""

    foreground: str = _DEFAULT_FOREGROUND
    """Empty where it cannot be seen."""
    background: str = _DEFAULT_BACKGROUND
    attributes: frozenset[str] = frozenset()
    link: str = ""
    """What follows the 8 of an OSC 8: parameters and address."""


PLAIN: Final = Look()
"""The pen before and after each update."""


@lru_cache(maxsize=4096)
def look_of(style: Style | None, system: ColorSystem) -> Look:
    """What a style comes to on a terminal with so many colours."""
    if style is None:
        return PLAIN
    return Look(
        _colour(style.color, system, _DEFAULT_FOREGROUND),
        _colour(style.bgcolor, system, _DEFAULT_BACKGROUND),
        frozenset(name for name, *_ in _ATTRIBUTES if getattr(style, name)),
        f"id={style.link_id};{style.link}" if style.link else "",
    )


def _colour(colour: Color | None, system: ColorSystem, default: str) -> str:
    if colour is None:
        return default
    return ";".join(colour.downgrade(system).get_ansi_codes(default is _DEFAULT_FOREGROUND))


@lru_cache(maxsize=4096)
def on_blank(look: Look) -> Look:
    """What of a look can be seen of a blank: looks that differ in nothing else come out equal."""
    if look.attributes & _SHOWN_ON_BLANKS:
        return look
    return Look(_ANY, look.background, frozenset(), look.link)


def is_blank(look: Look) -> bool:
    """Whether it is the look of a blank, which has no foreground."""
    return look.foreground == _ANY


def suits_blank(pen: Look, blank: Look) -> bool:
    """Whether a pen draws a blank as it is to look."""
    return (
        pen.background == blank.background
        and pen.link == blank.link
        and pen.attributes.isdisjoint(_SHOWN_ON_BLANKS)
    )


@lru_cache(maxsize=8192)
def change(pen: Look, look: Look) -> tuple[str, Look]:
    """The shortest text that makes a pen draw a look, and the pen afterwards."""
    if is_blank(look):
        keep = pen.attributes - _SHOWN_ON_BLANKS
        kept = look._replace(foreground=pen.foreground, attributes=keep)
        fresh = look._replace(foreground=_DEFAULT_FOREGROUND)
    else:
        kept = fresh = look
    codes, anew = _codes(pen, kept), ["", *_codes(PLAIN, fresh)]
    by_code, by_reset = _sgr(codes), _sgr(anew)
    sgr, after = (by_code, kept) if len(by_code) <= len(by_reset) else (by_reset, fresh)
    return (f"\x1b]8;{look.link or ';'}\x1b\\" if look.link != pen.link else "") + sgr, after


def _sgr(codes: list[str]) -> str:
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _codes(pen: Look, look: Look) -> list[str]:
    leaving = {off for name, _, off, _ in _ATTRIBUTES if name in pen.attributes - look.attributes}
    codes = sorted(leaving)
    for name, on, off, _ in _ATTRIBUTES:
        # One code takes away several attributes: those that stay are put on again.
        if name in look.attributes and (name not in pen.attributes or off in leaving):
            codes.append(on)
    if look.foreground != pen.foreground:
        codes.append(look.foreground)
    if look.background != pen.background:
        codes.append(look.background)
    return codes


def move(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest text that brings the cursor to a cell.

    Args:
        from_x: Its column, counted from 0; None: not known.
        from_y: Its row; None: not known.
        x: Where to, in cells.
        y: Where to, in rows.
    """
    if from_y == y:
        return _along(from_x, x)
    straight = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1 if y else ''}H"
    if from_y is None:
        return straight
    ways = [straight, _steps(y - from_y, "E", "F") + _steps(x, "C", "")]
    if from_x is not None:
        ways.append(_steps(y - from_y, "B", "A") + _steps(x - from_x, "C", "D"))
    return min(ways, key=len)


@lru_cache(maxsize=8192)
def _along(from_x: int | None, x: int) -> str:
    if from_x == x:
        return ""
    ways = [f"\x1b[{x + 1}G" if x else "\r"]
    if from_x is not None:
        ways.append(_steps(x - from_x, "C", "D"))
        ways.append("\b" * (from_x - x) or ways[0])
    return min(ways, key=len)


def _steps(count: int, forth: str, back: str) -> str:
    if count == 0:
        return ""
    number = "" if abs(count) == 1 else str(abs(count))
    return f"\x1b[{number}{forth if count > 0 else back}"
