"""A selection of a result on its way to the clipboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import App
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.columns import Column
from lakebase_tui.query.copying import Progress, bare_value, copy_text
from lakebase_tui.query.formats.in_list_format import InListFormat
from lakebase_tui.query.formats.insert_format import UNNAMED_TABLE
from lakebase_tui.query.formats.registry import FORMATS, FormatRequest
from lakebase_tui.query.rows import RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.copying_out import notifier, put, start
from lakebase_tui.ui.formatting import counted


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """How a selection is written."""

    format: str = "tsv"
    """A name in `FORMATS`."""
    header: bool = True
    """Names of columns, in the formats that can do without."""


PLAIN = CopyChoice(header=False)
"""What a grid copies without being asked how: values for a spreadsheet, without names."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows and columns of a result."""

    source: RowSource
    rows: tuple[range, ...]
    """In their order, and none twice."""
    columns: tuple[int, ...]
    """Positions in the source, in the order in which they are to stand."""
    table: tuple[str, ...] = UNNAMED_TABLE
    """Where the rows come from, as far as it is known; for SQL."""
    keys: tuple[int, ...] = ()
    """Positions of the table's key among `columns`; empty where it is not known or not whole among them."""

    @property
    def row_count(self) -> int:
        """How many rows."""
        return sum(map(len, self.rows))

    @property
    def cell(self) -> tuple[int, int] | None:
        """Row and column, where it is one cell alone."""
        if self.row_count != 1 or len(self.columns) != 1:
            return None
        return next(rows.start for rows in self.rows if rows), self.columns[0]

    @property
    def described(self) -> Sequence[Column]:
        """The columns."""
        return [self.source.columns[position] for position in self.columns]


def copy_selection(
    app: App[Any], selection: Selection, choice: CopyChoice | None = None, *, progress: Progress | None = None
) -> Worker[None]:
    """Write a selection, copy it, and say by which way it went; what cannot be done is said too.

    Args:
        app: The app.
        selection: What is copied.
        choice: How; None for the value itself of a single cell, otherwise `PLAIN`.
        progress: Called after each block of rows.

    Returns:
        The worker: cancelled, it copies nothing.
    """
    return start(app, partial(_copy, app, selection, choice, progress))


async def _copy(
    app: App[Any], selection: Selection, choice: CopyChoice | None, progress: Progress | None
) -> None:
    if not selection.row_count or not selection.columns:
        app.notify("There is nothing to copy.")
        return
    try:
        text, what, remark = await _written(selection, choice, progress)
    except LakebaseTuiError as failure:
        _refuse(app, f"{failure.sentence} {failure.next_step}")
    except ValueError as failure:
        _refuse(app, str(failure))
    except OSError as failure:
        _refuse(
            app, f"Rows of this result can no longer be read: {visible(failure.strerror or str(failure))}."
        )
    else:
        tell = notifier(app)
        await put(app, text, lambda copied: tell(f"{copied.sentence(what)}{remark}"))


async def _written(
    selection: Selection, choice: CopyChoice | None, progress: Progress | None
) -> tuple[str, str, str]:
    """The text, what it is, and what else is to be said of it."""
    if choice is None and selection.cell is not None:
        return bare_value(selection.source, *selection.cell), "1 cell", ""
    choice = choice or PLAIN
    kind = FORMATS[choice.format]
    form = kind.make(FormatRequest(selection.described, choice.header, selection.table, selection.keys))
    text = await copy_text(selection.source, selection.rows, selection.columns, form, progress=progress)
    left_out = form.remark if isinstance(form, InListFormat) else ""
    what = f"{counted(selection.row_count, 'row')} as {kind.label}"
    return text, what, f" {left_out}" if left_out else ""


def _refuse(app: App[Any], sentence: str) -> None:
    app.notify(sentence, severity="warning", markup=False)
