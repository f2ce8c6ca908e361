"""What the formats write, the server reads back as it was."""

import json
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.in_list_format import InListFormat
from lakebase_tui.query.formats.insert_format import InsertFormat, InsertOptions
from lakebase_tui.query.formats.json_format import JsonFormat
from lakebase_tui.query.formats.jsonl_format import JsonlFormat
from lakebase_tui.query.formats.tsv_format import TsvFormat, TsvOptions
from lakebase_tui.query.formats.update_format import UpdateFormat, UpdateOptions
from lakebase_tui.query.rows import Row
from lakebase_tui.query.type_kinds import column_for
from lakebase_tui.sql.literals import quote_literal
from tests.support.format_truth import RawConnection, raw_connection, written
from tests.support.postgres_server import PostgresServer

TEXT = column_for("t", 25)
SPECIAL = st.sampled_from(
    ['"', ",", ";", "'", "\\", "\n", "\r", "\t", "|", "\\.", "\\N", "", " ", "é", "🚲", "x"]
)
VALUE = st.one_of(
    st.none(),
    st.lists(SPECIAL, max_size=5).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)
ROWS = st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=8)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

EVERYTHING = r"""
    create temp table everything (
        id bigint primary key, small smallint, whole int, exact numeric, real_ real, double_ double precision,
        flag boolean, words text, padded char(5), bytes bytea, at timestamptz, day date, span interval,
        j json, jb jsonb, tags text[], numbers int[], u uuid, bits bit(4), cash money, x xid, net inet,
        "Odd Name" text, "select" int, whens tstzrange, kind pg_catalog."char"
    );
    insert into everything values
    (1, 1, 2, 3.1400, 0.1, 5e-324, true, 'it''s', 'ab', '\xdeadbeef', '2026-11-21 09:12:44.5+00',
     '0044-03-15 BC', '1 mon -3 days', '{"a":  1}', '{"b": [1, null]}', '{a,"b c",NULL}', '{1,2}',
     '7d444840-9dc0-11d1-b245-5ffdce74fad2', B'1010', '$1,234.50', '42', '10.0.0.0/8', 'q"q', 7,
     '[2026-01-01,2026-02-01)', 'c'),
    (-9223372036854775808, -32768, -2147483648, 'NaN', 'Infinity', '-0', false, E'a\tb\\c\r\nd', '', '\x',
     'infinity', '-infinity', '-1 year', '[1,
  2]', '"x"', '{}', null, null, B'0000', '-$5.00', '0', '::1', '', -1, 'empty', ''),
    (3, null, null, 12345678901234567890123456789.000000000000000000001, -3.4028235e38,
     1.7976931348623157e308, null, '', null, null,
     null, null, null, null, null, null, null, null, null, null, null, null, null, null,
     null, null),
    (4, 0, 0, 0.0, '-0', 'NaN', null, '\.', null, null, null, null, null, null, null, null, null, null, null,
     null, null, null, 'NULL', null, null, null);
"""


@pytest.fixture(scope="module")
def raw(server: PostgresServer) -> Iterator[RawConnection]:
    with raw_connection(server.dsn()) as connection:
        connection.fetch("create temp table three (n serial, a text, b text, c text)")
        connection.fetch(EVERYTHING)
        yield connection


def columns(*names: str) -> list[Column]:
    return [column_for(name, 25) for name in names]


def read_back(
    raw: RawConnection, table: str = "three", order: str = "n", names: str = "a, b, c"
) -> list[Row]:
    return raw.fetch(f"select {names} from {table} order by {order}")[1]


@given(ROWS, st.sampled_from(["", "NULL", "x"]), st.booleans(), st.sampled_from(["", "\\"]))
@FEW
def test_copy_reads_our_csv(raw: RawConnection, rows: list[Row], null: str, force: bool, escape: str) -> None:
    raw.fetch("truncate three restart identity")
    options = CsvOptions(null=null, force_quote=force, escape=escape)
    text = written(CsvFormat(options), columns("a", "b", "c"), rows)
    said = f"format csv, header match, null {quote_literal(null)}"
    raw.copy_in("three (a, b, c)", said + (rf", escape '{escape}'" if escape else ""), text)
    assert read_back(raw) == rows


@given(ROWS)
@FEW
def test_copy_writes_the_same_csv(raw: RawConnection, rows: list[Row]) -> None:
    raw.fetch("truncate three restart identity")
    raw.copy_in("three (a, b, c)", "format text", written(TsvFormat(TSV), columns("a", "b", "c"), rows))
    assert read_back(raw) == rows
    for sql, names in (
        ("select a, b, c from three order by n", "abc"),
        ("select a from three order by n", "a"),
    ):
        theirs = raw.copy_out(sql, "format csv, header")
        ours = written(CsvFormat(), columns(*names), [row[: len(names)] for row in rows])
        assert ours == theirs
    assert raw.copy_out("select a, b, c from three order by n", "format text, header") == written(
        TsvFormat(TsvOptions(copy_escapes=True)), columns("a", "b", "c"), rows
    )


