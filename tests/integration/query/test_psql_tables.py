"""psql's own output is the truth for what we write in its formats."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.format_truth import RawConnection, psql_output, raw_connection, written
from tests.support.postgres_server import PostgresServer
from tests.support.psql_table_cases import QUERIES, RECORD, SETTINGS, Setting

_OLDEST = 16
"""Since psql 16, the values of expanded output are at least as wide as the records' titles."""


@pytest.fixture(scope="module")
def raw(server: PostgresServer) -> Iterator[RawConnection]:
    with raw_connection(server.dsn()) as connection:
        yield connection


def _version(psql: str | Path) -> int:
    said = subprocess.run([psql, "--version"], capture_output=True, check=True, text=True).stdout
    return int(said.split()[2].split(".")[0])


@pytest.fixture(scope="module")
def psql(server: PostgresServer) -> str | Path:
    for found in (server.bin_dir / "psql", shutil.which("psql")):
        if found is not None and Path(found).exists() and _version(found) >= _OLDEST:
            return found
    pytest.skip(f"no psql {_OLDEST} or later; what psql 18 wrote is compared in tests/unit/formats")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: " ".join(setting.flags))
def test_we_write_what_psql_writes(
    server: PostgresServer, psql: str | Path, raw: RawConnection, setting: Setting
) -> None:
    for name, sql in QUERIES.items():
        columns, rows = raw.fetch(sql)
        ours = written(setting.make(columns), columns, rows)
        assert ours == psql_output(psql, server.dsn(), sql, *setting.flags), name


def test_the_record_is_what_psql_writes(server: PostgresServer, psql: str | Path, raw: RawConnection) -> None:
    record = []
    for name, sql in QUERIES.items():
        columns, rows = raw.fetch(sql)
        outputs = {
            " ".join(setting.flags): psql_output(psql, server.dsn(), sql, *setting.flags)
            for setting in SETTINGS
        }
        described = [[column.name, column.type_oid] for column in columns]
        record.append({"name": name, "columns": described, "rows": rows, "outputs": outputs})
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_PSQL"):
        RECORD.write_text(text, encoding="utf-8")
    assert text == RECORD.read_text(encoding="utf-8")
