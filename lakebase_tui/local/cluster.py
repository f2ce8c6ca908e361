"""One PostgreSQL cluster: a data folder and, while it is awake, its server. All calls block."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.local.account import Account

ADMIN = "cloud_admin"
"""The bootstrap superuser; nobody can log in as it through the gateway."""
START_LIMIT_S = 60.0
STOP_LIMIT_S = 15.0

# Nothing here needs to survive a power cut, and the machine is somebody's laptop. What was committed survives
# a crash of the server all the same, as on the service: synchronous_commit stays on.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "104",
    # Anonymous memory instead of /dev/shm, which containers may not have.
    "dynamic_shared_memory_type": "mmap",
    "shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "min_wal_size": "2MB",
    "max_wal_size": "64MB",
    "wal_level": "replica",
    "max_wal_senders": "4",
    # Keeps a running standby from losing touch during a large load.
    "wal_keep_size": "128MB",
    # A standby whose primary sleeps looks for it again soon; only then does it take its first readers.
    "wal_retrieve_retry_interval": "200ms",
    "password_encryption": "scram-sha-256",
    "track_io_timing": "on",
    "max_worker_processes": "6",
    "log_min_messages": "fatal",
}
_LIMITS_FILE = "limits.conf"


class ClusterError(LakebaseTuiError):
    """A server did not start, or its data could not be made."""


class Cluster:
    """A cluster in a folder of its own: `data`, `log`, and the server's socket.

    Args:
        account: Runs the programs.
        folder: Its folder; made by whichever call makes the data.
    """

    def __init__(self, account: Account, folder: Path) -> None:
        self._account = account
        self.folder = folder
        self.data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def awake(self) -> bool:
        """Whether its server runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def socket(self) -> str:
        """Path of the server's socket; only the server's account and root can reach it."""
        return str(self.folder / ".s.PGSQL.5432")

    def conninfo(self, database: str = "postgres") -> str:
        """How to connect as the administrator, past the gateway."""
        return f"host={self.folder} port=5432 user={ADMIN} dbname={database} connect_timeout=20"

    def init(self) -> None:
        """Make an empty cluster."""
        self._make_folder()
        for locale in ("C.UTF-8", "C"):
            try:
                self._account.run(
                    "initdb",
                    *("-D", self.data, "-U", ADMIN, "-A", "trust", "-E", "UTF8"),
                    *(f"--locale={locale}", "-N", "--wal-segsize=1"),
                )
            except LakebaseTuiError:
                if locale == "C":
                    raise
                shutil.rmtree(self.data, ignore_errors=True)
            else:
                break
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"\ninclude_if_exists '../{_LIMITS_FILE}'\n")

    def copy_from(self, data: Path) -> None:
        """Take a copy of a data folder whose server does not run."""
        self._make_folder()
        copy_folder(data, self.data)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def backup_from(self, source: "Cluster") -> None:
        """Take a copy of a cluster whose server runs, as it is now; the source goes on serving."""
        self._make_folder()
        self._account.run(
            "pg_basebackup",
            *("-D", self.data, "-h", source.folder, "-p", "5432", "-U", ADMIN),
            *("-c", "fast", "-X", "stream", "-N", "--no-manifest"),
        )

    def follow(self, source: "Cluster") -> None:
        """Make the copied data a standby of `source`: read-only, and it streams what changes there."""
        with (self.data / "postgresql.auto.conf").open("a") as conf:
            conf.write(f"primary_conninfo = 'host={source.folder} port=5432 user={ADMIN}'\n")
        signal_file = self.data / "standby.signal"
        signal_file.touch(mode=0o600)
        self._account.own(signal_file)

    def start(self, *, idle_limit_s: float | None = None, lean: bool = False) -> None:
        """Start the server and return when it takes connections.

        Args:
            idle_limit_s: End sessions that have been idle for so long (57P05).
            lean: Write as little write-ahead log as can be, for a large load.

        Raises:
            ClusterError: It did not start; the sentence holds the end of its log.
        """
        if self.awake:
            return
        self._write_limits(idle_limit_s)
        settings = _SETTINGS
        if lean:
            settings = settings | {"wal_level": "minimal", "max_wal_senders": "0", "shared_buffers": "64MB"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._process = self._account.popen(
            [
                self._account.binaries.program("postgres"),
                *("-D", str(self.data), "-k", str(self.folder), "-h", "", *options),
            ],
            self._log,
        )
        end = time.monotonic() + START_LIMIT_S
        while not self._ready(self._process):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop(signal.SIGQUIT)
                raise ClusterError(f"A PostgreSQL server did not start: {self._last_words()}")
            # The server has no other way to say it than a line in a file, which pg_ctl polls as well.
            time.sleep(0.003)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server; sessions get 57P01. Returns when it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()

    def set_idle_limit(self, idle_limit_s: float) -> None:
        """Change the idle limit; sessions heed it from their next statement on."""
        self._write_limits(idle_limit_s)
        if self.awake and self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def remove(self) -> None:
        """Stop the server and delete the folder."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700)
        self._account.own(self.folder)

    def _write_limits(self, idle_limit_s: float | None) -> None:
        limits = self.folder / _LIMITS_FILE
        limits.write_text(f"idle_session_timeout = {round((idle_limit_s or 0.0) * 1000)}\n")
        self._account.own(limits)

    def _ready(self, process: "subprocess.Popen[bytes]") -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and lines[0] == str(process.pid)

    def _last_words(self) -> str:
        try:
            return self._log.read_text(errors="replace")[-600:].strip()
        except OSError:
            return "it left no log"


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with owners and modes, sharing blocks where the file system can.

    Raises:
        ClusterError: The copy failed; what there is of it is removed.
    """
    for flags in (["-a", "--reflink=auto"], ["-a"]):  # the second where cp knows no --reflink
        done = subprocess.run(["cp", *flags, str(source), str(target)], capture_output=True, check=False)
        if done.returncode == 0:
            return
        shutil.rmtree(target, ignore_errors=True)
    raise ClusterError(f"The data folder could not be copied: {done.stderr.decode(errors='replace').strip()}")
