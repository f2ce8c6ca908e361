"""SQL, as it reads; that it does what it should is for the server to tell (tests/integration/query)."""

import pytest

from lakebase_tui.query.formats.in_list_format import InListFormat
from lakebase_tui.query.formats.insert_format import InsertFormat, InsertOptions
from lakebase_tui.query.formats.registry import FORMATS, FormatRequest
from lakebase_tui.query.formats.update_format import UpdateFormat, UpdateOptions
from lakebase_tui.query.type_kinds import column_for
from lakebase_tui.sql.literals import quote_literal
from tests.support.format_truth import written
from tests.support.rows import ORDER_ROWS, ORDERS

ID, NAME, BYTES, FLAG = (column_for(*each) for each in (("id", 20), ("Name", 25), ("b", 17), ("ok", 16)))
REAL = column_for("r", 700)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("", "''"),
        ("it's", "'it''s'"),
        ("a\\b", r"'a\b'"),
        ("two\nlines", "'two\nlines'"),
        ("a\tb\\'", r"E'a\tb\\'''"),
        ("\x1b[m\r", r"E'\x1b[m\r'"),
    ],
)
def test_literals(text: str, literal: str) -> None:
    assert quote_literal(text) == literal


def test_an_insert() -> None:
    rows = [("1", "it's", r"\x00ff", "t"), ("-2", None, None, "f"), ("3", "", "", None)]
    form = InsertFormat(InsertOptions(("Sales", "orders"), batch=2))
    assert written(form, [ID, NAME, BYTES, FLAG], rows, block=1) == (
        'INSERT INTO "Sales".orders (id, "Name", b, ok) VALUES\n'
        "  (1, 'it''s', '\\x00ff', true),\n  (-2, NULL, NULL, false);\n"
        'INSERT INTO "Sales".orders (id, "Name", b, ok) VALUES\n'
        "  (3, '', '', NULL);\n"
    )
    assert written(form, [ID], []) == ""
    assert written(InsertFormat(), [], [(), ()]) == "INSERT INTO table_name DEFAULT VALUES;\n" * 2


def test_an_update() -> None:
    form = UpdateFormat(UpdateOptions((2, 0), ("t%",)))
    rows = [("1", "a", "0.1"), ("2", None, None)]
    assert written(form, [ID, NAME, REAL], rows) == (
        "UPDATE \"t%\" SET \"Name\" = 'a' WHERE r = '0.1' AND id = 1;\n"
        'UPDATE "t%" SET "Name" = NULL WHERE r IS NULL AND id = 2;\n'
    )


@pytest.mark.parametrize(("keys", "missing"), [((), "key columns"), ((0,), "beside the key")])
def test_an_update_that_cannot_be_written(keys: tuple[int, ...], missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        UpdateFormat(UpdateOptions(keys)).begin([ID])


def test_an_in_list() -> None:
    form = InListFormat()
    values = [("b",), ("a",), (None,), ("b",), ("it's",)]
    assert written(form, [NAME], values, block=2) == "('b', 'a', 'it''s')"
    assert form.remark == "1 NULL was left out."
    assert (
        written(form, [ID, NAME], [("1", "a"), ("1", "b"), ("1", None), (None, "x")])
        == "((1, 'a'), (1, 'b'))"
    )
    assert form.remark == "2 NULLs were left out."
    assert written(form, [ID], [("1",)]) == "(1)"
    assert form.remark == ""
    assert written(form, [ID], []) == "(NULL)"


def test_every_format_by_its_name() -> None:
    for name, kind in FORMATS.items():
        assert kind.name == name
        assert kind.suffix.startswith(".")
        texts = []
        for header in (True, False):
            request = FormatRequest(ORDERS, header, ("sales", "orders"), (0,))
            texts.append(written(kind.make(request), ORDERS, ORDER_ROWS))
        assert "Nordlicht GmbH" in texts[0], name
        assert (texts[0] != texts[1]) == kind.has_header, name
        assert ("INTO sales.orders" in texts[0] or "UPDATE sales.orders" in texts[0]) == (
            name in ("insert", "update")
        )
