"""Signals that end the program: the first is obeyed in order, the second at once."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Protocol

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Ends(Protocol):
    """Ends the process by itself."""

    def arm(self, code: int) -> None:
        """In a short while, whatever happens."""

    def now(self, code: int) -> None:
        """This moment."""


def watch_signals(end: Callable[[int], object], ends: Ends) -> None:
    """Call `end` with the exit code of the first signal, on the running loop.

    A signal that the parent had ignored (SIGHUP under nohup) stays ignored. Whoever sends a second one does
    not want to wait, but for SIGHUP: a closed terminal sends it through the shell and by itself. An event
    loop that hangs is no obstacle: the last resort does not need it.
    """
    loop = asyncio.get_running_loop()
    told = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal told
        code = 128 + number
        if told and number != signal.SIGHUP:
            ends.now(code)
        told = True
        ends.arm(code)
        if not loop.is_closed():
            loop.call_soon_threadsafe(end, code)

    for each in _ENDING:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, on_signal)
