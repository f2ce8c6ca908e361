"""CSV and TSV: options, and readers that are not the server."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.tsv_format import TsvFormat, TsvOptions
from lakebase_tui.query.type_kinds import column_for
from tests.support.format_truth import written

ID, NAME, NOTE = column_for("id", 20), column_for("name", 25), column_for("note", 25)
CELL = st.text(st.sampled_from(list('a1",;\t\n\r\\.=-+@ é\x00'.replace("\x00", ""))), max_size=6)
ROWS = st.lists(st.tuples(st.one_of(st.none(), CELL), st.one_of(st.none(), CELL)), max_size=7)


def test_null_and_the_empty_string_differ() -> None:
    rows = [("1", None, ""), ("2", "", None)]
    assert written(CsvFormat(), [ID, NAME, NOTE], rows) == 'id,name,note\n1,,""\n2,"",\n'


def test_psql_does_not_tell_them_apart() -> None:
    text = written(CsvFormat(CsvOptions(as_psql=True)), [ID, NAME, NOTE], [("1", None, "")])
    assert text == "id,name,note\n1,,\n"


def test_what_reads_as_null_gets_quotes() -> None:
    text = written(CsvFormat(CsvOptions(null="NULL")), [NAME, NOTE], [("NULL", None), ("x", "NULLs")])
    assert text == 'name,note\n"NULL",NULL\nx,NULLs\n'


def test_lines_of_a_binary_copy_hold_nuls() -> None:
    rows = [('PGCOPY\0"',), ("a\0,b",), ("\0",), (None,)]
    assert written(CsvFormat(), [NAME], rows) == 'name\n"PGCOPY\0"""\n"a\0,b"\n\0\n\n'


@given(ROWS, st.integers(1, 4))
def test_blocks_make_no_difference(rows: list[tuple[str | None, str | None]], block: int) -> None:
    for options in (CsvOptions(), CsvOptions(null="a1"), CsvOptions(spreadsheet_safe=True)):
        whole = written(CsvFormat(options), [NAME, NOTE], rows, block=100)
        assert written(CsvFormat(options), [NAME, NOTE], rows, block=block) == whole


@given(ROWS)
def test_python_reads_it(rows: list[tuple[str | None, str | None]]) -> None:
    expected = [["name", "note"], *([value or "" for value in row] for row in rows)]
    text = written(CsvFormat(), [NAME, NOTE], rows)
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == expected
    tabs = written(TsvFormat(), [NAME, NOTE], rows)
    assert list(csv.reader(io.StringIO(tabs, newline=""), "excel-tab")) == expected


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("+49 170", "'+49 170"),
        ("-x", "'-x"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        ("\nx", '"\'\nx"'),
        ('=a"b', '"\'=a""b"'),
        ("-12.5e3", "-12.5e3"),
        ("+5", "+5"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
    ],
)
def test_formulas_are_made_harmless(value: str, safe: str) -> None:
    options = CsvOptions(spreadsheet_safe=True)
    text = written(CsvFormat(options), [NAME, ID], [(value, "-1"), (None, "-Infinity")])
    assert text == f"name,id\n{safe},-1\n,-Infinity\n"
    assert written(CsvFormat(), [NAME], [(value,)]).count("'") == value.count("'")


def test_names_are_made_harmless_too() -> None:
    formula = Column("=1", 25, "text", NAME.kind)
    assert written(CsvFormat(CsvOptions(spreadsheet_safe=True)), [formula], []) == "'=1\n"
    assert written(CsvFormat(), [formula], []) == "=1\n"


@pytest.mark.parametrize(
    "wrong",
    [{"delimiter": ""}, {"delimiter": "\n"}, {"quote": ","}, {"escape": ","}, {"null": "a,b"}, {"null": '"'}],
)
def test_options_that_contradict_each_other(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="CSV"):
        CsvOptions(**wrong)  # type: ignore[arg-type]  # these are texts


def test_undecodable_bytes_stay() -> None:
    text = written(CsvFormat(), [NAME], [("a\udcff,b",)])
    assert text.encode(errors="surrogateescape") == b'name\n"a\xff,b"\n'


def test_tabs_for_spreadsheets() -> None:
    rows = [("a\tb", 'say "x"'), ('"q"', "two\nlines"), (None, "")]
    assert written(TsvFormat(TsvOptions(header=False)), [NAME, NOTE], rows) == (
        '"a\tb"\tsay "x"\n"""q"""\t"two\nlines"\n\t\n'
    )


def test_tabs_as_copy_writes_them() -> None:
    rows = [("a\tb\\", None), ("\v\f\b\r\n", "")]
    text = written(TsvFormat(TsvOptions(copy_escapes=True)), [NAME, NOTE], rows)
    assert text == "name\tnote\na\\tb\\\\\t\\N\n\\v\\f\\b\\r\\n\t\n"
