"""The programs that are measured, and how each is driven."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.terminal import Terminal

BACK_TO_START = b"\x01\x7f"  # ctrl+a, backspace: select all, delete


@dataclass(frozen=True, slots=True)
class Client:
    """A terminal client.

    `ready` is on screen once it is connected; `ask` leaves a statement typed so that `run` runs it.
    """

    name: str
    executable: str
    ready: str
    run: bytes
    home: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="lakebase-bench-"))

    def start(self, socket_dir: Path) -> Terminal:
        """Open it on the server behind a socket."""
        environment = {
            "HOME": self.home,
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PAGER": "cat",
        }
        argv = [self.executable, "-h", str(socket_dir), "-U", "postgres", "-d", "postgres"]
        return Terminal(argv, environment, columns=160, rows=45)

    def ask(self, terminal: Terminal, sql: str) -> None:
        """Put a statement where `run` finds it, and wait until it is on screen."""
        if self.name == "pgcli":
            terminal.send(sql + ";")
        else:
            terminal.send(BACK_TO_START)
            terminal.paste(sql)
        terminal.wait_for(sql[-24:])


def ours(executable: str) -> Client:
    """lakebase-tui."""
    return Client("lakebase-tui", executable, "read-write", b"\x1b[15~")


def pgcli(executable: str) -> Client:
    """The best-liked line client."""
    return Client("pgcli", executable, "postgres>", b"\r")