TSV = TsvOptions(header=False, copy_escapes=True)


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("header", CsvOptions()),
        ("header false, delimiter ';'", CsvOptions(delimiter=";", header=False)),
        ("header, quote '|'", CsvOptions(quote="|")),
        (r"header, escape '\'", CsvOptions(escape="\\")),
        ("header, null 'f'", CsvOptions(null="f")),
        ("header, force_quote *", CsvOptions(force_quote=True)),
    ],
)
@pytest.mark.parametrize("sql", ["select * from everything", "select", "select '' as a", r"select '\.' as a"])
def test_our_csv_is_that_of_copy(raw: RawConnection, said: str, options: CsvOptions, sql: str) -> None:
    described, rows = raw.fetch(sql)
    assert written(CsvFormat(options), described, rows) == raw.copy_out(sql, f"format csv, {said}")


@given(ROWS)
@FEW
def test_inserts_make_the_same_rows(raw: RawConnection, rows: list[Row]) -> None:
    raw.fetch("truncate three restart identity")
    form = InsertFormat(InsertOptions(("three",), batch=3))
    raw.fetch(written(form, columns("a", "b", "c"), rows, block=2))
    assert read_back(raw) == rows


def test_inserts_keep_every_type(raw: RawConnection) -> None:
    described, rows = raw.fetch("select * from everything order by id")
    raw.fetch("create temp table again (like everything)")
    raw.fetch(written(InsertFormat(InsertOptions(("pg_temp", "again"), batch=2)), described, rows))
    assert raw.fetch("select * from again order by id")[1] == rows


def test_updates_make_the_same_rows(raw: RawConnection) -> None:
    described, rows = raw.fetch("select * from everything order by id")
    raw.fetch(
        "create temp table updated (like everything); insert into updated (id) select id from everything"
    )
    form = UpdateFormat(UpdateOptions((0,), ("pg_temp", "updated")))
    raw.fetch(written(form, described, rows))
    assert raw.fetch("select * from updated order by id")[1] == rows


def _keys_of(described: Sequence[Column]) -> list[int]:
    comparable = [i for i, column in enumerate(described) if column.name not in ("id", "words")]
    assert len(comparable) > 20
    return comparable


def test_each_type_can_be_a_key(raw: RawConnection) -> None:
    described, rows = raw.fetch("select * from everything order by id")
    for key in _keys_of(described):
        pair = [described[key], column_for("words", 25)]
        raw.fetch("create temp table keyed as select * from everything")
        form = UpdateFormat(UpdateOptions((0,), ("keyed",)))
        raw.fetch(written(form, pair, [(rows[1][key], "found")]))
        found = raw.fetch("select id from keyed where words = 'found'")[1]
        assert ("1",) in found, described[key].name
        raw.fetch("drop table keyed")


def test_an_in_list_finds_its_rows(raw: RawConnection) -> None:
    described, rows = raw.fetch("select * from everything order by id")
    for position, column in enumerate(described):
        if column.name == "j":
            continue  # json has no equality
        form = InListFormat()
        values = [(row[position],) for row in rows]
        text = written(form, [column], values)
        name = f'"{column.name}"'
        found = raw.fetch(f"select {name} from everything where {name} in {text} order by id")[1]
        assert found == [row for row in values if row != (None,)], column.name
        assert form.left_out == values.count((None,))


def test_an_in_list_of_several_columns(raw: RawConnection) -> None:
    described, rows = raw.fetch("select id, flag from everything order by id")
    text = written(InListFormat(), described, rows)
    assert raw.fetch(f"select id, flag from everything where (id, flag) in {text} order by id")[1] == rows[:2]


def test_an_empty_in_list_finds_nothing(raw: RawConnection) -> None:
    text = written(InListFormat(), [TEXT], [(None,)])
    assert raw.fetch(f"select 1 from everything where words in {text}")[1] == []


@given(ROWS)
@FEW
def test_the_server_reads_our_json(raw: RawConnection, rows: list[Row]) -> None:
    text = written(JsonFormat(), columns("a", 'b"', "a"), rows)
    sql = f"""select e->>'a', e->>'b"', e->>'a_2' from json_array_elements({quote_literal(text)}::json) e"""
    assert raw.fetch(sql)[1] == rows


def test_json_of_every_type(raw: RawConnection) -> None:
    described, rows = raw.fetch("select * from everything order by id")
    array = json.loads(written(JsonFormat(), described, rows))
    lines = written(JsonlFormat(), described, rows).splitlines()
    assert [json.loads(line) for line in lines] == array
    assert [list(each) for each in array] == [[column.name for column in described]] * len(rows)
    second, first, third, _ = array
    assert (first["id"], first["flag"], first["j"], first["cash"]) == (1, True, {"a": 1}, "$1,234.50")
    assert (second["exact"], second["real_"], second["j"]) == ("NaN", "Infinity", [1, 2])
    assert third["words"] == ""
    assert third["flag"] is None
    assert "12345678901234567890123456789.000000000000000000001" in lines[2]
    text = written(JsonFormat(), described, rows)
    sql = f"select (jsonb_populate_recordset(null::everything, {quote_literal(text)}::jsonb)).*"
    # jsonb neither keeps the layout of json nor the sign of zero
    without = [i for i, column in enumerate(described) if column.name not in ("j", "real_", "double_")]
    back = raw.fetch(sql)[1]
    assert [[row[i] for i in without] for row in back] == [[row[i] for i in without] for row in rows]
