"""The first screen is drawn before the SDK is imported, and before the program knows anything."""

import os
import sys
from pathlib import Path

from tests.support.local_lakebase import LocalLakebase
from tests.support.terminal import Terminal

CTRL_Q = b"\x11"

# Runs the program with two witnesses: the driver's first frame, and the first import of the SDK.
PROGRAM = """
import sys
from pathlib import Path
from textual.drivers.linux_driver import LinuxDriver

order = []

class Witness:
    def find_spec(self, name, path=None, target=None):
        if name == "databricks.sdk" and "sdk" not in order:
            order.append("sdk")
        return None

write = LinuxDriver.write

def watched(self, data):
    if "Projects and branches" in data and "paint" not in order:
        order.append("paint")
    write(self, data)

sys.meta_path.insert(0, Witness())
LinuxDriver.write = watched
from lakebase_tui.cli import main
code = main(sys.argv[2:])
Path(sys.argv[1]).write_text(" ".join(order))
sys.exit(code)
"""


def test_the_picker_is_drawn_before_the_sdk_is_imported(
    local_lakebase: LocalLakebase, tmp_path: Path
) -> None:
    environ = {
        "HOME": str(tmp_path),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "DATABRICKS_HOST": local_lakebase.databricks_host,
        "DATABRICKS_TOKEN": local_lakebase.databricks_token,
    }
    seen = tmp_path / "order"
    with Terminal([sys.executable, "-c", PROGRAM, str(seen)], environ) as terminal:
        terminal.wait_for("databricks_postgres")  # the SDK has answered
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0
    assert seen.read_text() == "paint sdk"
