"""How a run ends when it does not end by itself, and what it keeps in memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.support.headless import ours, plain_environment, run
from tests.support.headless_truth import connection
from tests.support.postgres_server import PostgresServer

_LIMIT_S = 30.0


@pytest.fixture
def watcher(server: PostgresServer) -> Iterator["psycopg.Connection[tuple[str]]"]:
    with psycopg.connect(server.dsn(), autocommit=True) as opened:
        yield opened


def running(watcher: "psycopg.Connection[tuple[str]]", mark: str) -> bool:
    found = watcher.execute(
        "select query from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
    ).fetchall()
    return any(mark in row[0] for row in found)


def wait_until(watcher: "psycopg.Connection[tuple[str]]", mark: str, *, runs: bool) -> None:
    end = time.monotonic() + _LIMIT_S
    while running(watcher, mark) is not runs:
        assert time.monotonic() < end, f"{mark} {'never began' if runs else 'still runs'}"
        time.sleep(0.02)


def started(server: PostgresServer, folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*ours(), *connection(server), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment(folder),
        cwd=folder,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("shape", ["-A", "-q"])
def test_a_signal_cancels_what_runs(
    number: signal.Signals,
    shape: str,
    server: PostgresServer,
    watcher: "psycopg.Connection[tuple[str]]",
    tmp_path: Path,
) -> None:
    mark = f"{number.name} {shape}"
    process = started(server, tmp_path, shape, "-c", f"select pg_sleep(600) /* {mark} */", "-c", "select 2")
    wait_until(watcher, mark, runs=True)
    process.send_signal(number)
    out, error = process.communicate(timeout=_LIMIT_S)
    assert (process.returncode, out) == (128 + number, b"")
    assert error == (
        b"lakebase-tui: Interrupted: what ran was cancelled.\n" if number == signal.SIGINT else b""
    )
    wait_until(watcher, mark, runs=False)


def test_a_signal_ends_a_run_whose_reader_has_stopped_reading(
    server: PostgresServer, watcher: "psycopg.Connection[tuple[str]]", tmp_path: Path
) -> None:
    mark = "nobody reads"
    endless = f"select repeat('x', 1000) from generate_series(1, 100000000) /* {mark} */"
    process = started(server, tmp_path, "-At", "-c", endless)
    assert process.stdout is not None
    assert os.read(process.stdout.fileno(), 1)
    wait_until(watcher, mark, runs=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(_LIMIT_S) == 128 + signal.SIGTERM
    process.communicate()
    wait_until(watcher, mark, runs=False)


@pytest.mark.parametrize("what", ["select {}", "copy (select {}) to stdout", "select 1; select {}"])
def test_a_reader_that_goes_away_ends_the_run_quietly(
    what: str, server: PostgresServer, watcher: "psycopg.Connection[tuple[str]]", tmp_path: Path
) -> None:
    mark = f"gone away {what[:9]}"
    sql = what.format("repeat('x', 100), i from generate_series(1, 100000000) i")
    process = started(server, tmp_path, "-At", "-c", f"{sql} /* {mark} */")
    assert process.stdout is not None
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.wait(_LIMIT_S) == -signal.SIGPIPE  # as psql ends
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    wait_until(watcher, mark, runs=False)


def test_a_full_disk_is_told(server: PostgresServer, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    ended = run([*ours(), *connection(server), "-o", "/dev/full", "-c", "select 1"], tmp_path)
    assert (ended.code, ended.stderr) == (1, "lakebase-tui: /dev/full: No space left on device.\n")


def test_output_that_cannot_be_written_is_told_before_anything_is_run(
    server: PostgresServer, tmp_path: Path
) -> None:
    ended = run([*ours(), *connection(server), "-o", "no/such/folder", "-c", "select 1"], tmp_path)
    assert (ended.code, ended.stderr) == (1, "lakebase-tui: no/such/folder: No such file or directory.\n")


def test_no_server_is_no_connection(tmp_path: Path) -> None:
    ended = run([*ours(), "-h", str(tmp_path), "-c", "select 1"], tmp_path)
    assert ended.code == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("lakebase-tui: ")
    assert ended.stderr.count("\n") == 1


def peak_kib(server: PostgresServer, folder: Path, *arguments: str) -> int:
    """The most memory that a run ever took, as the kernel counted it."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    argv = [sys.executable, "-c", code, *ours(), *connection(server), *arguments]
    return int(run(argv, folder).stdout)


@pytest.mark.parametrize("shape", ["-A", "--csv", "copy"])
def test_memory_does_not_grow_with_rows(shape: str, server: PostgresServer, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        select = f"select i, repeat('x', 300) from generate_series(1, {rows}) i"
        if shape == "copy":
            return peak_kib(server, tmp_path, "-c", f"copy ({select}) to stdout")
        return peak_kib(server, tmp_path, shape, "-c", select)

    assert peak(200_000) < 1.25 * peak(2_000)


def test_a_long_script_is_not_kept(server: PostgresServer, tmp_path: Path) -> None:
    script = tmp_path / "long.sql"
    with script.open("w") as file:
        file.write("create temp table t(a text);\nbegin;\ncopy t from stdin;\n")
        file.writelines(f"{'x' * 300}\n" for _ in range(100_000))
        file.write("\\.\n")
        file.writelines(f"insert into t values ('{'y' * 3000}');\n" for _ in range(1_000))
        file.write("commit;\nselect count(*) from t;\n")
    ended = run([*ours(), *connection(server), "-qAtf", "long.sql"], tmp_path)
    assert (ended.stdout, ended.stderr, ended.code) == ("101000\n", "", 0)
    small = peak_kib(server, tmp_path, "-c", "select 1")
    assert peak_kib(server, tmp_path, "-qAtf", "long.sql") < 1.25 * small


def test_nothing_of_the_screen_or_of_databricks_is_loaded(server: PostgresServer, tmp_path: Path) -> None:
    code = (
        "import sys, lakebase_tui.cli as cli; code = cli.main(sys.argv[1:]);"
        "heavy = ('textual', 'rich', 'databricks', 'keyring', 'pygments', 'sqlparse', 'lakebase_tui.ui.app');"
        "print(code, sorted(m for m in heavy if m in sys.modules))"
    )
    ended = run([sys.executable, "-c", code, *connection(server), "-Atc", "select 1"], tmp_path)
    assert ended.stdout == "1\n0 []\n"


def test_no_process_is_left_behind(server: PostgresServer, tmp_path: Path) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    assert run([*ours(), *connection(server), "-c", "select 1"], tmp_path).code == 0
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
