"""CSV files into tables of a real server: all or nothing, and the line that failed."""

import asyncio
import gzip
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query.executor import Executor
from lakebase_tui.query.export.target import Target
from lakebase_tui.query.formats.csv_format import CsvOptions
from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.failures import FailingLine, ImportFailedError
from lakebase_tui.query.importing.importer import Imported, ImportProgress, import_csv
from lakebase_tui.query.importing.locate import Place, place_in
from lakebase_tui.query.importing.plan import ImportPlan, Mapping, by_name, by_position
from lakebase_tui.query.importing.preview import preview, take_sample
from lakebase_tui.query.importing.records import Dialect
from lakebase_tui.query.importing.sniff import LATIN1, CsvShape
from lakebase_tui.query.importing.table import TableColumn, TargetTable, find_table
from lakebase_tui.query.rows import Row
from tests.integration.query.helpers import Connection, PlainSource, is_idle, run_all, until
from tests.integration.query.test_export import from_server, order
from tests.support.postgres_server import PostgresServer


async def planned(
    executor: Executor, file: CsvFile, table: str, mapping: Mapping | None = None
) -> ImportPlan:
    sample = await take_sample(file)
    target = await find_table(table, executor.run)
    names = preview(sample, sample.shape).names
    if mapping is None and sample.shape.header:
        mapping = by_name(names, target.columns)
    return ImportPlan(sample.shape, target, mapping or by_position(len(names), target.columns))


async def imported(
    executor: Executor, path: Path, table: str = "t", mapping: Mapping | None = None
) -> Imported:
    file = CsvFile(str(path))
    plan = await planned(executor, file, table, mapping)
    assert plan.problem() == ""
    return await import_csv(file, plan, executor.run, lambda _: None)


async def rows_of(executor: Executor, sql: str = "table t") -> list[Row]:
    await run_all(executor, sql)
    return executor.stores[0].rows(0, 100_000)


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


async def failing(executor: Executor, path: Path, mapping: Mapping | None = None) -> ImportFailedError:
    with pytest.raises(ImportFailedError) as told:
        await imported(executor, path, mapping=mapping)
    return told.value


async def test_the_table_is_found_as_it_would_be_in_sql(executor: Executor) -> None:
    await run_all(
        executor,
        'create temp table "Odd Name" (id int not null, "A" text not null default 1, b numeric(5,2), '
        "c int generated always as (id + 1) stored, d int generated always as identity, gone int)",
        'alter table "Odd Name" drop column gone',
        "create temp table empty ()",
    )
    table = await find_table('"Odd Name"', executor.run)
    assert table.schema.startswith("pg_temp")
    assert table.columns == (
        TableColumn("id", "integer", True),
        TableColumn("A", "text", False),
        TableColumn("b", "numeric(5,2)", False),
        TableColumn("d", "integer", False),
    )
    assert (await find_table("EMPTY", executor.run)).columns == ()
    for name in ("no_such", "pg_temp.'; drop", "x.y.z.w.v"):
        with pytest.raises(ImportFailedError):
            await find_table(name, executor.run)


VALUES = st.one_of(st.none(), st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])))


def test_what_is_exported_is_imported_alike(server: PostgresServer, tmp_path: Path) -> None:
    @given(st.lists(st.tuples(VALUES, VALUES), max_size=8), st.sampled_from([",", ";", "\t"]))
    @settings(max_examples=40, deadline=None)
    def check(rows: list[Row], delimiter: str) -> None:
        asyncio.run(round_trip(server.dsn(), tmp_path, rows, delimiter))

    check()


