"""Results into files, from a real server: whole or not at all, and the very bytes of the server."""

import asyncio
import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.events import Paused
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.export.compression import Compression
from lakebase_tui.query.export.copy_out import CopySink, copy_statement
from lakebase_tui.query.export.exporter import export_rows, export_statement
from lakebase_tui.query.export.failures import ExportError, TargetExistsError
from lakebase_tui.query.export.order import (
    Exported,
    ExportOrder,
    ExportProgress,
    Scope,
    Selection,
    note_on,
)
from lakebase_tui.query.export.result_export import ResultExport
from lakebase_tui.query.export.target import Target
from lakebase_tui.query.formats.csv_format import CsvOptions
from lakebase_tui.query.result_store import StoreState
from tests.integration.query.helpers import HUGE, Connection, PlainSource, is_idle, run_all, until
from tests.support.postgres_server import PostgresServer

STRANGE = r"""select * from (values
    (1, 'plain', null, 1.5, '{"a": "b"}'::jsonb, 'infinity'::timestamptz),
    (2, E'a,b\n"c"\r\nd', '', 'NaN', null, '0044-03-15 12:00:00 BC'),
    (-3, E'\\.', '=1+1', -0.10, '[1]', '2026-01-01'),
    (4, 'Übermorgen 自転車 🚲', E'\t', 12345678901234567890.123, '{}', null)
) as t(id, "a ""name"" b", empty, n, j, at)"""


def order(path: Path, kind: str = "csv", **options: object) -> ExportOrder:
    return ExportOrder(Target(str(path)), kind, **options)  # type: ignore[arg-type]


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


class Heard(list[ExportProgress]):
    def __call__(self, progress: ExportProgress) -> None:
        self.append(progress)


def quiet(_progress: ExportProgress) -> None:
    pass


async def from_server(executor: Executor, sql: str, asked: ExportOrder) -> Exported:
    return await export_statement(sql, executor.run, asked, quiet)


async def from_store(executor: Executor, sql: str, asked: ExportOrder) -> Exported:
    async for event in executor.run([sql]):
        if isinstance(event, Paused):
            executor.fetch_all(0)
    return await export_rows(executor.stores[0], asked, quiet)


OPTIONS = (
    CsvOptions(),
    CsvOptions(header=False),
    CsvOptions(delimiter=";", null="NULL"),
    CsvOptions(delimiter="\t", quote="'", force_quote=True),
    CsvOptions(escape="\\", null="\\N"),
)


@pytest.mark.parametrize("csv_options", OPTIONS)
@pytest.mark.parametrize(
    "sql", [STRANGE, "select ''::text", r"select '\.'", "select null", "select", "table t"]
)
async def test_copied_streamed_and_kept_rows_are_the_same_bytes(
    executor: Executor, tmp_path: Path, csv_options: CsvOptions, sql: str
) -> None:
    await run_all(executor, "create temp table t as select generate_series(1, 3000) as id, 'x,' as b")
    asked = order(tmp_path / "copied.csv", csv=csv_options)
    assert copy_statement(sql, asked) is not None
    copied = await from_server(executor, sql, asked)
    kept = await from_store(executor, sql, order(tmp_path / "kept.csv", csv=csv_options))
    streamed = await from_server(
        executor, f"with x as materialized ({sql}) table x" if sql != "select" else sql,
        order(tmp_path / "streamed.csv", csv=csv_options),
    )  # fmt: skip
    assert copied.path.read_bytes() == kept.path.read_bytes() == streamed.path.read_bytes()
    assert copied.rows == kept.rows == streamed.rows
    assert copied.bytes == copied.path.stat().st_size
    assert names_in(tmp_path) == ["copied.csv", "kept.csv", "streamed.csv"]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (1) returning id",
        "with x as (insert into t values (1) returning id) select * from x",
        "select 1 as id into temp made",
        "show work_mem",
        "explain select 1",
    ],
)
def test_only_a_query_is_copied(sql: str, tmp_path: Path) -> None:
    assert copy_statement(sql, order(tmp_path / "x.csv")) is None


def test_what_copy_cannot_write_alike_is_not_copied(tmp_path: Path) -> None:
    for options in (CsvOptions(spreadsheet_safe=True), CsvOptions(delimiter="→"), CsvOptions(as_psql=True)):
        assert copy_statement("select 1", order(tmp_path / "x.csv", csv=options)) is None
    assert copy_statement("select 1", order(tmp_path / "x.json", "json")) is None


