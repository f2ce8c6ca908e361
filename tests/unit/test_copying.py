"""A selection as text: which rows and columns, how much at most, and that others get their turn."""

import asyncio

import pytest

from lakebase_tui.query.copying import SelectionTooLargeError, bare_value, copy_text
from lakebase_tui.query.formats.aligned_format import AlignedFormat
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.in_list_format import InListFormat
from lakebase_tui.query.formats.tsv_format import TsvFormat, TsvOptions
from lakebase_tui.query.formats.update_format import UpdateFormat, UpdateOptions
from tests.support.rows import ListSource, MadeSource


async def test_rows_and_columns_of_a_selection() -> None:
    source = ListSource()
    text = await copy_text(source, [range(0, 2), range(5, 6)], [1, 0], TsvFormat())
    assert text == "name\tid\nAda Bikes & Co\t4711\nNordlicht GmbH\t4712\nO'Reilly Cycles\t4716\n"


@pytest.mark.parametrize(
    ("row", "column", "value"), [(6, 6, '{"tier":\n "bronze"}'), (2, 6, ""), (5, 1, "O'Reilly Cycles")]
)
def test_a_cell_is_copied_bare(row: int, column: int, value: str) -> None:
    assert bare_value(ListSource(), row, column) == value


async def test_a_single_line_does_not_press_enter() -> None:
    source = ListSource()
    bare = TsvOptions(header=False)
    assert await copy_text(source, [range(1, 2)], [0, 1], TsvFormat(bare)) == "4712\tNordlicht GmbH"
    assert await copy_text(source, [range(1, 3)], [0], TsvFormat(bare)) == "4712\n4713\n"
    assert await copy_text(source, [range(1, 3)], [0], InListFormat()) == "(4712, 4713)"


async def test_all_columns_no_columns_and_no_rows() -> None:
    source = MadeSource(3, columns=2)
    lines = "value 0.0,value 0.1\nvalue 1.0,value 1.1\nvalue 2.0,value 2.1\n"
    assert await copy_text(source, [range(3)], [0, 1], CsvFormat(CsvOptions(header=False))) == lines
    assert await copy_text(source, [range(2)], [], CsvFormat(CsvOptions(header=False))) == "\n\n"
    assert await copy_text(source, [], [0], CsvFormat()) == "column_0"


async def test_a_result_that_has_fewer_rows_than_selected() -> None:
    assert await copy_text(ListSource(), [range(6, 99)], [0], InListFormat()) == "(4717, 4718)"


async def test_a_table_is_measured_first() -> None:
    source = ListSource()
    told: list[tuple[int, int]] = []
    picked = [source.columns[0], source.columns[2]]
    text = await copy_text(
        source,
        [range(7, 8)],
        [0, 2],
        AlignedFormat(picked),
        progress=lambda done, of: told.append((done, of)),
    )
    assert text == "  id  | orders \n------+--------\n 4718 |      9\n(1 row)\n\n"
    assert told == [(1, 2), (2, 2)]


async def test_too_large_a_selection_is_refused_early() -> None:
    source = MadeSource(1_000_000)
    with pytest.raises(SelectionTooLargeError) as failure:
        await copy_text(source, [range(1_000_000)], range(12), TsvFormat(), most=100_000)
    assert "100,000 characters" in failure.value.sentence
    assert "Export" in failure.value.next_step
    assert source.asked < 10_000


async def test_others_get_their_turn_and_a_copy_can_be_given_up() -> None:
    source = MadeSource(2_000_000)
    turns = 0
    done: list[int] = []
    copying = asyncio.create_task(
        copy_text(source, [range(2_000_000)], range(12), TsvFormat(), progress=lambda at, _: done.append(at))
    )
    while turns < 5:
        await asyncio.sleep(0)
        turns += 1
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert done == sorted(done)
    assert 0 < done[-1] < 200_000


async def test_a_format_that_cannot_write_the_columns_says_so() -> None:
    with pytest.raises(ValueError, match="An UPDATE needs"):
        await copy_text(ListSource(), [range(1)], [0], UpdateFormat(UpdateOptions(())))
