"""Which system account runs the servers: ours, or `nobody` when we are root (PostgreSQL refuses root)."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.local.binaries import Binaries

_PATH = "/usr/local/bin:/usr/bin:/bin"


class AccountError(LakebaseTuiError):
    """There is no account that could run a server."""


class Account:
    """Runs a server's programs under an account that PostgreSQL accepts.

    Args:
        run_folder: Folder of this run, ours; made passable (not readable) for the account if we are root.
        binaries: The server's programs; copied into `run_folder` where the account cannot reach them,
            because the permissions of the user's own folders are none of our business.
    """

    def __init__(self, run_folder: Path, binaries: Binaries) -> None:
        self._ids = _nobody() if os.geteuid() == 0 else None
        self.binaries = binaries
        if self._ids is not None:
            run_folder.chmod(0o711)
            if not self._can_run(binaries.program("postgres")):
                self.binaries = replace(binaries, folder=_copy_server(binaries.folder, run_folder / "server"))

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a server: nothing of ours but where programs are."""
        return {"LC_ALL": "C", "PATH": os.environ.get("PATH", _PATH)}

    def own(self, path: Path) -> None:
        """Give a path to the account."""
        if self._ids is not None:
            os.chown(path, *self._ids)

    def run(self, program: str, *args: str | Path, timeout_s: float = 120.0) -> None:
        """Run one of the server's programs to its end.

        Raises:
            LakebaseTuiError: It failed; the sentence ends with the last line it wrote.
        """
        command = [self.binaries.program(program), *(str(arg) for arg in args)]
        try:
            ended = self._run(command, timeout_s)
        except (OSError, subprocess.SubprocessError) as error:
            raise LakebaseTuiError(f"{program} could not be run: {error}.") from error
        if ended.returncode:
            lines = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
            raise LakebaseTuiError(f"{program} failed: {' '.join(lines[-3:])}")

    def popen(self, command: Sequence[str], log: Path) -> "subprocess.Popen[bytes]":
        """Start a program that stays, in a session of its own, its output appended to `log`."""
        user, group = self._ids if self._ids is not None else (None, None)
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=self.environment,
                start_new_session=True,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )

    def _run(self, command: Sequence[str], timeout_s: float) -> "subprocess.CompletedProcess[str]":
        user, group = self._ids if self._ids is not None else (None, None)
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=self.environment,
            timeout=timeout_s,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )

    def _can_run(self, program: str) -> bool:
        try:
            return self._run([program, "--version"], 30.0).returncode == 0
        except OSError:
            return False


def _nobody() -> tuple[int, int]:
    try:
        found = pwd.getpwnam("nobody")
    except KeyError as error:
        raise AccountError(
            "PostgreSQL does not run as root, and this machine has no account 'nobody' to run it as.",
            "Start the local Lakebase as an ordinary user.",
        ) from error
    return found.pw_uid, found.pw_gid


def _copy_server(folder: Path, target: Path) -> Path:
    """Copy a server to where every account may read it; returns its new bin folder."""
    source = folder.parent
    copy = target / source.name
    unneeded = shutil.ignore_patterns("*.a", "pgxs", "include")
    for part in ("bin", "lib", "share"):
        if (source / part).is_dir():
            shutil.copytree(source / part, copy / part, symlinks=True, ignore=unneeded)
    # Repaired wheels keep shared libraries in a folder beside the package, found by a relative path.
    libraries = source.parent.parent / f"{source.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target.parent / libraries.name)
        _open_to_all(target.parent / libraries.name)
    _open_to_all(target)
    return copy / "bin"


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode & 0o777
            path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))
