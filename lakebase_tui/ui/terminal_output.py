"""The way to the terminal: what cannot be written any more is dropped, and told once."""

import errno
import io
import os
import select
from collections.abc import Callable

_LEAVE_MODES = (
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    b"\x1b[?2004l\x1b[?2048l\x1b[?1004l\x1b[?2026l\x1b[?7h"  # paste, size reports, focus, sync; wrap on
    b"\x1b[<u\x1b[?1049l\x1b[?25h"  # keyboard protocol, alternate screen; cursor on
)


class TerminalOutput(io.TextIOBase):
    """Writes to a descriptor without a buffer that Python would try to empty again at its own end.

    Args:
        descriptor: The terminal.
        encoding: What it understands.
        on_lost: Called from the writing thread when the terminal is gone; once.
    """

    def __init__(self, descriptor: int, encoding: str, on_lost: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._encoding = encoding
        self._on_lost = on_lost
        self._pending: list[str] = []
        self._lost = False

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, text: str) -> int:
        """Keep a text for the next `flush`."""
        self._pending.append(text)
        return len(text)

    def flush(self) -> None:
        """Write what is kept; returns when the terminal has taken it, or is gone."""
        texts, self._pending = self._pending, []
        rest = memoryview("".join(texts).encode(self._encoding, "backslashreplace"))
        while rest and not self._lost:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:  # whoever shares the terminal has set it so
                select.select([], [self._descriptor], [])
            except OSError as error:
                if error.errno != errno.EINTR:
                    self._lost = True
                    self._on_lost()


def leave_modes(descriptor: int) -> None:
    """Put the terminal's modes back without waiting: for a program that ends this moment."""
    try:
        if select.select([], [descriptor], [], 0)[1]:
            os.write(descriptor, _LEAVE_MODES)
    except OSError:
        return  # there is no terminal any more
