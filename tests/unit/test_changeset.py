"""Pending changes without a server: what is shown, what is undone, and what SQL it becomes."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.edit.changeset import Changeset, EditRefusedError, Seen
from lakebase_tui.query.edit.pending_rows import PendingRows
from lakebase_tui.query.edit.statements import question, statements
from lakebase_tui.query.edit.table import DEFAULT, CellValue, Editable, TableColumn
from lakebase_tui.query.rows import Row
from tests.support.rows import ListSource, MadeSource

TABLE = Editable(
    oid=1,
    schema="shop",
    name="Order lines",
    columns=(
        TableColumn(1, "id", "integer", "integer", "N", not_null=True, identity="d"),
        TableColumn(2, "name", "character varying(20)", "character varying", not_null=True),
        TableColumn(3, "note", "text", "text"),
        TableColumn(5, "paid", "boolean", "boolean", "B", default="false"),
        TableColumn(6, "total", "numeric", "numeric", "N", generated="s"),
        TableColumn(7, "hidden", "text", "text"),
    ),
    shown=(1, 2, 0, 3, 5, 6, 2),
    key=(1,),
)
COLUMNS = [
    Column(name, 25, "text", ColumnKind.TEXT) for name in ("id", "name", "x", "note", "paid", "total", "n")
]
ROWS: Sequence[Row] = [(str(n), f"name {n}", "x", None, "f", "0", f"name {n}") for n in range(6)]
NAME, EXPRESSION, NOTE, PAID, TOTAL, TWIN = range(1, 7)


def opened(rows: Sequence[Row] = ROWS) -> tuple[Changeset, PendingRows]:
    changes = Changeset(TABLE)
    for row, values in enumerate(rows):
        changes.see(row, Seen(values, f"7{row}"))
    return changes, PendingRows(ListSource(COLUMNS, rows), changes)


def test_an_edit_is_shown_wherever_its_column_is() -> None:
    changes, rows = opened()
    changes.set(1, 2, "other")
    assert rows.rows(1, 2)[0] == ("1", "other", "x", None, "f", "0", "other")
    assert [rows.mark(1, column) for column in range(7)] == ["", "changed", "", "", "", "", "changed"]
    assert rows.row_mark(1) == "changed"
    assert rows.mark(0, NAME) == rows.row_mark(0) == ""


def test_the_original_value_takes_the_change_away() -> None:
    changes, rows = opened()
    changes.set(1, 3, "")
    changes.set(1, 3, None)
    assert changes.counts.total == 0
    assert list(rows.rows(0, 6)) == list(ROWS)


def test_empty_null_and_default_differ() -> None:
    changes, rows = opened()
    changes.set(0, 3, "")
    changes.set(1, 5, None)
    changes.set(2, 5, DEFAULT)
    assert [rows.rows(r, r + 1)[0][c] for r, c in ((0, NOTE), (1, PAID), (2, PAID))] == ["", None, "DEFAULT"]
    assert [rows.is_default(r, PAID) for r in (1, 2)] == [False, True]
    assert [s.sql.split("\n")[1].strip() for s in statements(changes)] == [
        "note = ''",
        "paid = NULL",
        "paid = DEFAULT",
    ]


def test_what_the_server_will_surely_refuse_is_marked() -> None:
    changes, rows = opened()
    changes.set(0, 2, None)
    changes.set(1, 2, DEFAULT)
    changes.set(2, 5, "")
    assert [rows.mark(r, c) for r, c in ((0, NAME), (1, NAME), (2, PAID))] == ["invalid"] * 3
    new = changes.insert()
    assert [rows.mark(rows.position_of(new), c) for c in range(7)] == [
        *("new", "invalid", "new", "new", "new", "new", "invalid")
    ]


@pytest.mark.parametrize(("number", "said"), [(6, "computed"), (2, "NUL")])
def test_cells_that_take_no_value(number: int, said: str) -> None:
    changes, _ = opened()
    with pytest.raises(EditRefusedError, match=said):
        changes.set(0, number, "a\0b")


def test_new_rows_stand_at_the_end_and_default_in_all_that_was_not_typed() -> None:
    changes, rows = opened()
    first, second = changes.insert(), changes.insert()
    changes.set(second, 2, "two")
    assert [rows.position_of(first), rows.position_of(second)] == [6, 7]
    assert rows.rows(6, 8) == [
        ("DEFAULT", "DEFAULT", None, "DEFAULT", "DEFAULT", "DEFAULT", "DEFAULT"),
        ("DEFAULT", "two", None, "DEFAULT", "DEFAULT", "DEFAULT", "two"),
    ]
    changes.delete([first])
    assert len(rows) == 7
    assert changes.counts.inserted == 1


def test_a_duplicate_takes_pending_values_but_not_the_key() -> None:
    changes, rows = opened()
    changes.set(1, 3, "pending")
    copy = changes.duplicate(1, rows.shown(1))
    assert dict(changes.changes[copy].values) == {2: "name 1", 3: "pending", 5: "f"}
    again = changes.duplicate(copy, rows.shown(copy))
    assert changes.changes[again] == changes.changes[copy]


def test_a_row_to_be_deleted_is_not_changed() -> None:
    changes, rows = opened()
    changes.set(1, 3, "gone")
    changes.delete([1, 2])
    assert {rows.mark(row, column) for row in (1, 2) for column in range(7)} == {"deleted"}
    assert rows.rows(1, 2)[0] == ROWS[1]
    with pytest.raises(EditRefusedError, match="to be deleted"):
        changes.set(1, 3, "x")
    changes.undo()
    assert rows.rows(1, 2)[0][NOTE] == "gone"


def test_reverting_cells_rows_and_all_can_be_undone() -> None:
    changes, _ = opened()
    changes.set(0, 3, "a")
    changes.set(0, 5, "t")
    changes.set(1, 3, "b")
    changes.revert_cell(0, 3)
    assert dict(changes.changes[0].values) == {5: "t"}
    changes.revert_rows([0])
    changes.revert_all()
    assert not changes.changes
    assert [changes.undo() for _ in range(3)] == [True] * 3
    assert dict(changes.changes[0].values) == {3: "a", 5: "t"}
    assert changes.redo()
    assert dict(changes.changes[0].values) == {5: "t"}


def test_applied_rows_are_shown_as_the_server_returned_them() -> None:
    changes, rows = opened()
    new = changes.insert()
    changes.delete([0, 2])
    changes.set(3, 2, "mine")
    returned: Row = ("3", "MINE", "x", None, "f", "1", "MINE")
    rows.settle({new: ("9", "new", None, None, "f", "2", "new"), 0: None, 2: None, 3: returned})
    assert [row[0] for row in rows.rows(0, 99)] == ["1", "3", "4", "5", "9"]
    assert rows.rows(1, 2) == [returned]
    assert [rows.position_of(row) for row in (1, 3, 4, 5, new)] == [0, 1, 2, 3, 4]
    assert [rows.row_at(position) for position in range(5)] == [1, 3, 4, 5, new]
    assert not changes.undo()


def test_statements_in_their_order() -> None:
    changes, _ = opened()
    changes.set(changes.insert(), 2, "it's")
    changes.insert()
    changes.set(0, 1, "1")
    changes.set(1, 1, "9")
    changes.set(1, 2, "a\\b")
    changes.delete([4])
    assert "\n\n".join(f"{each.sql};" for each in statements(changes)) == (
        "DELETE FROM shop.\"Order lines\"\nWHERE id = '4'::integer AND xmin = '74';\n\n"
        "UPDATE shop.\"Order lines\" SET\n    id = '9',\n    name = E'a\\\\b'\n"
        "WHERE id = '1'::integer AND xmin = '71'\nRETURNING id, name, note, paid, total;\n\n"
        "UPDATE shop.\"Order lines\" SET\n    id = '1'\n"
        "WHERE id = '0'::integer AND xmin = '70'\nRETURNING id, name, note, paid, total;\n\n"
        "INSERT INTO shop.\"Order lines\" (name)\nVALUES ('it''s')\n"
        "RETURNING id, name, note, paid, total;\n\n"
        'INSERT INTO shop."Order lines" DEFAULT VALUES\nRETURNING id, name, note, paid, total;'
    )


def test_rows_that_swap_their_keys_are_all_there() -> None:
    changes, _ = opened()
    changes.set(0, 1, "1")
    changes.set(1, 1, "0")
    assert sorted(statement.row for statement in statements(changes)) == [0, 1]


def test_a_question_about_one_row_and_several() -> None:
    assert question(TABLE, ROWS[:1]).endswith("WHERE id IN ('0'::integer)")
    assert question(TABLE, ROWS[:2]).endswith("WHERE id IN (('0'::integer), ('1'::integer))")


def test_no_more_rows_are_read_than_are_shown() -> None:
    source = MadeSource(1_000_000, columns=7)
    changes = Changeset(TABLE)
    rows = PendingRows(source, changes)
    for row in range(0, 1_000_000, 100_000):
        changes.see(row, Seen(rows.shown(row), "1"))
        changes.set(row, 2, "x")
    changes.delete([5])
    rows.settle({5: None})
    source.asked = 0
    assert len(rows.rows(500_000, 500_050)) == 50
    assert source.asked == 50


VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(), st.just(DEFAULT), st.sampled_from(["", "a", "name 1"])
)
ACTIONS = st.one_of(
    st.tuples(st.just("set"), st.integers(-3, 5), st.sampled_from([1, 2, 3, 5]), VALUES),
    st.tuples(st.just("delete"), st.integers(-3, 5), st.just(0), st.none()),
    st.tuples(st.just("insert"), st.integers(0, 5), st.just(0), st.none()),
    st.tuples(st.just("duplicate"), st.integers(-3, 5), st.just(0), st.none()),
    st.tuples(st.just("revert row"), st.integers(-3, 5), st.just(0), st.none()),
    st.tuples(st.just("revert cell"), st.integers(-3, 5), st.sampled_from([1, 2, 3, 5]), st.none()),
    st.tuples(st.just("undo"), st.just(0), st.just(0), st.none()),
    st.tuples(st.just("redo"), st.just(0), st.just(0), st.none()),
)
Action = tuple[str, int, int, CellValue]


def act(changes: Changeset, rows: PendingRows, action: Action) -> None:
    name, row, number, value = action
    change = changes.changes.get(row)
    if row < 0 and change is None:
        return
    if name == "set" and change is not None and change.kind == "delete":
        return
    deeds: dict[str, Callable[[], object]] = {
        "set": lambda: changes.set(row, number, value),
        "delete": lambda: changes.delete([row]),
        "insert": changes.insert,
        "duplicate": lambda: changes.duplicate(row, rows.shown(row)),
        "revert row": lambda: changes.revert_rows([row]),
        "revert cell": lambda: changes.revert_cell(row, number),
        "undo": changes.undo,
        "redo": changes.redo,
    }
    deeds[name]()


@given(st.lists(ACTIONS, max_size=25))
def test_whatever_was_done_can_be_undone_and_done_again(actions: list[Action]) -> None:
    changes, rows = opened()
    for action in actions:
        act(changes, rows, action)
    there, shown = dict(changes.changes), list(rows.rows(0, 99))
    assert len(shown) == len(rows)
    assert len(statements(changes)) == changes.counts.total
    assert all(rows.position_of(rows.row_at(position)) == position for position in range(len(rows)))
    steps = 0
    while changes.undo():
        steps += 1
    assert not changes.changes
    assert list(rows.rows(0, 99)) == list(ROWS)
    while changes.redo():
        steps -= 1
    # What had been undone before comes, too, where nothing was done since.
    while steps < 0:
        changes.undo()
        steps += 1
    assert dict(changes.changes) == there
    assert list(rows.rows(0, 99)) == shown
