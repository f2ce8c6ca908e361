"""What is made of one result: filtered, sorted, searched and edited, while rows arrive."""

from collections.abc import Callable, Sequence

import pytest

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.edit.changeset import Seen
from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.edit.edited_view import EditedView
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.edit.table import DEFAULT, Editable, TableColumn
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.filters import Filter, FilterError, Op
from lakebase_tui.query.patterns import PatternError
from lakebase_tui.query.rows import Row
from lakebase_tui.query.sort_keys import SortKey
from lakebase_tui.ui.result_reader import DEFAULTED, ResultReader
from tests.support.rows import ListSource

COLUMNS = (Column("id", 23, "integer", ColumnKind.NUMBER), Column("name", 25, "text", ColumnKind.TEXT))
ROWS: Sequence[Row] = [("1", "ann"), ("2", "bob"), ("3", None), ("4", "joann"), ("5", "bob")]
BOB = Filter(1, Op.EQUALS, "bob")
DOWN = SortKey(0, descending=True)
TABLE = Editable(
    oid=1,
    schema="public",
    name="people",
    columns=(
        TableColumn(1, "id", "integer", "integer", "N", not_null=True, identity="d"),
        TableColumn(2, "name", "text", "text", default="'x'"),
    ),
    shown=(1, 2),
    key=(1,),
)


def opened(rows: Sequence[Row] = ROWS) -> tuple[ResultReader, ListSource]:
    source = ListSource(COLUMNS, rows)
    return ResultReader(source), source


def edit(reader: ResultReader) -> Editing:
    """Begin to edit; every row is as it was seen."""

    def nowhere(*_: object) -> None:
        raise AssertionError("the server was asked")

    reader.editing = Editing(reader.source, TABLE, Door(_executor(nowhere), lambda: False))
    for number, row in enumerate(reader.source.rows(0, len(reader.source))):
        reader.editing.changes.see(number, Seen(row, "1"))
    return reader.editing


def _executor(nowhere: Callable[..., None]) -> Executor:
    return Executor(nowhere)  # type: ignore[arg-type]  # nothing is run through it


def ids(reader: ResultReader) -> str:
    return "".join(row[0] or "-" for row in reader.rows.rows(0, len(reader.rows)))


async def test_rows_are_those_of_the_source_as_long_as_nothing_is_asked() -> None:
    reader, source = opened()
    assert reader.rows is source
    source.append(("6", "eve"))
    assert ids(reader) == "123456"
    assert reader.label(0) == ""
    assert reader.scanned == 6


async def test_filters_and_order_together_and_the_way_back() -> None:
    reader, _ = opened()
    await reader.use([BOB], [DOWN])
    assert ids(reader) == "52"
    assert [reader.position(row) for row in range(2)] == [4, 1]
    assert [reader.label(row) for row in range(2)] == ["5", "2"]
    assert reader.marks_of_columns() == ["▼", "∈"]
    assert reader.describe() == ["name = 'bob'"]
    await reader.use([BOB], [SortKey(1), DOWN])
    assert reader.marks_of_columns() == ["▼2", "∈▲1"]
    await reader.use([], [DOWN])
    assert ids(reader) == "54321"
    await reader.use([], [])
    assert ids(reader) == "12345"
    assert reader.rows is reader.source
    reader.close()


async def test_rows_that_arrive_are_filtered_when_it_goes_on() -> None:
    reader, source = opened()
    await reader.use([BOB], [])
    source.append(("6", "bob"), ("7", "eve"))
    assert ids(reader) == "25"
    assert (reader.scanned, len(source)) == (5, 7)
    await reader.go_on()
    assert ids(reader) == "256"
    assert reader.scanned == 7


async def test_sorted_rows_stay_while_others_arrive() -> None:
    reader, source = opened()
    await reader.use([BOB], [DOWN])
    source.append(("6", "bob"))
    await reader.go_on()
    assert ids(reader) == "52"


async def test_what_fails_leaves_what_was_there() -> None:
    reader, _ = opened()
    await reader.use([BOB], [DOWN])
    with pytest.raises(FilterError):
        await reader.use([Filter(0, Op.LESS, "many")], [])
    with pytest.raises(PatternError):
        reader.look_for("(", regex=True)
    assert ids(reader) == "52"
    assert reader.filters == (BOB,)
    assert reader.keys == (DOWN,)
    assert reader.find is None


