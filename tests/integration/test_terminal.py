"""The installed program in a real terminal: connect, query, outlive a token and a backend, leave politely."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.program import (
    ALTERNATE_SCREEN,
    CTRL_Q,
    ESC,
    F6,
    MOUSE,
    PASTE,
    PRIMARY,
    connect,
    program,
    run,
)
from tests.support.terminal import Terminal


def seconds_left(screen: str) -> int | None:
    found = re.search(r"token (\d+):(\d\d)", screen)
    return int(found[1]) * 60 + int(found[2]) if found else None


def test_from_the_picker_to_rows_through_expiry_and_loss_to_a_restored_terminal(
    terminal: Terminal, faults: FaultDoor
) -> None:
    connect(terminal)
    run(terminal, "select 'row ' || g as said from generate_series(4000, 4002) g")
    terminal.wait_for("row 4002")

    before = seconds_left(terminal.text())
    assert before is not None
    terminal.wait_for(lambda screen: (seconds_left(screen) or before) < before)
    terminal.wait_for(lambda screen: (seconds_left(screen) or 0) > 6)  # renewed ahead of its end

    run(terminal, "set work_mem = '7MB'")
    terminal.wait_for("SET")
    faults.post(revoke="all")
    faults.post(kill="SIGTERM", compute=PRIMARY)
    terminal.wait_for("lost")
    run(terminal, "select 1 / 0")
    terminal.wait_for("22012")
    run(terminal, "select 'still ' || (4100 + 7) as here")
    terminal.wait_for("still 4107")

    terminal.send(CTRL_Q)
    assert terminal.wait_end() == 0
    assert not terminal.modes & {ALTERNATE_SCREEN, MOUSE, PASTE}


def test_escape_cancels_on_the_server_and_the_session_goes_on(terminal: Terminal) -> None:
    connect(terminal)
    run(terminal, "begin; select pg_sleep(600)", F6)
    terminal.wait_for("running")
    terminal.wait_for("tx open")
    terminal.send(ESC)
    terminal.wait_for("cancel")
    terminal.wait_for("tx failed")
    run(terminal, "rollback")
    terminal.wait_for("tx none")
    terminal.send(CTRL_Q)
    assert terminal.wait_end() == 0


def test_quitting_asks_only_with_an_open_transaction(terminal: Terminal) -> None:
    connect(terminal)
    run(terminal, "begin")
    terminal.wait_for("tx open")
    terminal.send(CTRL_Q)
    terminal.wait_for("Quitting rolls it back")
    terminal.send(ESC)
    terminal.wait_for(lambda screen: "Quitting rolls it back" not in screen)
    terminal.send(CTRL_Q)
    terminal.wait_for("Quitting rolls it back")
    terminal.send(b"\t\r")
    assert terminal.wait_end() == 0


def test_a_plain_server_needs_no_picker(terminal: Terminal, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Terminal([program(), "postgresql://127.0.0.1:1/none"], environ) as other:
        other.wait_for("No connection could be made")
        other.wait_for("Check host, port and network")
        other.send(CTRL_Q)
        assert other.wait_end() == 0


def test_a_url_with_a_raw_at_is_explained_before_the_screen_changes(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    url = "postgresql://ana@example.com@ep-a.database.eu.cloud.databricks.com/db"
    with Terminal([program(), url], environ) as other:
        other.wait_for("ana%40example.com@ep-a")
        assert other.wait_end() == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order_while_a_query_runs(
    terminal: Terminal, local_lakebase: LocalLakebase, faults: FaultDoor, number: signal.Signals
) -> None:
    connect(terminal)
    run(terminal, "select pg_sleep(100)")
    terminal.wait_for("running")
    cancels = faults.post(stats=True)["stats"][PRIMARY]["cancels"]
    began = time.monotonic()
    os.kill(terminal.process.pid, number)
    assert terminal.wait_end() == 128 + number
    assert time.monotonic() - began < 4  # the bound is 2 s on a machine with nothing else to do
    assert not terminal.modes & {ALTERNATE_SCREEN, MOUSE, PASTE}
    stats = faults.post(stats=True)["stats"][PRIMARY]
    # One for what ran, and another where the catalogue was still being read.
    assert stats["cancels"] - cancels in (1, 2)
    assert stats["sessions"] == 0


def test_a_session_moves_by_key_and_the_log_says_so(terminal: Terminal) -> None:
    connect(terminal)
    terminal.send(b"\x1bm")  # Alt+M: the branch is protected
    terminal.wait_for("read-write │")
    run(terminal, "create temp table scratch (id int)")
    terminal.wait_for("pinned")
    terminal.send(b"\x1br")  # Alt+R
    terminal.wait_for("The connection stays for now: temporary table scratch.")
    run(terminal, "drop table scratch")
    terminal.wait_for("DROP TABLE: scratch")
    terminal.send("production\r")
    terminal.wait_for("Moved to a new connection: you asked for it.")
    terminal.send(b"\x1b[24~")  # F12
    terminal.wait_for("Session log")
    terminal.wait_for("Pinned to its connection by temporary table scratch.")
    terminal.wait_for("No longer pinned.")
    terminal.send(b"r")
    terminal.wait_for(lambda screen: "Session log" not in screen)
    run(terminal, "select 6 * 7 as answer")
    terminal.wait_for("42")


def test_keys_end_a_transaction_and_never_commit_a_failed_one(terminal: Terminal) -> None:
    connect(terminal)
    terminal.send(b"\x1bc")
    terminal.wait_for("No transaction is open.")
    run(terminal, "begin")
    terminal.wait_for("tx open")
    terminal.send(b"\x1bc")
    terminal.wait_for("tx none")
    run(terminal, "begin; select 1/0", F6)
    terminal.wait_for("tx failed")
    terminal.send(b"\x1bc")
    terminal.wait_for("cannot be committed")
    assert "tx failed" in terminal.text()
    terminal.send(b"\x1bx")
    terminal.wait_for("tx none")
    assert "select 1/0" in terminal.text()  # the keys typed nothing into the editor


def test_a_second_escape_breaks_the_connection_to_a_deaf_server(
    terminal: Terminal, faults: FaultDoor
) -> None:
    connect(terminal)
    faults.post(wire={"stall_after": 0, "times": 1}, settings={"cancel_delay_s": 60})
    run(terminal, "select pg_sleep(600)")
    terminal.wait_for("running")
    terminal.send(ESC)
    terminal.wait_for("Esc breaks the connection")
    terminal.send(ESC)
    terminal.wait_for("outcome unknown")
    faults.reset()
    run(terminal, "select 6 * 7 as answer")
    terminal.wait_for("42")
