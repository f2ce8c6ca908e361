"""The editor in a real terminal: pastes, keys as plain terminals send them, and the user's own editor."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import ALTERNATE_SCREEN, CTRL_Q, F5, MOUSE, PASTE
from tests.support.terminal import Terminal

ROOT = Path(__file__).parents[2]
ALT_E, ALT_SHIFT_E, CTRL_Z, ENTER = b"\x1be", b"\x1bE", b"\x1a", b"\r"
SQL = "select 1;\nselect 'größe';\n"
# Says what it got, waits for a line from the terminal, and does what that line says.
SCRIPT = """#!/bin/sh
stat -c '%a %F' "$2" > "{folder}/facts"
stat -c '%a' "$(dirname "$2")" >> "{folder}/facts"
echo "$2" >> "{folder}/facts"
cp "$2" "{folder}/given"
echo "$1 has the terminal"
read -r answer
case "$answer" in
    change) printf 'select 2\\n+ 3;\\n' > "$2" ;;
    fail) printf 'lost' > "$2"; exit 3 ;;
esac
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "my editor"
    path.write_text(SCRIPT.format(folder=tmp_path))
    path.chmod(0o755)
    return path


def program(folder: Path, text: str = SQL, **more: str) -> Terminal:
    environ = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        **{"HOME": str(folder), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        **{"TMPDIR": str(folder), **more},
    }
    return Terminal([sys.executable, "-m", "tests.support.desk_program", text, str(folder)], environ)


@pytest.fixture
def terminal(tmp_path: Path, script: Path) -> Iterator[Terminal]:
    with program(tmp_path, VISUAL=f"'{script}' --flag", EDITOR="/nowhere") as opened:
        opened.wait_for("ready")
        yield opened
        opened.send(CTRL_Q)
        assert opened.wait_end() == 0
        assert not opened.modes & {ALTERNATE_SCREEN, MOUSE, PASTE}


def text_of(terminal: Terminal, folder: Path, number: int) -> str:
    """The editor's text; `number` counts how often it was asked for."""
    terminal.send(F5)
    terminal.wait_for(f"told {number}")
    return (folder / "text").read_bytes().decode()


def ticks(folder: Path) -> int:
    return int((folder / "ticks").read_text() or "0")


def wait_for_ticks(folder: Path, more: int) -> None:
    """Wait until the program has ticked on."""
    wanted, end = ticks(folder) + more, time.monotonic() + 20
    while ticks(folder) < wanted:
        assert time.monotonic() < end, "the program stands still"
        time.sleep(0.01)


def test_a_statement_goes_through_the_users_editor(terminal: Terminal, tmp_path: Path) -> None:
    terminal.send(b"\x1b[B" + ALT_E)
    terminal.wait_for("--flag has the terminal")
    assert not terminal.modes & {ALTERNATE_SCREEN, MOUSE, PASTE}
    wait_for_ticks(tmp_path, 3)  # what runs goes on
    terminal.send(b"change\n")
    terminal.wait_for("+ 3;")
    assert terminal.modes >= {ALTERNATE_SCREEN, MOUSE, PASTE}
    assert text_of(terminal, tmp_path, 1) == "select 1;\nselect 2\n+ 3;;\n"
    facts = (tmp_path / "facts").read_text().splitlines()
    assert facts[:2] == ["600 regular file", "700"]
    assert facts[2].endswith("/statement.sql")
    assert (tmp_path / "given").read_text() == "select 'größe'"
    assert not Path(facts[2]).parent.exists()
    terminal.send(CTRL_Z)
    assert text_of(terminal, tmp_path, 2) == SQL


def test_the_whole_text_goes_through_it(terminal: Terminal, tmp_path: Path) -> None:
    terminal.send(ALT_SHIFT_E)
    terminal.wait_for("--flag has the terminal")
    assert (tmp_path / "given").read_text() == SQL
    terminal.send(b"change\n")
    terminal.wait_for("+ 3;")
    assert text_of(terminal, tmp_path, 1) == "select 2\n+ 3;\n"
    terminal.send(CTRL_Z)
    assert text_of(terminal, tmp_path, 2) == SQL


