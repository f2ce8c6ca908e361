"""Parquet, Arrow and Excel files of a real server's rows, read back by others."""

import math
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from lakebase_tui.query.executor import Executor
from lakebase_tui.query.export import arrow, xlsx
from lakebase_tui.query.export.exporter import export_rows
from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import ExportOrder
from lakebase_tui.query.export.target import Target
from tests.integration.query.helpers import run_all, until
from tests.integration.query.test_export import from_server, from_store, names_in, order, quiet
from tests.support.rows import MadeSource

TYPED = r"""create temp table t (i2 int2, i4 int4, i8 int8, o oid, f4 float4, f8 float8,
  n15 numeric(15,4), n70 numeric(70,2),
  n numeric, b bool, by bytea, d date, t time, ts timestamp, tz timestamptz, j json, a int[],
  s text);
insert into t values (1, 2, 9223372036854775807, 4, 0.1, 'NaN', 12345678901.23, 1e60, 1.10, true, '\x00ff',
  '2026-02-28', '23:59:59.999999', '2026-01-01 00:00:00.000001', '1900-01-01 00:00:00+00:19:32',
  '{"a":  1}', array[1, null], 'it''s');
insert into t (f8, s) values ('-Infinity', '')"""
FIRST = {
    "i2": 1,
    "i4": 2,
    "i8": 9_223_372_036_854_775_807,
    "o": 4,
    "n15": Decimal("12345678901.2300"),
    "n70": Decimal("1" + "0" * 60 + ".00"),
    "n": "1.10",
    "b": True,
    "by": b"\0\xff",
    "d": date(2026, 2, 28),
    "t": time(23, 59, 59, 999_999),
    "ts": datetime(2026, 1, 1, 0, 0, 0, 1),
    "tz": datetime(1899, 12, 31, 23, 40, 28, tzinfo=UTC),
    "j": '{"a":  1}',
    "a": "{1,NULL}",
    "s": "it's",
}


def read(path: Path) -> pa.Table:
    return pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_file(path).read_all()


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
async def test_typed_columns_are_exact(executor: Executor, tmp_path: Path, kind: str) -> None:
    await run_all(executor, "set timezone = 'Europe/Amsterdam'", TYPED)
    done = await from_server(executor, "table t", order(tmp_path / f"x.{kind}", kind, note="Not all."))
    table = read(done.path)
    first, second = table.to_pylist()
    assert {name: first[name] for name in FIRST} == FIRST
    assert math.isnan(first["f8"])
    assert first["f4"] == pytest.approx(0.1)
    assert {name for name, value in second.items() if value is not None} == {"f8", "s"}
    assert (second["f8"], second["s"]) == (-math.inf, "")
    assert table.schema.metadata[b"note"] == b"Not all."
    assert done.rows == 2


async def test_all_columns_as_text_are_the_servers_own(executor: Executor, tmp_path: Path) -> None:
    sql = "select 'infinity'::date as a, 'NaN'::numeric(5,2) as a, 1.10::float8 as b"
    done = await from_server(executor, sql, order(tmp_path / "x.parquet", "parquet", typed=False))
    assert read(done.path).to_pylist() == [{"a": "infinity", "a_2": "NaN", "b": "1.1"}]


@pytest.mark.parametrize(
    "value",
    ["'infinity'::date", "'0044-03-15 12:00:00 BC'::timestamp", "'infinity'::timestamptz",
     "'10000-01-01'::date", "'24:00:00'::time", "'NaN'::numeric(10,2)"],
)  # fmt: skip
async def test_a_value_that_does_not_fit_is_named(executor: Executor, tmp_path: Path, value: str) -> None:
    kind = value.partition("::")[2]
    odd = f"case g when 12345 then {value} else null::{kind} end"
    sql = f"select g, {odd} as odd from generate_series(1, 20000) g"
    with pytest.raises(ExportError, match=r"^Row 12,345, column odd: .* does not fit the type") as told:
        await from_server(executor, sql, order(tmp_path / "x.parquet", "parquet"))
    assert told.value.next_step == "Export all columns as text."
    assert names_in(tmp_path) == []
    done = await from_server(executor, sql, order(tmp_path / "x.parquet", "parquet", typed=False))
    assert done.rows == 20_000


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
async def test_many_rows_in_several_groups(
    executor: Executor, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "_GROUP_ROWS", 20_000)
    sql = "select g as id, 'x' || g as name from generate_series(1, 50000) g"
    done = await from_store(executor, sql, order(tmp_path / f"x.{kind}", kind))
    table = read(done.path)
    assert table.column("id").to_pylist() == list(range(1, 50_001))
    assert table.column("name")[49_999].as_py() == "x50000"
    if kind == "parquet":
        assert pq.ParquetFile(done.path).num_row_groups > 1


