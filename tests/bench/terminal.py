"""A pseudo-terminal whose clock is not slowed by the emulation of its screen."""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from tests.support.terminal import Terminal

COLUMNS, ROWS = 160, 45
_IN_FRAME = 2026
"""The mode in which a program paints and does not want to be looked at."""


class TimedTerminal(Terminal):
    """Stamps output when it arrives; whoever waits draws it in order, and looks after each finished frame.

    Args:
        argv: The program and its arguments.
        env: Its whole environment.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._chunks: deque[tuple[float, bytes]] = deque()
        self._lines = [""] * ROWS
        self.started = time.perf_counter()
        """When it was started."""
        super().__init__(argv, env, columns=COLUMNS, rows=ROWS)

    def send(self, data: bytes | str) -> float:
        """Type, after all that has come was drawn; returns the moment at which the keys had been written."""
        self._draw_what_came()
        return super().send(data)

    def text(self) -> str:
        """The screen, a line each."""
        self._draw_what_came()
        return self._look()

    def line(self, number: int) -> str:
        """A line of the screen."""
        return self.text().split("\n")[number]

    def wait_for(self, what: str | Callable[[str], bool], timeout_s: float = 30.0) -> float:
        """Wait until the screen shows a text or meets a condition, looking at finished frames only.

        Returns:
            The arrival time of the output after which it held.

        Raises:
            AssertionError: It did not within `timeout_s`, or the program has ended; with the screen.
        """
        holds = (lambda text: what in text) if isinstance(what, str) else what
        end = time.monotonic() + timeout_s
        at = self._arrived
        while _IN_FRAME in self.modes or not holds(self._look()):
            chunk = self._next(end)
            if chunk is None:
                raise AssertionError(
                    f"never saw {what!r} (ended: {self._ended}); the screen:\n{self._look()}"
                )
            at, data = chunk
            self._draw(data)
        return at

    def wait_frame(self, timeout_s: float = 10.0) -> float:
        """Wait until something new is painted to its end; returns when that came.

        Raises:
            AssertionError: Nothing came.
        """
        end = time.monotonic() + timeout_s
        while True:
            chunk = self._next(end)
            if chunk is None:
                raise AssertionError(f"nothing came (ended: {self._ended}); the screen:\n{self._look()}")
            self._draw(chunk[1])
            if _IN_FRAME not in self.modes:
                return chunk[0]

    def settle(self, quiet_s: float = 0.15, timeout_s: float = 30.0) -> float:
        """Wait until nothing has come for a while; returns when the last output came."""
        end = time.monotonic() + timeout_s
        at = self._arrived
        while (chunk := self._next(min(end, time.monotonic() + quiet_s))) is not None:
            at, data = chunk
            self._draw(data)
        return at

    def pause(self, seconds: float) -> None:
        """Let time pass, and draw what comes."""
        end = time.monotonic() + seconds
        while (chunk := self._next(end)) is not None:
            self._draw(chunk[1])

    def _take(self, data: bytes) -> None:
        self._arrived = time.perf_counter()
        self.transcript += data
        self._chunks.append((self._arrived, data))
        self._answer(data)

    def _next(self, end: float) -> tuple[float, bytes] | None:
        """The oldest output that was not drawn; None at the end of the time, or of the program."""
        with self._changed:
            while not self._chunks:
                left = end - time.monotonic()
                if left <= 0 or self._ended:
                    return None
                self._changed.wait(left)
            return self._chunks.popleft()

    def _draw_what_came(self) -> None:
        while (chunk := self._next(0)) is not None:
            self._draw(chunk[1])

    def _look(self) -> str:
        for number in self.screen.dirty:
            if number < ROWS:
                row = self.screen.buffer[number]
                self._lines[number] = "".join(row[column].data for column in range(COLUMNS)).rstrip()
        self.screen.dirty.clear()
        return "\n".join(self._lines)
