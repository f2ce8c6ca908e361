"""Keys put together at random from a part of all keys, the same each time.

Left out is what Vim does by accident, as `differences.py` tells: letters changed over nothing, `.` behind a
put over a selection, motions that fail half way.
"""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from tests.unit.vim.cases import TEXTS, Case


def _keys(written: str) -> Sequence[str]:
    return written.split()


_NAMES: Final = ("sql", "words", "brackets", "paragraphs", "prose", "wide", "blanks")
_MOTIONS: Final = _keys(
    "h j k l 0 ^ $ w W b B e E G _ + - { } ( ) % | ge gE gg g_ <BS> fa Fa ta To ; , 2w 3e 2b 2j 3l 2} 5G 2fa "
    "3| 2_"
)
_OBJECTS: Final = _keys("iw aw iW aW ip ap i( a( ib ab i[ a[ i{ a{ i\" a\" i' a'")
_OPERATORS: Final = _keys("d c y > < gu gU g~")
_CAN_BE_NOTHING: Final = _keys("h 0 ^ | 3| { ( b B 2b Fa To % <BS>")
_LINES: Final = _keys("dd yy cc S Y >> << guu gUU g~~ 2dd 3yy 2>> d2d")
_CHANGES: Final = _keys(
    'x X D C s 3x J gJ ~ 3~ rz 2rz p P gp gP 2p u <C-r> . 2. ma "ayw "ap "Ayy "_dd "-p "1p "0p "add'
)
_TYPED: Final = _keys(
    "ifoo<Esc> ax_y<Esc> A;<Esc> I-<Esc> onew<Esc> Oup<Esc> 3ix<Esc> 2ob<CR>c<Esc> i<BS>z<Esc> a<CR>k<Esc> "
    "Rxyz<Esc> R<BS>q<Esc> o<Esc> i<Del>d<Esc> 3Aab<Esc> 2Rp<Esc>"
)
_ON_SELECTION: Final = _keys('d y c*<Esc> > < ~ u U J gJ rz p P x s+<Esc> D Y C=<Esc> X 2> <Esc> "ay "ap')
_FILLS_REGISTERS: Final = 'yy"ayy"1yy"-yyiq<Esc>'
_PUT_OVER: Final = re.compile("[vV][^<]*[pPJ]")


def random_cases(count: int, seed: int) -> Iterator[Case]:
    """So many cases; with the same seed always the same."""
    source = random.Random(seed)
    while count:
        lines = TEXTS[source.choice(_NAMES)].split("\n")
        row = source.randrange(len(lines))
        column = source.randrange(max(1, len(lines[row])))
        keys = "".join(_command(source) for _ in range(source.randint(1, 4)))
        if "." in keys or "p" in keys.lower():
            keys = _FILLS_REGISTERS + keys
        if "." in keys and _PUT_OVER.search(keys):
            continue
        yield Case("\n".join(lines), row, column, keys)
        count -= 1


def _command(source: random.Random) -> str:
    kinds = (_motion, _operation, _lines, _change, _typed, _selection)
    return source.choice(kinds)(source)


def _motion(source: random.Random) -> str:
    return source.choice(_MOTIONS)


def _operation(source: random.Random) -> str:
    operator = source.choice(_OPERATORS)
    target = source.choice(_MOTIONS if source.random() < 0.6 else _OBJECTS)
    if operator[0] == "g" and target in _CAN_BE_NOTHING:
        target = "w"
    count = source.choice(["", "", "2"]) if target not in (*_OBJECTS, "ge") else ""
    return count + operator + target + ("z<Esc>" if operator == "c" else "")


def _lines(source: random.Random) -> str:
    return _with_text(source.choice(_LINES), ("cc", "S"), "L<Esc>")


def _change(source: random.Random) -> str:
    return _with_text(source.choice(_CHANGES), ("C", "s"), "T<Esc>")


def _typed(source: random.Random) -> str:
    return source.choice(_TYPED).replace("_", " ")


def _selection(source: random.Random) -> str:
    begin = source.choice("vvV")
    if source.random() < 0.3:
        begin += source.choice(_OBJECTS)
    moves = "".join(source.choice([*_MOTIONS, "o"]) for _ in range(source.randint(0, 3)))
    return begin + moves.replace("{", "") + source.choice(_ON_SELECTION)


def _with_text(keys: str, asks: Sequence[str], text: str) -> str:
    return keys + text if keys in asks else keys