async def test_a_find_begins_anew_in_other_rows() -> None:
    reader, _ = opened()
    reader.look_for("ann")
    assert reader.find is not None
    assert await reader.find.count() == 2
    version = reader.version
    await reader.use([], [DOWN])
    assert reader.version > version, "what is drawn is void"
    assert reader.find.counted == 0
    hit = await reader.hit(0, 0)
    assert hit is not None
    assert (hit.row, hit.column) == (1, 1)
    await reader.use([BOB], [])
    assert await reader.hit(0, 0) is None


async def test_a_regular_expression_stays_one_when_it_begins_anew() -> None:
    reader, _ = opened()
    reader.look_for("^ann$", regex=True)
    await reader.use([], [DOWN])
    hit = await reader.hit(0, 0)
    assert hit is not None
    assert hit.row == 4
    assert reader.matches(4, ("1", "ann")) == {1: [(0, 3)]}
    assert reader.matches(1, ("4", "joann")) == {}


async def test_finding_goes_both_ways_and_round() -> None:
    reader, _ = opened()
    assert await reader.hit(0, 0) is None
    reader.look_for("o", columns=(1,))
    places = []
    row, column = 0, 0
    for back in (False, False, False, False, True, True):
        hit = await reader.hit(row, column, back=back)
        assert hit is not None
        row, column = hit.row, hit.column
        places.append(row)
    assert places == [1, 3, 4, 1, 4, 3]
    assert reader.look_at((0,))
    assert await reader.hit(0, 0) is None, "the column with matches is hidden"


# -- with pending changes -------------------------------------------------------------------------


async def test_pending_changes_show_in_a_view_at_their_own_rows() -> None:
    reader, _ = opened()
    await reader.use([BOB], [DOWN])
    editing = edit(reader)
    editing.set(reader.position(0), 1, "changed")
    rows = reader.rows
    assert isinstance(rows, EditedView)
    assert rows.rows(0, 9) == [("5", "changed"), ("2", "bob")]
    assert rows.rows(-3, 1) == [("5", "changed")]
    assert rows.rows(1, 2) == [("2", "bob")]
    assert rows.columns == COLUMNS
    assert len(rows) == 2
    assert [reader.label(row) for row in range(2)] == ["~5", "2"]
    assert reader.marks(0) == {1: "changed"}
    assert reader.marks(1) == {}


async def test_a_view_that_is_made_later_is_made_of_what_is_pending() -> None:
    reader, _ = opened()
    editing = edit(reader)
    editing.set(0, 1, "bob")
    editing.delete([4])
    position = editing.insert()
    editing.set(position, 1, "bob")
    version = reader.version
    await reader.use([BOB], [DOWN])
    assert reader.rows.rows(0, 9) == [("DEFAULT", "bob"), ("5", "bob"), ("2", "bob"), ("1", "bob")]
    assert [reader.label(row) for row in range(4)] == ["+", "-5", "2", "~1"]
    assert reader.version > version


async def test_what_the_server_will_put_there_is_compared_as_null() -> None:
    reader, _ = opened()
    editing = edit(reader)
    editing.set(0, 0, DEFAULT)
    editing.insert()
    await reader.use([], [SortKey(0)])
    assert [row[0] for row in reader.rows.rows(0, 9)] == ["2", "3", "4", "5", "DEFAULT", "DEFAULT"]
    await reader.use([Filter(0, Op.GREATER, "3")], [])
    assert ids(reader) == "45"
    await reader.use([Filter(0, Op.IS_NULL)], [])
    assert [reader.position(row) for row in range(len(reader.rows))] == [0, 5]


async def test_what_is_default_is_drawn_as_no_value() -> None:
    reader, _ = opened()
    editing = edit(reader)
    assert reader.marks(0) == {}
    editing.set(0, 1, DEFAULT)
    assert reader.marks(0) == {1: DEFAULTED}
    editing.delete([1])
    assert set(reader.marks(1).values()) == {"deleted"}
    assert [reader.label(row) for row in range(3)] == ["~1", "-2", ""]


async def test_a_change_makes_what_is_drawn_void() -> None:
    reader, _ = opened()
    editing = edit(reader)
    version = reader.version
    editing.set(0, 1, "x")
    assert reader.version != version