async def test_a_statement_may_end_in_a_comment_and_answer_with_show(
    executor: Executor, tmp_path: Path
) -> None:
    done = await from_server(executor, "select 1 as a -- one", order(tmp_path / "a.csv"))
    assert done.path.read_text() == "a\n1\n"
    done = await from_server(executor, "show server_encoding", order(tmp_path / "b.csv"))
    assert done.path.read_text() == "server_encoding\nUTF8\n"


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
async def test_compressed_as_the_name_says(
    executor: Executor, tmp_path: Path, suffix: str, kind: str
) -> None:
    sql = "select g as id, repeat('x', 100) as pad from generate_series(1, 20000) g"
    done = await from_server(executor, sql, order(tmp_path / f"out.{kind}{suffix}", kind))
    data = done.path.read_bytes()
    assert len(data) == done.bytes
    if suffix:
        assert len(data) < 400_000
        unzstd = zstandard.ZstdDecompressor().decompressobj().decompress
        data = gzip.decompress(data) if suffix == ".gz" else unzstd(data)
    lines = data.decode().splitlines()
    if kind == "jsonl":
        assert [json.loads(line)["id"] for line in lines] == list(range(1, 20_001))
    else:
        assert [row[0] for row in csv.reader(lines)] == ["id", *map(str, range(1, 20_001))]


async def test_compressed_as_asked_whatever_the_name(executor: Executor, tmp_path: Path) -> None:
    done = await from_server(
        executor, "select 1 as a", order(tmp_path / "plain.csv", compression=Compression.GZIP)
    )
    assert gzip.decompress(done.path.read_bytes()) == b"a\n1\n"


async def test_latin_1_sessions_write_utf_8_too(executor: Executor, tmp_path: Path) -> None:
    await run_all(executor, "set client_encoding = 'LATIN1'")
    copied = await from_server(executor, "select 'é' as a", order(tmp_path / "a.csv"))
    kept = await from_store(executor, "select 'é' as a", order(tmp_path / "b.csv"))
    assert copied.path.read_bytes() == kept.path.read_bytes() == "a\né\n".encode()


async def test_spreadsheets_find_no_formula(executor: Executor, tmp_path: Path) -> None:
    sql = "select '=1+1' as a, -2 as b, '-5' as c"
    done = await from_server(executor, sql, order(tmp_path / "a.csv", csv=CsvOptions(spreadsheet_safe=True)))
    assert done.path.read_text() == "a,b,c\n'=1+1,-2,-5\n"


async def test_a_selection_is_its_rows_and_columns(executor: Executor, tmp_path: Path) -> None:
    await run_all(executor, "select g as a, g * 2 as b, 'x' || g as c from generate_series(1, 3000) g")
    store = executor.stores[0]
    for columns, expected in (((2, 0), ["x701", "701"]), ((1,), ["1402"])):
        asked = order(tmp_path / f"{len(columns)}.csv", csv=CsvOptions(header=False))
        done = await export_rows(store, asked, quiet, Selection(range(700, 1900), columns))
        rows = list(csv.reader(io.StringIO(done.path.read_text())))
        assert (len(rows), done.rows, rows[0]) == (1_200, 1_200, expected)


@pytest.mark.parametrize(
    ("kind", "found"),
    [("markdown", "\nThese are the first"), ("html", "<p>These are"), ("insert", "\n-- These are")],
)
async def test_what_is_not_whole_says_so_where_there_is_room(
    source: PlainSource, tmp_path: Path, kind: str, found: str
) -> None:
    executor = Executor(source, page_rows=100, lease_s=0)
    await run_all(executor, "select generate_series(1, 5000) as id")
    store = executor.stores[0]
    assert store.state is StoreState.TRUNCATED
    note = note_on(store.state, len(store))
    done = await export_rows(store, order(tmp_path / "x", kind, note=note), quiet)
    assert done.note == note == f"These are the first {len(store)} rows: the rest was left on the server."
    assert found in done.path.read_text()
    done = await export_rows(store, order(tmp_path / "x.csv", note=note), quiet)
    assert done.note == note
    assert "These" not in done.path.read_text()


async def test_a_failing_statement_leaves_nothing_and_tells_the_reason(
    executor: Executor, tmp_path: Path
) -> None:
    sql = "select 1 / (5000 - g) from generate_series(1, 10000) g"
    for name, options in (("copy", CsvOptions()), ("rows", CsvOptions(spreadsheet_safe=True))):
        with pytest.raises(ExportError, match=r"division by zero.*What was written is removed"):
            await from_server(executor, sql, order(tmp_path / name, csv=options))
    assert names_in(tmp_path) == []


async def test_the_file_is_refused_before_the_statement_is_sent(
    executor: Executor, source: PlainSource, tmp_path: Path
) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with pytest.raises(TargetExistsError):
        await from_server(executor, "select 1", order(there))
    assert source.sent == 0
    assert there.read_text() == "mine"


