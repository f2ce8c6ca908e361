"""A selection on its way to the clipboard: what is copied, and what is said."""

from collections.abc import Sequence

import pytest
from textual.app import App
from textual.worker import WorkerCancelled

from lakebase_tui.query.copying import MOST_CHARACTERS
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.ui.clipboard.selection import CopyChoice, Selection, copy_selection
from tests.support.frames import ThemedApp
from tests.support.rows import ListSource, MadeSource

SOURCE = ListSource()


def said(app: App[None]) -> list[str]:
    return [notification.message for notification in app._notifications]


async def copied(selection: Selection, choice: CopyChoice | None = None) -> tuple[str, list[str]]:
    app = ThemedApp()
    async with app.run_test():
        await copy_selection(app, selection, choice).wait()
        return app.clipboard, said(app)


@pytest.mark.parametrize(
    ("rows", "columns", "choice", "text", "sentence"),
    [
        (range(5, 6), (1,), None, "O'Reilly Cycles", "Copied 1 cell, 15 B, to"),
        (range(6, 7), (6,), None, '{"tier":\n "bronze"}', "Copied 1 cell, 19 B, to"),
        (range(2, 3), (6,), None, "", "Copied 1 cell, 0 B, to"),
        (
            range(2),
            (1, 0),
            None,
            "Ada Bikes & Co\t4711\nNordlicht GmbH\t4712\n",
            "Copied 2 rows as TSV, 40 B, to",
        ),
        (range(1), (0, 5), CopyChoice("csv"), "id,paid\n4711,t\n", "Copied 1 row as CSV, 15 B, to"),
        (range(1), (0,), CopyChoice("csv", False), "4711", "Copied 1 row as CSV, 4 B, to"),
    ],
)
async def test_what_is_copied(
    rows: range, columns: tuple[int, ...], choice: CopyChoice | None, text: str, sentence: str
) -> None:
    clipboard, told = await copied(Selection(SOURCE, (rows,), columns), choice)
    assert clipboard == text
    assert told == [f"{sentence} the terminal's clipboard (OSC 52)."]


async def test_what_was_left_out_is_said() -> None:
    clipboard, [told] = await copied(Selection(SOURCE, (range(4),), (6,)), CopyChoice("in-list"))
    assert clipboard == """('{"tier": "gold"}', '{"tier": "silver"}')"""
    assert told.endswith("(OSC 52). 1 NULL was left out.")


async def test_sql_knows_table_and_key() -> None:
    selection = Selection(SOURCE, (range(1),), (0, 5), ("sales", "orders"), (0,))
    clipboard, _ = await copied(selection, CopyChoice("update"))
    assert clipboard == "UPDATE sales.orders SET paid = true WHERE id = 4711;"


class LostSource(ListSource):
    """Its rows were on a disk that is gone."""

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("source", "rows", "choice", "sentence"),
    [
        (SOURCE, range(1), CopyChoice("update"), "An UPDATE needs key columns, to find its row by."),
        (SOURCE, range(0), None, "There is nothing to copy."),
        (LostSource(), range(2), None, "Rows of this result can no longer be read: Input/output error."),
        (
            MadeSource(MOST_CHARACTERS // 10, 1), range(MOST_CHARACTERS // 10), None,
            "The selection is too large to copy: more than 16,000,000 characters."
            " Export it to a file, or select less.",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_copied(
    source: RowSource, rows: range, choice: CopyChoice | None, sentence: str
) -> None:
    clipboard, told = await copied(Selection(source, (rows,), (0,)), choice)
    assert clipboard == ""
    assert told == [sentence]


async def test_a_copy_can_be_given_up() -> None:
    app = ThemedApp()
    async with app.run_test():
        whole = Selection(MadeSource(500_000), (range(500_000),), tuple(range(12)))
        worker = copy_selection(app, whole, progress=lambda done, of: worker.cancel())
        with pytest.raises(WorkerCancelled):
            await worker.wait()
        assert app.clipboard == ""
        assert said(app) == []


async def test_the_next_copy_takes_the_place_of_one_that_is_on_its_way() -> None:
    app = ThemedApp()
    async with app.run_test():
        whole = Selection(MadeSource(500_000), (range(500_000),), tuple(range(12)))
        first = copy_selection(app, whole)
        second = copy_selection(app, Selection(SOURCE, (range(1),), (1,)))
        await second.wait()
        assert first.is_cancelled
        assert app.clipboard == "Ada Bikes & Co"
        assert len(said(app)) == 1
