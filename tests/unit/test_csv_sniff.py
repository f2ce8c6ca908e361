"""What a CSV file looks like, and how it is cut into records and fields."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.importing.failures import ImportFailedError
from lakebase_tui.query.importing.preview import Sample, preview
from lakebase_tui.query.importing.records import (
    Dialect,
    RecordSplitter,
    Rewriter,
    fields_of,
    value_of,
    without_end,
)
from lakebase_tui.query.importing.sniff import LATIN1, UTF8, WINDOWS, CsvShape, sniff


def shape(text: str | bytes) -> CsvShape:
    return sniff(text.encode() if isinstance(text, str) else text, whole=True)


@pytest.mark.parametrize(
    ("text", "delimiter", "quote", "line_end"),
    [
        ("id,name\n1,Ada\n2,Grace\n", ",", '"', "\n"),
        ("id;total\n1;1,50\n2;2,75\n", ";", '"', "\n"),
        ("id\tname\r\n1\tAda, Countess\r\n", "\t", '"', "\r\n"),
        ("a|b|c\r1|2|3\r", "|", '"', "\r"),
        ('id,note\n1,"a;b;c"\n2,"d;e;f\ng;h"\n3,"x"\n', ",", '"', "\n"),
        ('"a\r\nb";2\n"c";3\n', ";", '"', "\n"),
        ("id,name\n1,'O,'\n2,'x'\n3,'y','z'\n", ",", "'", "\n"),
        ("id,name\n1,it's\n2,isn't, is it\n3,O'Brien\n", ",", '"', "\n"),
        ("only\n1\n2\n", ",", '"', "\n"),
        ("", ",", '"', "\n"),
        ("2026-01-01 10:00|1,5\n2026-01-02 11:00|2,5\n", "|", '"', "\n"),
    ],
)
def test_delimiter_quote_and_line_end(text: str, delimiter: str, quote: str, line_end: str) -> None:
    found = shape(text).dialect
    assert found == Dialect(delimiter.encode(), quote.encode(), line_end.encode())


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("id,name\n1,Ada\n", True),
        ("1,Ada\n2,Grace\n", False),
        ("name,town\nAda,London\nGrace,New York\n", True),
        ("id,2026-01-01\n1,5\n", False),
        ("id,id\n1,2\n", False),
        ("id,\n1,2\n", False),
        ("a,b\n", True),
        ("x,y\nx,y\n", False),
        ("", False),
        ("order no.,total (EUR)\n4711,5\n", True),
    ],
)
def test_a_header_is_told_from_data(text: str, header: bool) -> None:
    assert shape(text).header is header


def test_encodings_are_told_and_said() -> None:
    assert shape("naïve\nü\n").encoding is UTF8
    assert shape(b"\xef\xbb\xbfid\n1\n").bom
    latin = shape("größe\nü\n".encode("latin-1"))
    assert (latin.encoding, latin.remark) == (LATIN1, "The file is not UTF-8: it is read as Latin-1.")
    assert shape("price\n5 €\n".encode("cp1252")).encoding is WINDOWS
    # A character that the sample cuts in two is no reason for doubt.
    assert sniff("id\nü".encode()[:-1], whole=False).encoding is UTF8
    assert sniff("id\nü".encode()[:-1], whole=True).encoding is LATIN1
    for data, words in (("id\n1".encode("utf-16"), "UTF-16"), (b"PK\0\0", "NUL")):
        with pytest.raises(ImportFailedError, match=words):
            shape(data)


TEXTS = st.text(st.sampled_from("ab,;\"'\n\r\\. ü"), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=6)
)


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_records_are_what_pythons_own_reader_finds(rows: list[list[str]], end: str, block: int) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    data = text.getvalue().encode()
    dialect = Dialect(line_end=end.encode())
    splitter = RecordSplitter(dialect)
    records = []
    for start in range(0, len(data), block):
        records += splitter.feed(data[start : start + block])
    records += splitter.end()
    assert b"".join(records) == data
    found = [
        [
            (value_of(field, dialect, b"") or b"").decode()
            for field in fields_of(without_end(r, dialect), dialect)
        ]
        for r in records
    ]
    assert found == rows


@given(
    st.lists(st.sampled_from(["a", '""', '"x,""y"', "", 'b"c,"d', r"\."]), min_size=1, max_size=5), st.data()
)
def test_fields_that_are_kept_stay_byte_for_byte(fields: list[str], data: st.DataObject) -> None:
    raw = [field.encode() for field in fields]
    record = b",".join(raw) + b"\n"
    assert fields_of(record[:-1], Dialect()) == raw
    kept = data.draw(st.lists(st.sampled_from(range(len(raw))), unique=True, min_size=1).map(sorted))
    expected = b",".join(raw[index] for index in kept)
    rewritten = Rewriter(Dialect(), kept, len(raw)).rewrite(record)
    assert rewritten == (b'"\\."' if expected == rb"\." else expected) + b"\n"


def test_an_empty_text_is_not_null() -> None:
    values = [value_of(field, Dialect(), b"") for field in (b"", b'""', b'"a""b"', b'a"b"c', b'"open')]
    assert values == [None, b"", b'a"b', b"abc", b"open"]
    assert [value_of(field, Dialect(), b"NULL") for field in (b"NULL", b'"NULL"', b"")] == [
        None,
        b"NULL",
        b"",
    ]


def test_the_preview_reads_as_it_is_told() -> None:
    data = '\ufeffid;name\r\n1;Ada\r\n2;\r\n3;"a\r\nb"\r\n'.encode()
    found = shape(data)
    seen = preview(Sample(data, True, found), found)
    assert seen.names == ("id", "name")
    assert seen.rows == (("1", "Ada"), ("2", None), ("3", "a\r\nb"))
    as_one = CsvShape(Dialect(b",", b'"', b"\r\n"), header=False, bom=True)
    assert preview(Sample(data, True, as_one), as_one).names == ("column 1",)


def test_a_quote_that_is_never_closed_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lakebase_tui.query.importing.records.MOST_BYTES", 1_000)
    splitter = RecordSplitter(Dialect())
    assert splitter.feed(b"a,b\n" * 1_000 + b'1,"open\n') == [b"a,b\n"] * 1_000
    assert splitter.feed(b"c,d\n" * 200) == []
    with pytest.raises(ImportFailedError, match="too long"):
        splitter.feed(b"c,d\n" * 200)


def test_long_digits_are_looked_at_in_no_time() -> None:
    assert shape("id,n\n" + "1" * 200_000 + "x,2\n").header
