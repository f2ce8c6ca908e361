"""However the program ends: what runs is cancelled, what was typed is kept, the terminal is as it was."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import crashing_program
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.program import (
    CTRL_Q,
    F5,
    F12,
    MODES,
    PASTE,
    PRIMARY,
    command,
    connect,
    environment,
    run,
)
from tests.support.terminal import Terminal

RECOVERED = "Recovered what was typed"
SCREEN_AND_MOUSE = MODES - {PASTE}
"""The shell asks for bracketed paste itself."""
BOUND_S = 4.0
"""The program's own bound is 2 s; the rest is for a machine with other things to do."""


def started(lakebase: LocalLakebase, home: Path, **how: object) -> Terminal:
    return Terminal(command(lakebase), environment(lakebase, home), **how)  # type: ignore[arg-type]


def numbers(faults: FaultDoor) -> dict[str, int]:
    found: dict[str, int] = faults.post(stats=True)["stats"][PRIMARY]
    return found


def saved(home: Path, text: str) -> bool:
    return any(text in file.read_text() for file in home.rglob("*.buffer"))


def wait_until(condition: Callable[[], bool]) -> None:
    """For what another process does to the disk, which no event tells."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("nohup", [False, True], ids=["hung up", "SIGHUP ignored"])
def test_a_lost_terminal_ends_it_in_order(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path, nohup: bool
) -> None:
    with started(local_lakebase, tmp_path, nohup=nohup) as terminal:
        connect(terminal)
        run(terminal, "select pg_sleep(100) as typed_last")
        terminal.wait_for("running")
        cancels = numbers(faults)["cancels"]
        began = time.monotonic()
        terminal.hang_up()
        assert terminal.wait_end() == 128 + signal.SIGHUP
        assert time.monotonic() - began < BOUND_S
    after = numbers(faults)
    assert after["sessions"] == 0
    # One for what ran, and another where the catalogue was still being read.
    assert after["cancels"] - cancels in (1, 2)
    with started(local_lakebase, tmp_path) as again:
        connect(again)
        again.wait_for("typed_last")
        again.wait_for(RECOVERED)


def test_a_killed_program_loses_nothing_that_was_typed(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    with started(local_lakebase, tmp_path) as terminal:
        connect(terminal)
        terminal.send("select 'typed before the kill'")
        wait_until(lambda: saved(tmp_path, "typed before the kill"))
        terminal.process.kill()
    with started(local_lakebase, tmp_path) as again:
        connect(again)
        again.wait_for("typed before the kill")
        again.wait_for(RECOVERED)
        again.send(CTRL_Q)
        assert again.wait_end() == 0
    with started(local_lakebase, tmp_path) as once_more:
        connect(once_more)
        once_more.wait_for("typed before the kill")
        assert RECOVERED not in once_more.text()  # it was the user who quit


def test_two_programs_do_not_share_a_buffer(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    with started(local_lakebase, tmp_path) as one, started(local_lakebase, tmp_path) as other:
        for terminal, text in ((one, "select 'of the first'"), (other, "select 'of the second'")):
            connect(terminal)
            terminal.send(text)
            wait_until(lambda text=text: saved(tmp_path, text))  # type: ignore[misc]
        assert "of the first" not in other.text()
        for terminal in (one, other):
            terminal.send(CTRL_Q)
            assert terminal.wait_end() == 0
    assert saved(tmp_path, "of the first")
    assert saved(tmp_path, "of the second")


def test_a_crash_tells_where_and_no_secret(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    argv = [sys.executable, crashing_program.__file__, *command(local_lakebase)[1:]]
    env = environment(local_lakebase, tmp_path) | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with Terminal(argv, env) as terminal:
        connect(terminal)
        terminal.send("select 'typed before the crash'")
        terminal.send(b"\x14")  # Ctrl+T
        broke = "lakebase-tui broke: RuntimeError in crashing_program.py"
        terminal.wait_for(lambda screen: broke in screen.replace("\n", ""))  # where the cursor was: it wraps
        assert terminal.wait_end() == 70
        assert not terminal.modes & MODES
        told = terminal.transcript.decode("utf-8", "replace")
    (report,) = (tmp_path / ".local/state/lakebase-tui/crashes").iterdir()
    written = report.read_text()
    assert "RuntimeError" in written
    assert "crashing_program.py" in written
    for secret in (*crashing_program.SECRETS, local_lakebase.databricks_token):
        assert secret not in told
        assert secret not in written
    with started(local_lakebase, tmp_path) as again:
        connect(again)
        again.wait_for("typed before the crash")
        again.wait_for(RECOVERED)


def test_a_crash_before_the_first_screen_tells_no_secret_either(tmp_path: Path) -> None:
    breaking = """
import sys
import lakebase_tui.cli.compose as compose
from lakebase_tui.cli import main
def broken(*_):
    password = "hunter2-of-the-crash"
    raise RuntimeError(f"password={password}")
