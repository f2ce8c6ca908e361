import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg import errors

from tests.support.local_lakebase import FaultDoor, LocalLakebase, command, read_line, running

PRIMARY = "projects/shop/branches/production/endpoints/primary"


def call(lakebase: LocalLakebase, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        f"{lakebase.databricks_host}/api/2.0/postgres/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {lakebase.databricks_token}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def login(lakebase: LocalLakebase, compute: str = PRIMARY) -> dict[str, Any]:
    """What a client needs for a compute, asked of the API."""
    host = call(lakebase, "GET", compute)["status"]["hosts"]["host"]
    token = call(lakebase, "POST", "credentials", {"endpoint": compute})["token"]
    return lakebase.libpq(host, lakebase.user_name, token)


def start(*flags: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command(*flags), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def release(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def left_over(folder: Path) -> list[str]:
    """The folder and the processes that name it, after waiting for them to go."""
    found: list[str] = []
    for _ in range(100):
        found = [str(folder)] if folder.exists() else []
        for process in psutil.process_iter(["cmdline"]):
            if any(str(folder) in part for part in process.info["cmdline"] or ()):
                found.append(" ".join(process.info["cmdline"]))
        if not found:
            break
        time.sleep(0.1)
    return found


def test_the_one_line_says_all_that_a_client_needs(local_lakebase: LocalLakebase) -> None:
    with psycopg.connect(**login(local_lakebase)) as connection:
        found = connection.execute("select current_user, count(*) from sales.customers").fetchone()
    assert found == (local_lakebase.user_name, 6000)


def test_every_seeded_compute_can_be_reached(local_lakebase: LocalLakebase) -> None:
    computes = [
        endpoint["name"]
        for project in call(local_lakebase, "GET", "projects")["projects"]
        for branch in call(local_lakebase, "GET", f"{project['name']}/branches")["branches"]
        for endpoint in call(local_lakebase, "GET", f"{branch['name']}/endpoints")["endpoints"]
    ]
    assert len(computes) >= 5
    for compute in computes:
        with psycopg.connect(**login(local_lakebase, compute)) as connection:
            assert connection.execute("select count(*) from inventory.suppliers").fetchone() == (6,)


@pytest.mark.parametrize("encrypted", [True, False])
def test_cancel_by_both_of_libpqs_ways(local_lakebase: LocalLakebase, encrypted: bool) -> None:
    with psycopg.connect(**login(local_lakebase), autocommit=True) as connection:
        timer = threading.Timer(0.2, connection.cancel_safe if encrypted else connection.cancel)
        timer.start()
        with pytest.raises(errors.QueryCanceled):
            connection.execute("select pg_sleep(60)")
        timer.join()
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")
def test_psql_connects_with_verify_full(local_lakebase: LocalLakebase) -> None:
    given = login(local_lakebase)
    environment = {"PGPASSWORD": given.pop("password"), "PATH": os.environ["PATH"]}
    conninfo = " ".join(f"{name}={value}" for name, value in given.items())
    done = subprocess.run(
        ["psql", conninfo, "-XAtc", "select count(*) from sales.order_items"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.stdout, done.stderr) == ("96000\n", "")


def test_faults_pass_through_the_door(local_lakebase: LocalLakebase, faults: FaultDoor) -> None:
    with psycopg.connect(**login(local_lakebase), autocommit=True) as connection:
        pid = connection.info.backend_pid
        assert faults.post(kill="SIGTERM", compute=PRIMARY, pid=pid)["killed"] == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    given = login(local_lakebase)
    faults.post(skew_s=7200)
    with pytest.raises(psycopg.OperationalError, match="JWT token has expired"):
        psycopg.connect(**given)


def test_two_run_side_by_side_and_without_a_flag_the_door_is_shut(local_lakebase: LocalLakebase) -> None:
    process = start("--watch-stdin")
    line = json.loads(read_line(process))
    assert sorted(line) == [
        "ca_file",
        "client_id",
        "client_secret",
        "databricks_host",
        "databricks_token",
        "pg_hostaddr",
        "pg_port",
    ]
    assert line["databricks_token"] != local_lakebase.databricks_token
    door = urllib.request.Request(f"{line['databricks_host']}/_local/faults", data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError) as shut:
        urllib.request.urlopen(door, timeout=10)
    shut.value.close()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0
    release(process)
    assert left_over(Path(line["ca_file"]).parent) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_it_ends(how: signal.Signals) -> None:
    process = start()
    line = json.loads(read_line(process))
    folder = Path(line["ca_file"]).parent
    assert any(folder.glob("br-*/data/postmaster.pid"))
    process.send_signal(how)
    assert process.wait(20) == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    release(process)
    assert left_over(folder) == []


@pytest.mark.parametrize(
    ("delay_s", "how"),
    [(0.3, signal.SIGKILL), (0.9, signal.SIGKILL), (1.5, signal.SIGINT), (2.0, signal.SIGKILL)],
)
def test_nothing_is_left_of_a_start_that_was_cut_short(
    tmp_path: Path, delay_s: float, how: signal.Signals
) -> None:
    where = Path(f"/tmp/lakebase-cut-{os.getpid()}")
    where.mkdir(mode=0o711)
    try:
        # Without a cache, so that the start is long and full of steps.
        environment = {**os.environ, "LAKEBASE_LOCAL_CACHE": "/proc/nowhere"}
        process = subprocess.Popen(
            command("--dir", str(where)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        time.sleep(delay_s)
        process.send_signal(how)
        process.wait(20)
        release(process)
        for _ in range(100):
            if not list(where.iterdir()):
                break
            time.sleep(0.1)
        assert list(where.iterdir()) == []
    finally:
        shutil.rmtree(where)
    assert left_over(where) == []


def test_it_needs_neither_home_nor_cache() -> None:
    with running(env={"PATH": os.environ["PATH"], "LAKEBASE_LOCAL_CACHE": "/proc/nowhere"}) as lakebase:
        with psycopg.connect(**login(lakebase)) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        folder = Path(lakebase.ca_file).parent
    assert left_over(folder) == []


def test_a_missing_library_is_one_sentence() -> None:
    script = (
        "import sys; sys.modules['uvicorn'] = None; "
        "from lakebase_tui.local.__main__ import main; sys.exit(main([]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "uvicorn" in done.stderr
    assert "pip install 'lakebase-tui[demo]'" in done.stderr


def test_no_server_is_one_sentence() -> None:
    environment = {**os.environ, "LAKEBASE_LOCAL_PG_BIN": "/nowhere"}
    done = subprocess.run(
        command(),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("lakebase-tui local: No PostgreSQL server")
    assert "Traceback" not in done.stderr
