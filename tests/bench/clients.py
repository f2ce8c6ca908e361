"""How a terminal client is started, typed into and read; our own."""

import atexit
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from tests.bench.data import DATABASE
from tests.bench.terminal import TimedTerminal

PAGE_DOWN, DOWN, ENTER, ESCAPE = b"\x1b[6~", b"\x1b[B", b"\r", b"\x1b"
CTRL_A, CTRL_C, CTRL_D, BACKSPACE, CTRL_END = b"\x01", b"\x03", b"\x04", b"\x7f", b"\x1b[1;5F"
CTRL_L, CTRL_P, CTRL_SPACE = b"\x0c", b"\x10", b"\x00"
OURS = "lakebase-tui"
_START_S, _QUIT_S = 90.0, 2.0


class Client:
    """A client that is driven by keys alone.

    Args:
        executable: Its program.
    """

    name = "?"
    note = ""
    """What it does with a long result, where that is not all of it."""
    line_client = False
    """A prompt and a pager: what is typed while a statement runs is not shown."""
    page_down, down, last = PAGE_DOWN, DOWN, CTRL_END
    run_key = b"\n"
    quit_keys = b"\x11"

    def __init__(self, executable: str) -> None:
        self._executable = executable
        self.home = Path(tempfile.mkdtemp(prefix="lakebase-bench-"))
        """The home directory that it is given; gone when the bench ends."""
        atexit.register(shutil.rmtree, self.home, ignore_errors=True)

    def argv(self, socket_dir: Path, database: str) -> list[str]:
        """The command that opens it on a database."""
        return [self._executable, "-h", str(socket_dir), "-U", "postgres", "-d", database]

    def environment(self) -> dict[str, str]:
        """Its whole environment; a home of its own."""
        return {
            "HOME": str(self.home),
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PAGER": "less",
            "LESS": "-S",
        }

    def start(self, socket_dir: Path, database: str = DATABASE) -> TimedTerminal:
        """Open it."""
        return TimedTerminal(self.argv(socket_dir, database), self.environment())

    def ready(self, text: str) -> bool:
        """Whether it is connected and says so."""
        raise NotImplementedError

    def wait_ready(self, terminal: TimedTerminal) -> float:
        """Wait until it is."""
        return terminal.wait_for(self.ready, _START_S)

    def to_typing(self, terminal: TimedTerminal) -> None:
        """From its first screen to where text can be typed."""

    def clear(self, terminal: TimedTerminal) -> None:
        """Take what is typed away, and what is offered for it."""
        raise NotImplementedError

    def put(self, terminal: TimedTerminal, sql: str) -> None:
        """Replace what is typed by a statement, so that `run` runs it."""
        raise NotImplementedError

    def run(self, terminal: TimedTerminal) -> float:
        """Press the key that runs it."""
        return terminal.send(self.run_key)

    def done(self, text: str) -> bool:
        """Whether the statement has ended and the screen says so."""
        raise NotImplementedError

    def ended(self, text: str) -> bool:
        """Whether nothing more comes, either: all rows have been read."""
        return self.done(text)

    def leave_rows(self, terminal: TimedTerminal) -> None:
        """Back to where `put` works."""

    def focus_rows(self, terminal: TimedTerminal) -> None:
        """To where keys move in the result."""

    def type_while_running(self, terminal: TimedTerminal) -> None:
        """To where typed text shows while a statement runs."""

    def quit(self, terminal: TimedTerminal) -> None:
        """Let it end by itself, so that its next start is an ordinary one; two seconds at most."""
        terminal.send(self.quit_keys)
        end = time.monotonic() + _QUIT_S
        while terminal.process.poll() is None and time.monotonic() < end:
            terminal.pause(0.05)


class Ours(Client):
    """lakebase-tui."""

    name = OURS
    last = b"G"
    run_key = b"\x1b[15~"
    _all = re.compile(r"[\d,]+ rows? · first .* · all |Done|rror|cancelled")
    _page = re.compile(r"[\d,]+\+ rows")

    def environment(self) -> dict[str, str]:
        """With the code that this file belongs to, wherever the program is installed."""
        return {**super().environment(), "PYTHONPATH": str(Path(__file__).parents[2])}

    def ready(self, text: str) -> bool:
        return "read-write" in text

    def clear(self, terminal: TimedTerminal) -> None:
        terminal.send(ESCAPE)
        terminal.settle(0.1)
        self.to_editor(terminal)
        terminal.send(CTRL_A + BACKSPACE)
        terminal.settle(0.1)

    def put(self, terminal: TimedTerminal, sql: str) -> None:
        self.to_editor(terminal)
        terminal.send(CTRL_A + BACKSPACE)
        terminal.paste(sql)
        terminal.settle()

    def to_editor(self, terminal: TimedTerminal) -> None:
        """Put the focus on the editor."""
        terminal.send(b"\x1bOQ")
        terminal.settle(0.05)

    def done(self, text: str) -> bool:
        return self.ended(text) or self._page.search(text.split("\n")[-1]) is not None

    def ended(self, text: str) -> bool:
        return self._all.search(text.split("\n")[-1]) is not None

    def focus_rows(self, terminal: TimedTerminal) -> None:
        terminal.send(b"\x1bOR")
        terminal.settle()

    def fetch_all(self, terminal: TimedTerminal, rows: int) -> None:
        """From the first page of a result to all of it, cursor on the last row."""
        self.focus_rows(terminal)
        terminal.send(self.last)
        self.wait_all(terminal, rows)

    def wait_all(self, terminal: TimedTerminal, rows: int) -> float:
        """Wait until the status line says that all rows are there."""
        return terminal.wait_for(lambda text: f" {rows:,} rows " in text and self.ended(text), 900)