compose.run = broken
sys.exit(main(["--demo"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", breaking],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 70
    assert done.stderr.startswith("lakebase-tui broke: RuntimeError")
    (report,) = (tmp_path / ".local/state/lakebase-tui/crashes").iterdir()
    assert "hunter2" not in done.stderr + report.read_text()
    assert str(report) in done.stderr


def in_the_picker(terminal: Terminal, faults: FaultDoor) -> None:
    terminal.wait_for("OAuth token")


def with_a_modal_open(terminal: Terminal, faults: FaultDoor) -> None:
    connect(terminal)
    terminal.send(F12)
    terminal.wait_for("Session log")


def while_a_login_hangs(terminal: Terminal, faults: FaultDoor) -> None:
    terminal.wait_for("OAuth token")
    faults.post(wire={"stall_after": 0})
    terminal.send(b"\r")
    terminal.wait_for("connecting to")


def while_a_deaf_server_runs_something(terminal: Terminal, faults: FaultDoor) -> None:
    connect(terminal)
    faults.post(wire={"stall_after": 0}, settings={"cancel_delay_s": 60})
    run(terminal, "select pg_sleep(30)")
    terminal.wait_for("running")


def while_the_control_plane_hangs(terminal: Terminal, faults: FaultDoor) -> None:
    terminal.wait_for("OAuth token")
    faults.post(http=[{"path": "/api/2.0/postgres", "hang_s": 60}])
    terminal.send(b"\r")
    terminal.wait_for("connecting to")


@pytest.mark.parametrize(
    "moment",
    [
        in_the_picker,
        with_a_modal_open,
        while_a_login_hangs,
        while_a_deaf_server_runs_something,
        while_the_control_plane_hangs,
    ],
)
def test_it_ends_in_time_whatever_hangs(
    local_lakebase: LocalLakebase,
    faults: FaultDoor,
    tmp_path: Path,
    moment: Callable[[Terminal, FaultDoor], None],
) -> None:
    with started(local_lakebase, tmp_path) as terminal:
        moment(terminal, faults)
        began = time.monotonic()
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert time.monotonic() - began < BOUND_S
        assert not terminal.modes & MODES


def test_files_are_for_their_owner_whatever_the_umask(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    with started(local_lakebase, tmp_path, umask=0) as terminal:
        connect(terminal)
        terminal.send("select 'mine'")
        wait_until(lambda: saved(tmp_path, "mine"))
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0
    ours = tmp_path / ".local/state/lakebase-tui"
    modes = {
        path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode) for path in (ours, *ours.rglob("*"))
    }
    assert len(modes) > 2
    assert {path: f"{mode:o}" for path, mode in modes.items() if mode & 0o077} == {}


@pytest.fixture
def shell(local_lakebase: LocalLakebase, tmp_path: Path) -> Terminal:
    """A shell with job control, in whose foreground the program is connected."""
    quoted = " ".join(f"'{word}'" for word in command(local_lakebase))
    terminal = Terminal(
        ["bash", "--norc", "--noprofile", "-i"], environment(local_lakebase, tmp_path) | {"PS1": "shell> "}
    )
    terminal.wait_for("shell>")
    terminal.send(f"{quoted}\r")
    connect(terminal)
    return terminal


def child_of(terminal: Terminal) -> int:
    """Process id of the program that the shell runs."""
    said = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(terminal.process.pid)], capture_output=True, text=True, check=True
    )
    return int(said.stdout.split()[0])


@pytest.mark.parametrize("how", ["key", "signal"])
def test_to_the_shell_and_back_while_a_query_runs(shell: Terminal, how: str) -> None:
    with shell as terminal:
        run(terminal, "select pg_sleep(1), 'came' || ' while away' as what")
        terminal.wait_for("running")
        if how == "key":
            terminal.send(b"\x1bz")
        else:
            os.kill(child_of(terminal), signal.SIGTSTP)
        terminal.wait_for("shell>")
        terminal.wait_for("Stopped")
        assert not terminal.modes & SCREEN_AND_MOUSE
        terminal.send("echo $((40 + 2)) is the answer\r")
        terminal.wait_for("42 is the answer")
        terminal.send("fg\r")
        terminal.wait_for("came while away")
        assert terminal.modes >= SCREEN_AND_MOUSE
        run(terminal, "select 'still ' || 'there' as again")
        terminal.wait_for("still there")
        terminal.send(CTRL_Q)
        # What is typed before the shell has asked may be thrown away with the program's last unread keys.
        terminal.wait_for(lambda _: terminal.transcript.rstrip().endswith(b"shell>"))
        assert not terminal.modes & SCREEN_AND_MOUSE
        terminal.send("echo it ended with $?.\r")
        terminal.wait_for("it ended with 0.")


def test_what_was_lost_while_away_is_told(shell: Terminal, faults: FaultDoor) -> None:
    with shell as terminal:
        terminal.send(b"\x1bm")  # Alt+M: the branch is protected
        terminal.wait_for("read-write │")
        run(terminal, "create temp table scratch (id int)")
        terminal.wait_for("pinned")
        terminal.send(b"\x1bz")
        terminal.wait_for("Stopped")
        faults.post(kill="SIGTERM", compute=PRIMARY)
        terminal.send("fg\r")
        terminal.wait_for("lost")
        run(terminal, "select 'a new ' || 'session' as now")
        terminal.wait_for("a new session")
        terminal.send(F12)
        terminal.wait_for("temporary table scratch.")


def test_without_a_shell_it_says_so(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    with started(local_lakebase, tmp_path) as terminal:
        connect(terminal)
        terminal.send(b"\x1bz")
        terminal.wait_for("There is no shell to go back to.")
        terminal.send("select 6 * 7" + F5.decode())
        terminal.wait_for("42")
