"""Signals that end the program: the first is obeyed in order, the second at once."""

import asyncio
import os
import signal
from collections.abc import Callable

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def watch_signals(end: Callable[[int], object]) -> None:
    """Call `end` with the number of the first signal, on the running loop.

    A signal that the parent had ignored (SIGHUP under nohup) stays ignored. Whoever sends a second one does
    not want to wait: the terminal's modes are left as they are then.
    """
    loop = asyncio.get_running_loop()
    told = False

    def on_signal(number: int) -> None:
        nonlocal told
        if told:
            os._exit(128 + number)
        told = True
        end(number)

    for each in _ENDING:
        if signal.getsignal(each) is not signal.SIG_IGN:
            loop.add_signal_handler(each, on_signal, int(each))
