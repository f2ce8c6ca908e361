"""psql's own bytes for many values under many settings, and rows of ours in the same shape."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from itertools import product
from pathlib import Path

from tests.support.postgres_server import PostgresServer
from tests.support.value_table import expressions

NULL = "\x01null\x01"
"""How psql is told to write NULL: nothing that a value of ours holds."""

RECORD = Path(__file__).with_name("psql_cells.json")
"""What psql 18 printed; `UPDATE_PSQL=1 pytest tests/integration/query/test_exact_values.py` renews it."""

_LONGEST = 120

BY_NUL = ("-At", "-z", "-0", "-P", f"null={NULL}")
"""Flags for cells that can be told apart: no value holds a NUL."""

DATE_STYLES = ("ISO, YMD", "SQL, DMY", "Postgres, MDY", "German")
INTERVAL_STYLES = ("postgres", "postgres_verbose", "sql_standard", "iso_8601")
BYTEA_OUTPUTS = ("hex", "escape")
TIME_ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Amsterdam")
"""Whole hours, odd minutes, and two that once had odd seconds."""


def all_settings() -> list[str]:
    """Every combination of what changes how values are written, as statements."""
    statements = [
        f"set datestyle = '{date}'; set intervalstyle = '{interval}';"
        f" set bytea_output = '{bytea}'; set timezone = '{zone}'"
        for date, interval, bytea, zone in product(DATE_STYLES, INTERVAL_STYLES, BYTEA_OUTPUTS, TIME_ZONES)
    ]
    digits = [f"set extra_float_digits = {count}" for count in (0, 1, 3, -15)]
    return [*statements, "set timezone = 'XXX+15:59'", *digits]


def psql_of(server: PostgresServer) -> Path | None:
    """The psql that came with the server, else the one on the path."""
    beside = server.bin_dir / "psql"
    found = str(beside) if beside.exists() else shutil.which("psql")
    return None if found is None else Path(found)


def psql_bytes(psql: Path, dsn: str, script: str | bytes, *flags: str) -> bytes:
    """What psql writes for a script, byte for byte, in the encoding of the database.

    Raises:
        AssertionError: A statement failed.
    """
    done = subprocess.run(
        [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", *flags, "-d", dsn, "-f", "-"],
        input=script.encode("utf-8", "surrogateescape") if isinstance(script, str) else script,
        capture_output=True, check=False, timeout=60,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells_of(output: bytes, columns: int) -> list[list[str | None]]:
    """The rows in what psql wrote with `BY_NUL`."""
    cells = [
        None if cell == NULL else cell for cell in output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    ]
    assert len(cells) % columns == 0
    return [cells[start : start + columns] for start in range(0, len(cells), columns)]


def prepared() -> str:
    """A statement after which `execute everything` gives one row of all values."""
    return f"prepare everything as select {', '.join(expressions())}"


def script(settings: Sequence[str]) -> str:
    """For psql: one row of all values under each of the settings."""
    runs = (f"{each};\nexecute everything;" for each in settings)
    return "\n".join(["set client_min_messages = error;", f"{prepared()};", *runs])


def short(cell: str | None) -> str | None:
    """A cell, or what tells a long one from others."""
    if cell is None or len(cell) <= _LONGEST:
        return cell
    return f"{len(cell)} characters, {sha256(cell.encode('utf-8', 'surrogateescape')).hexdigest()}"