async def test_no_rows_and_no_columns(executor: Executor, tmp_path: Path) -> None:
    for kind in ("parquet", "arrow"):
        done = await from_server(executor, "select 1 as a where false", order(tmp_path / f"x.{kind}", kind))
        assert (read(done.path).num_rows, read(done.path).column_names) == (0, ["a"])
        with pytest.raises(ExportError, match="no columns"):
            await from_server(executor, "select", order(tmp_path / "y", kind))


async def test_what_is_packed_already_is_not_packed_again(executor: Executor, tmp_path: Path) -> None:
    for name, kind in (("x.parquet.gz", "parquet"), ("x.xlsx.zst", "xlsx")):
        with pytest.raises(ExportError, match="compressed already"):
            await from_server(executor, "select 1", order(tmp_path / name, kind))


_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(path: Path, sheet: int = 1) -> Iterator[list[tuple[str, str]]]:
    """Rows of cells: the type that the file gives each, and its text."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
        for row in root.iter(f"{_NS}row"):
            yield [
                (
                    cell.get("t", "n"),
                    "".join(text.text or "" for text in cell.iter() if text.tag != f"{_NS}f"),
                )
                for cell in row.iter(f"{_NS}c")
            ]
        assert not list(root.iter(f"{_NS}f")), "a formula"


def unescaped(text: str) -> str:
    return re.sub("_x([0-9a-fA-F]{4})_", lambda match: chr(int(match[1], 16)), text)


async def test_a_sheet_has_exact_numbers_and_text_and_no_formula(executor: Executor, tmp_path: Path) -> None:
    sql = r"""select * from (values
        (1.5::numeric, 123456789012345, true, '=1+1', 'NaN'::float8),
        (0.12345678901234567, 1234567890123456, false, 'http://x', 1e300),
        (-0.00, 0, null, E'a\x01_x0041_<b>&\r\nü🚲', -2.5)) as t(n, i, b, s, f)"""
    done = await from_server(executor, sql, order(tmp_path / "x.xlsx", "xlsx", note="These are not all."))
    header, *rows = cells(done.path)
    assert [text for _, text in header] == ["n", "i", "b", "s", "f"]
    assert rows[0] == [("n", "1.5"), ("n", "123456789012345"), ("b", "1"), ("inlineStr", "=1+1"),
                       ("inlineStr", "NaN")]  # fmt: skip
    assert rows[1] == [("inlineStr", "0.12345678901234567"), ("inlineStr", "1234567890123456"), ("b", "0"),
                       ("inlineStr", "http://x"), ("n", "1E+300")]  # fmt: skip
    assert [kind for kind, _ in rows[2]] == ["n", "n", "inlineStr", "n"]
    assert unescaped(rows[2][2][1]) == "a\x01_x0041_<b>&\r\nü🚲"
    assert list(cells(done.path, 2)) == [[("inlineStr", "These are not all.")]]


async def test_many_rows_in_a_sheet(executor: Executor, tmp_path: Path) -> None:
    sql = "select g as id, 'x' || g as name from generate_series(1, 5000) g"
    done = await from_store(executor, sql, order(tmp_path / "x.xlsx", "xlsx"))
    rows = list(cells(done.path))
    assert len(rows) == 5_001
    assert rows[5_000] == [("n", "5000"), ("inlineStr", "x5000")]


async def test_what_a_sheet_has_no_room_for_is_refused(
    executor: Executor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "repeat('x', case g when 1500 then 40000 else 1 end)"
    sql = f"select g as id, {long} as s from generate_series(1, 2000) g"
    with pytest.raises(ExportError, match=r"^Row 1,500, column s: a cell has room for 32,767 characters"):
        await from_server(executor, sql, order(tmp_path / "x.xlsx", "xlsx"))
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1_999)
    with pytest.raises(ExportError, match=r"^A sheet has room for 1,999 rows"):
        await from_server(executor, "select generate_series(1, 2000)", order(tmp_path / "x.xlsx", "xlsx"))
    assert names_in(tmp_path) == []


async def test_what_excel_kept_on_disk_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3_000)
    monkeypatch.setattr(xlsx, "spill_directory", lambda: tmp_path)
    asked = ExportOrder(Target(str(tmp_path / "x.xlsx")), "xlsx")
    await export_rows(MadeSource(3_000), asked, quiet)
    with pytest.raises(ExportError, match="room for"):
        await export_rows(MadeSource(3_001), ExportOrder(Target(str(tmp_path / "y.xlsx")), "xlsx"), quiet)

    async def removed() -> bool:  # by the thread, a moment later
        return names_in(tmp_path) == ["x.xlsx"]

    await until(removed)