@pytest.mark.parametrize("options", [CsvOptions(), CsvOptions(spreadsheet_safe=True)])
async def test_cancelling_stops_the_server_and_leaves_nothing(
    executor: Executor, source: PlainSource, other: Connection, tmp_path: Path, options: CsvOptions
) -> None:
    heard, writing = Heard(), asyncio.Event()

    def hear(progress: ExportProgress) -> None:
        heard(progress)
        writing.set()

    asked = order(tmp_path / "huge.csv", csv=options)
    task = asyncio.create_task(export_statement(HUGE, executor.run, asked, hear))
    await writing.wait()
    assert [name.startswith(".huge.csv.") for name in names_in(tmp_path)] == [True]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names_in(tmp_path) == []
    assert await is_idle(other, source.connection.info.backend_pid)
    assert heard[-1].rows > 0
    done = await from_server(executor, "select 1 as a", order(tmp_path / "next.csv"))
    assert done.rows == 1


async def test_a_server_that_dies_leaves_nothing(
    executor: Executor, source: PlainSource, other: Connection, tmp_path: Path
) -> None:
    writing = asyncio.Event()
    task = asyncio.create_task(
        export_statement(HUGE, executor.run, order(tmp_path / "huge.csv"), lambda _: writing.set())
    )
    await writing.wait()
    await other.execute("select pg_terminate_backend(%s)", (source.connection.info.backend_pid,))
    with pytest.raises(ExportError, match="What was written is removed"):
        await task
    assert names_in(tmp_path) == []


async def test_a_full_disk_is_told_once_and_stops_the_server(
    executor: Executor,
    source: PlainSource,
    other: Connection,
    tmp_path: Path,
    full_after: Callable[[int], None],
) -> None:
    full_after(1_000_000)
    with pytest.raises(ExportError, match=r"The disk is full: .*csv has no room. What was written") as told:
        await from_server(executor, HUGE, order(tmp_path / "huge.csv"))
    assert str(told.value).count("disk is full") == 1
    assert names_in(tmp_path) == []

    async def idle() -> bool:
        return await is_idle(other, source.connection.info.backend_pid)

    await until(idle)


async def test_several_results_are_not_mixed(executor: Executor, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="several results"):
        await from_server(executor, "show work_mem; show port", order(tmp_path / "x.csv"))
    with pytest.raises(ExportError, match="no rows to export"):
        await from_server(executor, "set work_mem = '4MB'", order(tmp_path / "x.csv"))
    assert names_in(tmp_path) == []


async def test_bytes_that_are_no_characters_come_out_as_they_are(
    server: PostgresServer, other: Connection, tmp_path: Path
) -> None:
    """The server refuses to copy them out as UTF-8; then the rows are written by us."""
    await other.execute("create database bytes encoding 'SQL_ASCII' locale 'C' template template0")
    try:
        dsn = server.dsn("bytes")
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            executor = Executor(PlainSource(connection))
            done = await from_server(executor, r"select E'a\377b' as x", order(tmp_path / "x.csv"))
        assert done.path.read_bytes() == b"x\na\xffb\n"
        assert names_in(tmp_path) == ["x.csv"]
    finally:
        await other.execute("drop database bytes")


@given(
    st.lists(st.lists(st.text("a,\"\n\r'", max_size=5), min_size=2, max_size=2), max_size=9),
    st.integers(1, 3),
)
async def test_rows_are_counted_whatever_is_in_them(rows: list[list[str]], a_block: int) -> None:
    class Counted:
        rows = 0

        async def take_bytes(self, data: bytes, rows: int) -> None:
            self.rows += rows

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    pieces = []
    for row in [["h\n", '"'], *rows]:
        writer.writerow(row)
        pieces.append(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    counted = Counted()
    sink = CopySink(counted, CsvOptions())
    for start in range(0, len(pieces), a_block):
        await sink.take(b"".join(pieces[start : start + a_block]))
        await sink.flush()
    assert counted.rows == len(rows)


async def test_a_result_is_exported_as_it_was_offered(source: PlainSource, tmp_path: Path) -> None:
    executor = Executor(source, page_rows=100, lease_s=0)
    sql = "select relname, oid from pg_catalog.pg_class, generate_series(1, 10)"
    await run_all(executor, sql)
    store = executor.stores[0]
    export = ResultExport.of(store, lambda: store.state, sql, executor.run, Selection(range(1, 3), (0,)))
    offer = export.offer()
    assert (offer.name, offer.table, offer.selection) == ("pg_class", ("pg_class",), (2, 1))
    assert (offer.server, offer.waiting, offer.only_reads) == (True, False, True)
    assert offer.rows == len(store) < 1_000
    counts = {}
    for scope in Scope:
        done = await export.run(order(tmp_path / f"{scope.value}.csv", scope=scope), quiet)
        counts[scope] = (done.rows, bool(done.note))
    assert counts[Scope.SELECTION] == (2, False)
    assert counts[Scope.ROWS] == (offer.rows, True)
    assert counts[Scope.SERVER][0] > 4_000
    assert not counts[Scope.SERVER][1]
    writing = ResultExport.of(store, lambda: store.state, "delete from t returning *", executor.run)
    assert not writing.offer().server
    with pytest.raises(ExportError, match="cannot be run again"):
        await writing.run(order(tmp_path / "x.csv", scope=Scope.SERVER), quiet)
