"""The escape sequence that gives a terminal something for its clipboard."""

import base64
from typing import Final

from lakebase_tui.ui.clipboard.routes import Wrapping

_ESC: Final = "\x1b"
_END: Final = "\x1b\\"
_SCREEN_PIECE: Final = 240
"""Characters of a string that every version of GNU screen passes on whole; old ones stop at 256."""


def sequence(data: bytes, wrapping: Wrapping) -> str:
    """What has to be written to the terminal.

    tmux passes on what is wrapped for it where `allow-passthrough` is on, and takes the bare sequence itself
    where `set-clipboard` is on: it gets both, and ignores what it does not want.

    Args:
        data: What is to be pasted later.
        wrapping: What stands before the terminal.
    """
    bare = f"{_ESC}]52;c;{base64.b64encode(data).decode()}\x07"
    match wrapping:
        case Wrapping.NONE:
            return bare
        case Wrapping.TMUX:
            return f"{bare}{_ESC}Ptmux;{bare.replace(_ESC, _ESC * 2)}{_END}"
        case Wrapping.SCREEN:
            return _for_screen(bare)
        case Wrapping.SCREEN_OR_TMUX:
            return bare + _for_screen(bare)


def _for_screen(text: str) -> str:
    pieces = (text[start : start + _SCREEN_PIECE] for start in range(0, len(text), _SCREEN_PIECE))
    return "".join(f"{_ESC}P{piece}{_END}" for piece in pieces)
