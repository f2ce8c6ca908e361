"""A shell that outlives us for a moment: stops the servers and removes the folder, however we ended."""

import os
import subprocess
from pathlib import Path

# Reads a pipe whose only writer is our process; its end, by whatever cause, is the signal. A shell, because
# it is there everywhere, costs half a megabyte, and does not share our fate.
#
# While initdb runs, the file holds the pid with a minus sign: to `kill` a process group. A pid
# may have been given to somebody else, so the command line must name our folder.
_SCRIPT = r"""
cat >/dev/null
cd /
for round in 1 2 3 4 5 6 7 8 9 10; do
  for file in "$1"/*/data/postmaster.pid; do
    [ -f "$file" ] || continue
    pid=$(head -n 1 "$file")
    pid=${pid#-}
    case "$pid" in ''|*[!0-9]*) continue ;; esac
    case "$(ps -o args= -p "$pid")" in *"$1"/*) kill -QUIT "$pid" 2>/dev/null ;; esac
  done
  [ "$round" = 1 ] || sleep 0.2
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
done
"""


class Guard:
    """Watches over the folder of one run.

    Args:
        folder: Holds the clusters, each as `NAME/data`. It is removed at the end.
    """

    def __init__(self, folder: Path) -> None:
        # The pipe must not leak into the servers we start: close-on-exec, which Popen sees to.
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "lakebase-guard", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
        )

    def dismiss(self, limit_s: float = 10.0) -> None:
        """Let it clean up now, and wait until it has."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