@pytest.mark.parametrize(("answer", "said"), [(b"fail\n", "ended with exit code 3"), (b"\x03", "signal 2")])
def test_an_editor_that_fails_changes_nothing(
    terminal: Terminal, tmp_path: Path, answer: bytes, said: str
) -> None:
    terminal.send(ALT_SHIFT_E)
    terminal.wait_for("--flag has the terminal")
    terminal.send(answer)
    terminal.wait_for(said)
    assert text_of(terminal, tmp_path, 1) == SQL
    assert not Path((tmp_path / "facts").read_text().splitlines()[2]).parent.exists()


def test_an_editor_that_changes_nothing_leaves_no_step_to_undo(terminal: Terminal, tmp_path: Path) -> None:
    terminal.send(b"x" + ALT_SHIFT_E)
    terminal.wait_for("--flag has the terminal")
    terminal.send(b"nothing\n")
    terminal.wait_for("ready")
    assert text_of(terminal, tmp_path, 1) == "x" + SQL
    terminal.send(CTRL_Z)
    assert text_of(terminal, tmp_path, 2) == SQL


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"EDITOR": "/nowhere/vi -x"}, "names /nowhere/vi, which is not there"),
        ({"EDITOR": "'vi"}, "cannot be understood"),
    ],
)
def test_without_an_editor_one_is_told_what_to_do(tmp_path: Path, more: dict[str, str], said: str) -> None:
    with program(tmp_path, **more) as terminal:
        terminal.wait_for("ready")
        terminal.send(ALT_E)
        terminal.wait_for(said)
        assert text_of(terminal, tmp_path, 1) == SQL


def test_nothing_in_a_paste_is_a_key(tmp_path: Path) -> None:
    pasted = "select 1;\n\x1b[15~\rdrop table orders;\r\n\x03\x11\u202e"
    with program(tmp_path, "") as terminal:
        terminal.wait_for("ready")
        terminal.paste(pasted)
        terminal.wait_for("4 hidden characters came with the paste")
        wanted = "select 1;\n\x1b[15~\ndrop table orders;\n\x03\x11\u202e"
        assert text_of(terminal, tmp_path, 1) == wanted
        assert "␛[15~" in terminal.text()
        terminal.send(b"x" + CTRL_Z)
        assert text_of(terminal, tmp_path, 2) == wanted
        terminal.send(CTRL_Z)
        assert text_of(terminal, tmp_path, 3) == ""


def test_a_megabyte_is_pasted_whole(tmp_path: Path) -> None:
    pasted = "select o.id, c.name from sales.orders o;\n" * 25_000
    with program(tmp_path, "") as terminal:
        terminal.wait_for("ready")
        data = memoryview(b"\x1b[200~" + pasted.replace("\n", "\r").encode() + b"\x1b[201~")
        while data:
            data = data[os.write(terminal._fd, data[:65_536]) :]
        assert text_of(terminal, tmp_path, 1) == pasted


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (b"\x1f", "-- select 1;\nselect 'größe';\n"),  # Ctrl+/
        (b"\x1bi\x1bi\x1bi", "-- select 1;\nselect 'größe';\n"),
        (b"\x1bd", "select 1;\nselect 1;\nselect 'größe';\n"),
        (b"\x1bj", "select 'größe';\nselect 1;\n"),
        (b"\x1b[1;3B", "select 'größe';\nselect 1;\n"),
        (b"\x1bv\x7f", ";\nselect 'größe';\n"),
        (b"\x1bnx", "select 1;\nxselect 'größe';\n"),
        (b"\x1b[1;5Bx", "select 1;\nxselect 'größe';\n"),
        (b"\x072\rx", "select 1;\nxselect 'größe';\n"),  # Ctrl+G
        (b"\x06gr\r\x7f\x7fx", "select 1;\nselect 'größe';\n"),  # Ctrl+F: what follows goes to the bar
        (b"\x1bhg\tG\r", "select 1;\nselect 'Größe';\n"),
        (b"one\x1b\x7f", "select 1;\nselect 'größe';\n"),
        (b"\x1b[1;5C\x1b[1;5C+2\x1bF", "select 1 + 2;\nselect 'größe';\n"),
    ],
)
def test_keys_as_a_plain_terminal_sends_them(tmp_path: Path, keys: bytes, wanted: str) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.send(keys + F5)
        terminal.wait_for("told 1")
        assert (tmp_path / "text").read_bytes().decode() == wanted
