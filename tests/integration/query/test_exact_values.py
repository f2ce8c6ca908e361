"""Values of all types under all settings: what is kept, copied and written is what psql prints."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from lakebase_tui.query.copying import bare_value, copy_text
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.formats.aligned_format import AlignedFormat, PsqlTableOptions
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.expanded_format import ExpandedFormat
from lakebase_tui.query.formats.tsv_format import TsvFormat, TsvOptions
from lakebase_tui.query.result_store import ResultStore
from tests.integration.query.helpers import outcomes, run_all
from tests.support import exact_values as exact
from tests.support.format_truth import RawConnection, raw_connection, written
from tests.support.value_table import INFINITE_INTERVALS, LARGE, NONCHARACTERS, XML, expressions

ALL = expressions()
SETTINGS = exact.all_settings()
DATES = [f"set datestyle = '{style}'; set bytea_output = 'escape'" for style in exact.DATE_STYLES]
RECORDED = [
    f"{dates}; set intervalstyle = '{intervals}'; set timezone = 'Asia/Kathmandu'"
    for dates, intervals in zip(DATES, exact.INTERVAL_STYLES, strict=True)
]


@pytest.fixture(scope="module")
def raw(value_dsn: str) -> Iterator[RawConnection]:
    with raw_connection(value_dsn) as connection:
        yield connection


async def result_of(executor: Executor, *statements: str) -> ResultStore:
    """The result of the last statement."""
    done = outcomes(await run_all(executor, *statements))
    assert done[-1].complete, done
    return executor.stores[len(statements) - 1]


async def under_all(executor: Executor, settings: list[str]) -> AsyncIterator[tuple[str, ResultStore]]:
    """One row of all values, under each of the settings."""
    await run_all(executor, exact.prepared())
    for each in settings:
        store = await result_of(executor, each, "execute everything")
        yield each, store
        store.close()


def test_the_table_is_as_large_as_it_says(raw: RawConnection) -> None:
    columns, _ = raw.fetch(f"select {', '.join([*ALL, *LARGE])}")
    assert len(ALL) > 500
    assert len({column.type_oid for column in columns}) > 120
    assert len(SETTINGS) > 4 * 4 * 2 * 4


async def test_cells_and_their_copies_are_what_psql_prints(
    value_executor: Executor, value_psql: Path, value_dsn: str
) -> None:
    output = exact.psql_bytes(value_psql, value_dsn, exact.script(SETTINGS), *exact.BY_NUL)
    truth = exact.cells_of(output, len(ALL))
    assert len(truth) == len(SETTINGS)
    rows = iter(truth)
    async for settings, store in under_all(value_executor, SETTINGS):
        expected = next(rows)
        assert dict(zip(ALL, store.row(0), strict=True)) == dict(zip(ALL, expected, strict=True)), settings
        for position, cell in enumerate(expected):
            assert bare_value(store, 0, position) == (cell or "")


async def test_csv_is_what_psql_writes(value_executor: Executor, value_psql: Path, value_dsn: str) -> None:
    ours = []
    async for _, store in under_all(value_executor, SETTINGS):
        form = CsvFormat(CsvOptions(as_psql=True))
        ours.append(await copy_text(store, [range(1)], range(len(ALL)), form))
    theirs = exact.psql_bytes(value_psql, value_dsn, exact.script(SETTINGS), "--csv")
    assert "".join(ours).encode("utf-8", "surrogateescape") == theirs


@pytest.mark.parametrize("border", [0, 1, 2])
@pytest.mark.parametrize("kind", [AlignedFormat, ExpandedFormat])
async def test_tables_are_what_psql_writes(
    value_executor: Executor,
    value_psql: Path,
    value_dsn: str,
    kind: type[AlignedFormat] | type[ExpandedFormat],
    border: int,
) -> None:
    ours = []
    async for _, store in under_all(value_executor, DATES):
        form = kind(store.columns, PsqlTableOptions(border=border))
        ours.append(written(form, store.columns, store.rows(0, 1)))
    flags = ("-P", f"border={border}", *(["-x"] if kind is ExpandedFormat else []))
    theirs = exact.psql_bytes(value_psql, value_dsn, exact.script(DATES), *flags).decode()
    assert "".join(ours).split("\n") == theirs.split("\n")


@pytest.mark.parametrize("settings", DATES)
async def test_copy_writes_the_same(value_executor: Executor, raw: RawConnection, settings: str) -> None:
    """COPY is the server's own; it also has what psql leaves out, and values of a megabyte."""
    select = f"select {', '.join([*ALL, *NONCHARACTERS, *LARGE])}"
    store = await result_of(value_executor, settings, select)
    raw.fetch(settings)
    columns, rows = store.columns, store.rows(0, 1)
    assert written(CsvFormat(), columns, rows) == raw.copy_out(select, "format csv, header")
    forced = "format csv, force_quote *, null '~', delimiter ';'"
    options = CsvOptions(force_quote=True, null="~", delimiter=";", header=False)
    assert written(CsvFormat(options), columns, rows) == raw.copy_out(select, forced)
    text = TsvFormat(TsvOptions(header=False, copy_escapes=True))
    assert written(text, columns, rows) == raw.copy_out(select, "format text")


@pytest.mark.parametrize("values", [INFINITE_INTERVALS, XML], ids=["infinite intervals", "xml"])
async def test_what_not_every_server_has(
    value_executor: Executor, raw: RawConnection, values: tuple[str, ...]
) -> None:
    select = f"select {', '.join(values)}"
    done = outcomes(await run_all(value_executor, select))
    if done[0].error is not None:
        pytest.skip(done[0].error.message)
    for style in exact.INTERVAL_STYLES:
        store = await result_of(value_executor, f"set intervalstyle = '{style}'", select)
        assert store.rows(0, 1) == raw.fetch(f"set intervalstyle = '{style}'; {select}")[1]


def test_the_record_is_what_psql_prints(value_psql: Path, value_dsn: str, raw: RawConnection) -> None:
    output = exact.psql_bytes(value_psql, value_dsn, exact.script(RECORDED), *exact.BY_NUL)
    [[version]] = raw.fetch("show server_version_num")[1]
    record = {
        "version": int(version or 0) // 10_000,
        "values": ALL,
        "cells": {
            settings: list(map(exact.short, row))
            for settings, row in zip(RECORDED, exact.cells_of(output, len(ALL)), strict=True)
        },
    }
    if os.environ.get("UPDATE_PSQL"):
        exact.RECORD.write_text(json.dumps(record, ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    recorded = json.loads(exact.RECORD.read_text(encoding="ascii"))
    if record["version"] != recorded["version"]:
        pytest.skip(f"the record is of PostgreSQL {recorded['version']}")
    assert record == recorded


async def test_cells_are_what_psql_once_printed(value_executor: Executor) -> None:
    """So that there is something to compare with on a machine without psql."""
    recorded = json.loads(exact.RECORD.read_text(encoding="ascii"))
    version = await result_of(value_executor, "show server_version_num")
    if int(version.row(0)[0] or 0) // 10_000 != recorded["version"]:
        pytest.skip(f"the record is of PostgreSQL {recorded['version']}")
    assert list(recorded["cells"]) == RECORDED
    async for settings, store in under_all(value_executor, RECORDED):
        ours = dict(zip(ALL, map(exact.short, store.row(0)), strict=True))
        assert ours == dict(zip(recorded["values"], recorded["cells"][settings], strict=True)), settings