async def round_trip(dsn: str, folder: Path, rows: list[Row], delimiter: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        executor = Executor(PlainSource(connection))
        await run_all(
            executor, "create temp table t (a text, b text)", "create temp table u (b text, a text)"
        )
        async with connection.cursor() as cursor:
            await cursor.executemany("insert into t values (%s, %s)", rows)
        asked = order(folder / "x.csv", csv=CsvOptions(delimiter=delimiter))
        done = await from_server(executor, "table t", replace(asked, target=Target(str(folder / "x"), True)))
        shape = CsvShape(Dialect(delimiter.encode()))
        table = await find_table("u", executor.run)
        plan = ImportPlan(shape, table, by_name(("a", "b"), table.columns))
        await import_csv(CsvFile(str(done.path)), plan, executor.run, lambda _: None)
        assert await rows_of(executor, "select a, b from u") == rows


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
async def test_packed_files_are_unpacked(executor: Executor, tmp_path: Path, pack: type[bytes]) -> None:
    await run_all(executor, "create temp table t (id int, name text)")
    lines = "".join(f"{i},name {i}\n" for i in range(50_000))
    path = written(tmp_path / "x", pack(f"id,name\n{lines}".encode()))
    done = await imported(executor, path)
    assert (done.rows, done.bytes) == (50_000, path.stat().st_size)
    assert await rows_of(executor, "select max(id), count(*) from t") == [("49999", "50000")]


async def test_columns_go_where_their_names_say_and_others_are_left_out(
    executor: Executor, tmp_path: Path
) -> None:
    await run_all(
        executor, "create temp table t (id int, full_name text, note text default 'none', gone text)"
    )
    path = written(
        tmp_path / "x.csv",
        'skip,Full Name,more,ID\n"a,b",Ada,,1\n"c\nd","",x,2\n,,"y ""z""",3\n',
    )
    assert (await imported(executor, path)).rows == 3
    assert await rows_of(executor) == [
        ("1", "Ada", "none", None),
        ("2", "", "none", None),
        ("3", None, "none", None),
    ]


async def test_bom_crlf_latin_1_semicolons_and_no_header(executor: Executor, tmp_path: Path) -> None:
    await run_all(executor, "create temp table t (id int, name text)")
    await imported(executor, written(tmp_path / "a.csv", "\ufeffid;name\r\n1;ü\r\n"))
    await imported(executor, written(tmp_path / "b.csv", "2\tgröße\n".encode("latin-1")))
    await imported(executor, written(tmp_path / "c.csv", "3,5 €\n".encode("cp1252")))
    assert await rows_of(executor) == [("1", "ü"), ("2", "größe"), ("3", "5 €")]


FAILING = 'id,note,name\n1,"a\nb\nc",x\n2,"d\ne",y\nthree,"f ""g""\nh",z\n4,i,j\n'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mapping", [None, (0, None, 2), (0, 1, None)])
async def test_the_failing_line_is_found_behind_quoted_line_ends(
    executor: Executor, tmp_path: Path, mapping: Mapping | None, end: str
) -> None:
    await run_all(executor, "create temp table t (id int, note text, name text)")
    path = written(tmp_path / "x.csv", FAILING.replace("\n", end))
    error = await failing(executor, path, mapping)
    assert 'Invalid input syntax for type integer: "three"' in error.sentence
    assert error.sentence.endswith("Nothing of the file was stored.")
    text = f'three,"f ""g""{end}h",z'
    assert error.line == FailingLine(7, text, 0, 5, "id")
    assert await rows_of(executor) == []


async def test_the_value_is_marked_where_it_stands(executor: Executor, tmp_path: Path) -> None:
    await run_all(executor, 'create temp table t (id int, "odd: name" int, c date)')
    text = 'c,x,"odd: name",id\n2026-01-01,"ü,",1,1\n2026-12-01,"ü,","two",2\n'
    error = await failing(executor, written(tmp_path / "x.csv", text))
    assert error.line is not None
    assert (error.line.number, error.line.column) == (3, "odd: name")
    assert error.line.text[error.line.start : error.line.end] == '"two"'


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("id,name\n1,a\n2,b,c\n3,d\n", 3, "Extra data"),
        ("id,name\n1,a\n2\n3,d\n", 3, "Missing data"),
        ("id,name\n1,a\n2,b\n,d\n", 4, "Null value"),
        ("id,name\n1,a\n1,b\n", 3, "Key (id)=(1) already exists"),
        ('id,name\n1,a\n2,"b\n3,c\n', 3, "Unterminated CSV quoted field"),
        ("id,name\n1,a\n2,b", None, ""),
    ],
)
async def test_other_failures_name_their_line_too(
    executor: Executor, tmp_path: Path, text: str, number: int | None, found: str
) -> None:
    await run_all(executor, "create temp table t (id int primary key, name text)")
    path = written(tmp_path / "x.csv", text)
    if number is None:
        assert (await imported(executor, path)).rows == 2
        return
    error = await failing(executor, path)
    assert found in error.sentence
    assert error.line is not None
    assert error.line.number == number
    assert await rows_of(executor) == []


async def test_bytes_that_are_not_what_the_sample_promised_are_named(
    executor: Executor, tmp_path: Path
) -> None:
    await run_all(executor, "create temp table t (id int, name text)")
    lines = b"".join(b"%d,x\n" % i for i in range(100_000))
    error = await failing(executor, written(tmp_path / "x.csv", b"id,name\n" + lines + b"7,\xe9\n8,y\n"))
    assert "Invalid byte sequence" in error.sentence
    assert error.line is not None
    assert error.line.number == 100_002


