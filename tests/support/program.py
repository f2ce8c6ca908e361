"""The installed program in a real terminal, and what one types into it."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.local_lakebase import LocalLakebase
from tests.support.sessions import PRODUCTION
from tests.support.terminal import Terminal

PRIMARY = f"{PRODUCTION}/endpoints/primary"
F5, F6, F12, ESC, CTRL_Q = b"\x1b[15~", b"\x1b[17~", b"\x1b[24~", b"\x1b", b"\x11"
CTRL_L = b"\x0c"
ALTERNATE_SCREEN, MOUSE, PASTE = 1049, 1000, 2004
MODES = {ALTERNATE_SCREEN, MOUSE, PASTE}
"""What a program must not leave on."""


def program() -> str:
    """Path of the console script."""
    beside = Path(sys.executable).parent / "lakebase-tui"
    found = str(beside) if beside.exists() else shutil.which("lakebase-tui")
    assert found, "the console script is not installed"
    return found


def environment(lakebase: LocalLakebase, home: Path) -> dict[str, str]:
    """The whole environment of a user of the local Lakebase."""
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "DATABRICKS_HOST": lakebase.databricks_host,
        "DATABRICKS_TOKEN": lakebase.databricks_token,
        # A stray variable must not lead the token astray.
        "PGHOSTADDR": "127.0.0.9",
    }


def command(lakebase: LocalLakebase, *flags: str) -> Sequence[str]:
    """The command line that leads to the local Lakebase."""
    network = ["--hostaddr", lakebase.pg_hostaddr, "-p", str(lakebase.pg_port)]
    return [program(), *network, "--sslrootcert", lakebase.ca_file, *flags]


def at_server(socket_dir: Path, home: Path, more: Mapping[str, str], columns: int, rows: int) -> Terminal:
    """The program on a plain server behind a socket, with more variables in its environment."""
    environ = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        **more,
    }
    argv = [program(), "-h", str(socket_dir), "-U", "postgres", "-d", "postgres"]
    return Terminal(argv, environ, columns=columns, rows=rows)


def connect(terminal: Terminal) -> None:
    """Accept the picker's defaults."""
    terminal.wait_for("databricks_postgres")
    terminal.wait_for("OAuth token")
    terminal.send(b"\r")
    terminal.wait_for("│ token")


def run(terminal: Terminal, sql: str, key: bytes = F5) -> None:
    """Put a text in place of what the editor holds, and run it."""
    terminal.send(b"\x01\x7f")
    terminal.paste(sql)
    terminal.send(key)
