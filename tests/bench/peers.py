"""The clients that ours is measured beside."""

import re
import shutil
from pathlib import Path

from tests.bench.clients import BACKSPACE, CTRL_A, CTRL_C, CTRL_D, CTRL_L, ENTER, ESCAPE, Client
from tests.bench.data import DATABASE
from tests.bench.terminal import TimedTerminal

PEERS = ("psql", "pgcli", "harlequin", "sqlit")


class Psql(Client):
    """psql with less."""

    name = "psql"
    note = "reads and formats all rows, then shows the first"
    line_client = True
    page_down, down, last = b" ", b"j", b"G"
    run_key = ENTER
    quit_keys = CTRL_C + CTRL_D
    prompt = re.compile(r"^\w+=# ?$", re.MULTILINE)

    def ready(self, text: str) -> bool:
        return self.prompt.search(text.rstrip("\n")) is not None

    def in_pager(self, text: str) -> bool:
        """Whether less waits for a key."""
        last = text.rstrip("\n").split("\n")[-1]
        return last in (":", "(END)") or last.startswith("lines ")

    def done(self, text: str) -> bool:
        return self.in_pager(text) or self.prompt.search(text.rstrip("\n").split("\n")[-1]) is not None

    def clear(self, terminal: TimedTerminal) -> None:
        terminal.send(CTRL_C)
        terminal.settle(0.1)
        terminal.send(CTRL_L)
        terminal.settle(0.1)

    def put(self, terminal: TimedTerminal, sql: str) -> None:
        terminal.send(sql + ";")
        terminal.settle()

    def leave_rows(self, terminal: TimedTerminal) -> None:
        if self.in_pager(terminal.text()):
            terminal.send(b"q")
            terminal.wait_for(self._at_prompt)

    def _at_prompt(self, text: str) -> bool:
        return not self.in_pager(text) and self.ready(text)


class Pgcli(Psql):
    """pgcli with less."""

    name = "pgcli"
    note = "reads all rows, shows 1,000"
    prompt = re.compile(r"^\w+> ?$", re.MULTILINE)

    def argv(self, socket_dir: Path, database: str) -> list[str]:
        return [*super().argv(socket_dir, database), "--prompt", "\\d> "]

    def in_pager(self, text: str) -> bool:
        return any(line in (":", "(END)") or line.startswith("lines ") for line in text.split("\n"))

    def done(self, text: str) -> bool:
        return self.in_pager(text) or ("Time: " in text and self.ready(text))


class Harlequin(Client):
    """Harlequin."""

    name = "harlequin"
    note = "reads all rows, keeps 100,000"
    _ended = re.compile(r"Query Results \([\d,.]+ Records|Query Results \(Showing|Query Error|executed")
    _first_line = re.compile(r"│ +1  ?(.*?)│")

    def argv(self, socket_dir: Path, database: str) -> list[str]:
        return [self._executable, "-a", "postgres", f"postgresql://postgres@/{database}?host={socket_dir}"]

    def ready(self, text: str) -> bool:
        return "Run Query" in text and f"{DATABASE} db" in text

    def put(self, terminal: TimedTerminal, sql: str) -> None:
        for _ in range(4):
            terminal.send(b"\x1bOQ")
            terminal.settle(0.1)
            terminal.send(CTRL_A)
            terminal.settle(0.1)
            terminal.send(BACKSPACE)
            terminal.settle(0.2)
            found = self._first_line.search(terminal.text())
            if found is not None and not found[1].strip():
                break
            terminal.send(ESCAPE)  # a dialog is in the way
            terminal.settle(0.3)
        terminal.paste(sql)
        terminal.settle(0.25)

    def done(self, text: str) -> bool:
        return "Run Query" in text and self._ended.search(text) is not None

    def focus_rows(self, terminal: TimedTerminal) -> None:
        terminal.send(b"\x1b[15~")
        terminal.settle(0.3)

    def type_while_running(self, terminal: TimedTerminal) -> None:
        terminal.pause(0.4)  # it reads its editor some time after the key that runs it


class Sqlit(Client):
    """sqlit."""

    name = "sqlit"
    note = "reads all rows, keeps 100,000"
    last = b"G"
    run_key = ENTER
    _ended = re.compile(r"Query returned|rror|affected")

    def argv(self, socket_dir: Path, database: str) -> list[str]:
        where = (f"--server={socket_dir}", "--port=5432", f"--database={database}")
        return [
            self._executable,
            *("--db-type", "postgresql", *where, "--username", "postgres", "--password", "x"),
        ]

    def ready(self, text: str) -> bool:
        return "Connected to" in text and "Tables" in text

    def to_typing(self, terminal: TimedTerminal) -> None:
        terminal.send(b"q")
        terminal.wait_for("NORMAL")
        terminal.send(b"i")
        terminal.wait_for("INSERT")

    def put(self, terminal: TimedTerminal, sql: str) -> None:
        for key in (ESCAPE, b"q", b"N", b"i"):
            terminal.send(key)
            terminal.settle(0.25)
        terminal.wait_for("INSERT")
        terminal.paste(sql)
        terminal.settle(0.25)
        terminal.send(ESCAPE)
        terminal.wait_for("NORMAL")
        terminal.settle(0.2)

    def done(self, text: str) -> bool:
        return self._ended.search("\n".join(text.rstrip("\n").split("\n")[-3:])) is not None

    def focus_rows(self, terminal: TimedTerminal) -> None:
        terminal.send(b"r")
        terminal.settle(0.3)

    def type_while_running(self, terminal: TimedTerminal) -> None:
        terminal.send(b"i")
        terminal.wait_for("INSERT")


def peer(name: str, programs: Path) -> Client | None:
    """A peer, if it is installed.

    Args:
        name: One of `PEERS`.
        programs: Holds a virtual environment for each, by its name; psql is where the shell finds it.
    """
    kinds: dict[str, type[Client]] = {"psql": Psql, "pgcli": Pgcli, "harlequin": Harlequin, "sqlit": Sqlit}
    found = shutil.which("psql") if name == "psql" else shutil.which(name, path=str(programs / name / "bin"))
    return kinds[name](found) if found is not None else None