async def test_cancelling_in_the_middle_leaves_the_table_as_it_was(
    executor: Executor, source: PlainSource, other: Connection, tmp_path: Path
) -> None:
    await run_all(executor, "create table kept (id int, pad text)", "insert into kept values (0, 'old')")
    try:
        path = written(tmp_path / "x.csv", "".join(f"{i},{'x' * 90}\n" for i in range(400_000)))
        file = CsvFile(str(path))
        plan = await planned(executor, file, "kept")
        heard: list[ImportProgress] = []
        under_way = asyncio.Event()

        def hear(progress: ImportProgress) -> None:
            heard.append(progress)
            under_way.set()

        task = asyncio.create_task(import_csv(file, plan, executor.run, hear))
        await under_way.wait()
        assert 0 < heard[0].bytes < heard[0].total_bytes == file.size
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        async def idle() -> bool:
            return await is_idle(other, source.connection.info.backend_pid)

        await until(idle)
        assert await rows_of(executor, "table kept") == [("0", "old")]
    finally:
        await run_all(executor, "drop table kept")


async def test_a_lost_connection_leaves_the_table_as_it_was(
    executor: Executor, source: PlainSource, other: Connection, tmp_path: Path
) -> None:
    await other.execute("create table kept (id int, pad text)")
    try:
        path = written(tmp_path / "x.csv", "".join(f"{i},{'x' * 90}\n" for i in range(400_000)))
        file = CsvFile(str(path))
        plan = await planned(executor, file, "kept")
        under_way = asyncio.Event()
        task = asyncio.create_task(import_csv(file, plan, executor.run, lambda _: under_way.set()))
        await under_way.wait()
        await other.execute("select pg_terminate_backend(%s)", (source.connection.info.backend_pid,))
        with pytest.raises(ImportFailedError):
            await task
        cursor = await other.execute("select count(*) from kept")
        assert await cursor.fetchone() == (0,)
    finally:
        await other.execute("drop table kept")


async def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    broken = written(tmp_path / "broken.gz", gzip.compress(b"id\n1\n" * 1000)[:-20])
    for path, words in (
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, "is a folder"),
        (Path("/dev/null"), "no plain file"),
        (broken, "cannot be read"),
    ):
        with pytest.raises(ImportFailedError, match=words):
            await take_sample(CsvFile(str(path)))


def test_a_plan_says_what_is_wrong_with_it() -> None:
    columns = (TableColumn("id", "integer", True), TableColumn("Na me", "text", False))
    table = TargetTable("s", "t", columns)
    problems = {
        (0, 1): "",
        (0, None): "",
        (None, None): "No column of the file goes into the table.",
        (None, 1): "id must be filled: no NULL, and no default.",
        (0, 1, 1): 'Two columns of the file go into "Na me".',
    }
    for mapping, problem in problems.items():
        assert ImportPlan(CsvShape(), table, mapping).problem() == problem
    plan = ImportPlan(CsvShape(Dialect(b"\t", b"'"), LATIN1, header=False, null="-"), table, (1, 0))
    assert plan.statement() == (
        'COPY s.t ("Na me", id) FROM STDIN '
        "(FORMAT csv, ENCODING 'LATIN1', DELIMITER E'\\t', QUOTE '''', NULL '-')"
    )


def test_names_are_brought_together() -> None:
    columns = [TableColumn(name, "text", False) for name in ("id", "ID", "full_name", "x")]
    assert by_name(("ID", "Full Name", "id", "Id", "y", "fullname"), columns) == (1, 2, 0, None, None, None)
    assert by_position(6, columns) == (0, 1, 2, 3, None, None)


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ('COPY t, line 3, column id: "x, 9"', Place(3, "id")),
        ("COPY t, line 3", Place(3)),
        ('COPY t, line 3: "id: 4"', Place(3)),
        ("SQL function f\nCOPY t, line 12, column a b: null input", Place(12, "a b")),
        ("COPY t, Zeile 3, Spalte a: »x«", Place(3, "a")),
        ("COPY other, line 3", None),
        ("", None),
    ],
)
def test_the_servers_context_is_read(context: str, place: Place | None) -> None:
    assert place_in(context, "t", ("a", "id", "a b")) == place


async def test_an_import_in_a_transaction_goes_with_it(executor: Executor, tmp_path: Path) -> None:
    await run_all(executor, "create temp table t (id int)", "begin")
    await imported(executor, written(tmp_path / "x.csv", "id\n1\n"))
    await run_all(executor, "rollback")
    assert await rows_of(executor) == []


async def test_a_copy_of_an_export_is_the_same_table(executor: Executor, tmp_path: Path) -> None:
    sql = r"""create temp table t as select g as id,
        case g % 5 when 0 then null when 1 then '' when 2 then E'a"\n'
        when 3 then E'\\.' else 'é,' end as name, g / 7.0 as n from generate_series(1, 3000) g"""
    await run_all(executor, sql, "create temp table u (like t)")
    done = await from_server(executor, "table t", order(tmp_path / "x.csv.gz"))
    assert (await imported(executor, done.path, "u")).rows == 3_000
    assert (
        await rows_of(executor, "(table t except all table u) union all (table u except all table t)") == []
    )
