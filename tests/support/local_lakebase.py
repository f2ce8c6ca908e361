"""The local Lakebase as a process of its own, and its fault door."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

START_LIMIT_S = 60.0
STOP_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class LocalLakebase:
    """The one line of JSON that the process prints, and its process id."""

    databricks_host: str
    databricks_token: str
    client_id: str
    client_secret: str
    pg_hostaddr: str
    pg_port: int
    ca_file: str
    fault_url: str
    fault_secret: str
    pid: int
    user_name: str = "ana@example.com"

    def libpq(
        self, host: str, user: str, password: str, dbname: str = "databricks_postgres"
    ) -> dict[str, Any]:
        """Keyword arguments for `psycopg.connect` to a compute, verified as strictly as libpq can."""
        return {
            "host": host,
            "hostaddr": self.pg_hostaddr,
            "port": self.pg_port,
            "user": user,
            "password": password,
            "dbname": dbname,
            "sslmode": "verify-full",
            "sslrootcert": self.ca_file,
            "connect_timeout": 20,
        }


@dataclass(frozen=True, slots=True)
class FaultDoor:
    """Sets faults of a local Lakebase through its door; the keys are in `lakebase_tui/local/faults.py`."""

    lakebase: LocalLakebase

    def post(self, body: Mapping[str, Any] | None = None, **fault: Any) -> dict[str, Any]:
        """Apply faults, given as a mapping, as keywords or both, and return the door's answer."""
        request = urllib.request.Request(
            self.lakebase.fault_url,
            data=json.dumps({**(body or {}), **fault}).encode(),
            headers={
                "Authorization": f"Bearer {self.lakebase.fault_secret}",
                "X-Fault-Secret": self.lakebase.fault_secret,
                "Content-Type": "application/json",
            },
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    def reset(self) -> None:
        """All faults off: HTTP and wire, clock skew, settings, revoked tokens stay revoked."""
        self.post({"reset": True})


def read_line(process: "subprocess.Popen[bytes]", limit_s: float = START_LIMIT_S) -> bytes:
    """The first line of a process's output; what there is if it ends or takes too long."""
    assert process.stdout is not None
    found = b""
    end = time.monotonic() + limit_s
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not found.endswith(b"\n") and selector.select(end - time.monotonic()):
            part = os.read(process.stdout.fileno(), 65536)
            if not part:
                break
            found += part
    return found


def command(*flags: str) -> list[str]:
    """The command line of a local Lakebase."""
    return [sys.executable, "-m", "lakebase_tui.local", *flags]


@contextmanager
def running(*flags: str, env: Mapping[str, str] | None = None) -> Iterator[LocalLakebase]:
    """Start a local Lakebase, yield what it printed, and end it by closing its standard input."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command("--watch-stdin", "--faults", *flags),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=dict(env) if env is not None else None,
        )
        assert process.stdin is not None
        try:
            line = read_line(process)
            if not line.endswith(b"\n"):
                errors.seek(0)
                raise AssertionError(f"the local Lakebase did not start: {errors.read().decode()[-3000:]}")
            yield LocalLakebase(**json.loads(line), pid=process.pid)
        finally:
            process.stdin.close()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
