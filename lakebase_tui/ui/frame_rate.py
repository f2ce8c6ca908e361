"""How soon one frame may follow another."""

import os
from typing import Final

_VARIABLE: Final = "TEXTUAL_FPS"
_AT_MOST: Final = 250


def follow_at_once() -> None:
    """Let a frame follow the one before as soon as there is something new; called before textual is loaded.

    By itself Textual waits for the next sixtieth of a second, so that a key that comes right after a frame,
    and the rows that come right after "running", are drawn up to 16 ms late. It need not: what streams in is
    told by the clock, and only cells that changed are sent. A rate that the user chose stands.
    """
    os.environ.setdefault(_VARIABLE, str(_AT_MOST))
