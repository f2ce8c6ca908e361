"""How the program ends, whoever ends it: what runs is cancelled, what is open is closed, all of it in time.

The terminal is given back while sessions are still being closed. Whatever hangs, an alarm ends the process:
it needs neither the event loop nor a thread.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from types import FrameType

EXIT_TERMINAL_LOST = 128 + signal.SIGHUP

_LAST_RESORT_S = 1.7
_CANCEL_S = 0.9
_CLOSE_S = 0.4


class Ending:
    """One end, begun once.

    Args:
        cancel: Stops what runs on servers; given up after a second.
        close: Closes the sessions; given up after half a second.
        at_once: Gives the terminal back without waiting; the process ends right behind it.
    """

    def __init__(
        self,
        cancel: Callable[[], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        at_once: Callable[[], None],
    ) -> None:
        self._steps = ((cancel, _CANCEL_S), (close, _CLOSE_S))
        self._at_once = at_once
        self._closing: asyncio.Task[None] | None = None
        self._armed = False

    @property
    def begun(self) -> bool:
        """Whether the program is ending."""
        return self._closing is not None

    def begin(self) -> None:
        """Start to cancel and to close; must be called on the running loop."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())

    async def closed(self) -> None:
        """Return when all is closed that could be in time; at once if the end has not begun."""
        if self._closing is not None:
            await asyncio.wait([self._closing])

    def arm(self, code: int) -> None:
        """End the process with `code` in less than two seconds, whatever happens. The first code counts."""
        if self._armed:
            return
        self._armed = True

        def end(number: int, frame: FrameType | None) -> None:
            self.now(code)

        signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, _LAST_RESORT_S)

    def now(self, code: int) -> None:
        """End the process this moment."""
        self._at_once()
        os._exit(code)

    async def _close(self) -> None:
        for step, bound_s in self._steps:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(bound_s):
                    await step()
