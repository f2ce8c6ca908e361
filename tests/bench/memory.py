"""Resident memory of a program and all that it started, as Linux counts it."""

import contextlib
import os
import signal
import threading
from pathlib import Path
from types import TracebackType

_SAMPLE_S = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1_000_000


def resident(pid: int) -> int:
    """Bytes now, those of its children too."""
    total, todo = 0, [pid]
    while todo:
        here = todo.pop()
        with contextlib.suppress(OSError, IndexError):
            total += int(Path(f"/proc/{here}/statm").read_text().split()[1]) * _PAGE
            todo += map(int, Path(f"/proc/{here}/task/{here}/children").read_text().split())
    return total


def forget_peak(pid: int) -> None:
    """Let the high-water mark begin anew."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: int) -> int:
    """The high-water mark of the program itself, in bytes."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return 0


def _most_allowed() -> int:
    pages = os.sysconf("SC_PHYS_PAGES")
    return int(pages * _PAGE * 0.6)


class MemoryWatch:
    """Samples a program's memory while it is entered, and ends it before it takes the machine's.

    Args:
        pid: The program.
    """

    def __init__(self, pid: int) -> None:
        self.killed = False
        """Whether it took more than three fifths of the machine's memory."""
        self._pid = pid
        self._most = 0
        self._limit = _most_allowed()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    @property
    def most(self) -> int:
        """The most that it had, in bytes."""
        return max(self._most, peak(self._pid))

    def __enter__(self) -> "MemoryWatch":
        forget_peak(self._pid)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._most = self.most
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(_SAMPLE_S):
            self._most = max(self._most, resident(self._pid))
            if self._most > self._limit:
                self.killed = True
                os.kill(self._pid, signal.SIGKILL)
                return
