"""A real pseudo-terminal with an emulated screen: types, and sees what a person would see."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pyte

# What pyte would print as text: private CSI of other vendors, mode requests, device control strings.
_FOREIGN = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b\[[0-9;]*[ \"][a-zA-Z]", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[^a-zA-Z]*|P(?:(?!\x1b\\).)*)?\Z", re.DOTALL)
_ANSWERS = (
    (re.compile(rb"\x1b\[c|\x1b\[0c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:1010/1414/1b1b\x1b\\"),
)
# Makes the pseudo-terminal the program's own, as a terminal emulator does, then becomes the program.
_TAKE_TERMINAL = """
import os, signal, sys
os.login_tty(int(sys.argv[1]))
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):  # whoever runs the tests may ignore them
    signal.signal(number, signal.SIG_DFL)
if sys.argv[2] == "nohup":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.umask(int(sys.argv[3], 8))
os.execvp(sys.argv[4], sys.argv[4:])
"""
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


class Terminal:
    """A program in a pseudo-terminal.

    Args:
        argv: The program and its arguments.
        env: Its whole environment.
        columns: Width in cells.
        rows: Height in cells.
        nohup: Start it with SIGHUP ignored.
        umask: What new files must not allow.
    """

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 36,
        nohup: bool = False,
        umask: int = 0o022,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.modes: set[int] = set()
        """Private modes that are on: 1049 alternate screen, 1000-1006 mouse, 2004 bracketed paste."""
        self.transcript = bytearray()
        """All that the program has sent."""
        self._stream = pyte.ByteStream(self.screen)
        self._changed = threading.Condition()
        self._rest = b""
        self._arrived = time.perf_counter()
        self._ended = False
        self._fd, program_side = os.openpty()
        self._stop, self._stopper = os.pipe()
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", _TAKE_TERMINAL, str(program_side)),
                *("nohup" if nohup else "hup", f"{umask:o}", *argv),
            ],
            env=dict(env),
            pass_fds=[program_side],
        )
        os.close(program_side)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes | str) -> float:
        """Type; returns the moment at which the keys had been written (`time.perf_counter`)."""
        os.write(self._fd, data.encode() if isinstance(data, str) else data)
        return time.perf_counter()

    def paste(self, text: str) -> float:
        """Paste as a terminal with bracketed paste does."""
        return self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    @property
    def received(self) -> int:
        """How many bytes the program has sent."""
        return len(self.transcript)

    @property
    def arrived(self) -> float:
        """When the last bytes came (`time.perf_counter`)."""
        return self._arrived

    def hang_up(self) -> None:
        """Take the terminal away, as a window that closes or a network that breaks does."""
        os.write(self._stopper, b"x")
        self._reader.join(10)
        os.close(self._fd)
        self._fd = -1

    def drawn(self, since: int = 0) -> str:
        """What has been sent since so many bytes, without what no emulator here understands."""
        with self._changed:
            return _FOREIGN.sub(b"", bytes(self.transcript[since:])).decode(errors="replace")

    def text(self) -> str:
        """The screen, a line each."""
        with self._changed:
            return "\n".join(self.screen.display)

    def wait_for(self, what: str | Callable[[str], bool], timeout_s: float = 30.0) -> float:
        """Wait until the screen shows a text or meets a condition.

        Returns:
            The arrival time of the output after which it held.

        Raises:
            AssertionError: It did not within `timeout_s`; the message holds the screen.
        """
        holds = (lambda text: what in text) if isinstance(what, str) else what
        end = time.monotonic() + timeout_s
        with self._changed:
            while not holds("\n".join(self.screen.display)):
                left = end - time.monotonic()
                if left <= 0 or self._ended:
                    shown = "\n".join(line.rstrip() for line in self.screen.display)
                    raise AssertionError(f"never saw {what!r} (ended: {self._ended}); the screen:\n{shown}")
                self._changed.wait(left)
            return self._arrived

    def wait_end(self, timeout_s: float = 20.0) -> int:
        """Wait until the program has ended; returns its exit code."""
        self._reader.join(timeout_s)
        if self._reader.is_alive():
            raise AssertionError(f"still running:\n{self.text()}")
        return self.process.wait(timeout_s)

    def close(self) -> None:
        """End it, however it is."""
        self.process.kill()
        self.process.wait()
        if self._fd >= 0:
            self.hang_up()
        for each in (self._stop, self._stopper):
            os.close(each)

    def _read(self) -> None:
        while True:
            if self._stop in select.select([self._fd, self._stop], [], [])[0]:
                return
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # EIO: the last process has closed its side
                data = b""
            with self._changed:
                if data:
                    self._take(data)
                else:
                    self._ended = True
                self._changed.notify_all()
            if not data:
                return

    def _take(self, data: bytes) -> None:
        self._arrived = time.perf_counter()
        self.transcript += data
        self._answer(data)
        self._draw(data)

    def _answer(self, data: bytes) -> None:
        for question, answer in _ANSWERS:
            if question.search(data):
                os.write(self._fd, answer)

    def _draw(self, data: bytes) -> None:
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        for modes, letter in _MODE.findall(data):
            numbers = {int(number) for number in modes.split(b";")}
            self.modes = self.modes | numbers if letter == b"h" else self.modes - numbers
        self._stream.feed(_FOREIGN.sub(b"", data))
