"""A selection of a result as one text, for a clipboard."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.formats.text_format import MeasuredFormat, TextFormat
from lakebase_tui.query.pace import Pace
from lakebase_tui.query.rows import Row, RowSource

MOST_CHARACTERS = 16_000_000
"""How long a copied text may become. More is a case for an export, which goes to its file piece by piece."""

_BLOCK_ROWS = 256
_BLOCK_CHARACTERS = 1024 * 1024

Progress = Callable[[int, int], None]
"""Told how much of the work is done, and how much there is: rows, twice where they are measured first."""


class SelectionTooLargeError(LakebaseTuiError):
    """The text would be longer than `MOST_CHARACTERS`."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The selection is too large to copy: more than {most:,} characters.",
            "Export it to a file, or select less.",
        )


def bare_value(source: RowSource, row: int, column: int) -> str:
    """Take one cell, to be copied as it is: no quotes, no line end, and NULL as nothing.

    Raises:
        OSError: Rows that were kept on disk can no longer be read.
    """
    return source.rows(row, row + 1)[0][column] or ""


async def copy_text(
    source: RowSource,
    rows: Sequence[range],
    columns: Sequence[int],
    form: TextFormat,
    *,
    progress: Progress | None = None,
    most: int = MOST_CHARACTERS,
) -> str:
    """Write a selection in a format, in slices; a cancelled task ends between two of them.

    Args:
        source: The result.
        rows: What is selected of its rows, in order.
        columns: Positions of the columns, in order.
        form: A new one, made for those columns.
        progress: Called after each block of rows.
        most: Characters that the text may have.

    Returns:
        The text. The last line's end is left out of a single line: a paste should not press Enter.

    Raises:
        SelectionTooLargeError: It would be longer.
        ValueError: The format cannot write these columns; the message is for the user.
        OSError: Rows that were kept on disk can no longer be read.
    """
    picked = [source.columns[position] for position in columns]
    work = _Work(sum(map(len, rows)) * (2 if isinstance(form, MeasuredFormat) else 1), progress)
    if isinstance(form, MeasuredFormat):
        for block in _blocks(source, rows, columns):
            form.measure(block)
            await work.done(len(block))
    parts = [form.begin(picked)]
    length = written = 0
    for block in _blocks(source, rows, columns):
        parts.append(form.rows(block))
        length += len(parts[-1])
        if length > most:
            raise SelectionTooLargeError(most)
        written += len(block)
        await work.done(len(block))
    parts.append(form.end(written))
    text = "".join(parts)
    return text.removesuffix("\n") if text.count("\n") == 1 else text


class _Work:
    """Counts what is done, tells it, and lets others run."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._done = 0
        self._pace = Pace()

    async def done(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)
        await self._pace.breathe()


def _blocks(source: RowSource, rows: Sequence[range], columns: Sequence[int]) -> Iterator[Sequence[Row]]:
    """The selected rows, cut to the selected columns; wide rows come in small blocks."""
    pick = _picker(columns, len(source.columns))
    step = 1
    for run in rows:
        start = run.start
        while start < run.stop:
            block = source.rows(start, min(start + step, run.stop))
            if not block:
                return
            start += len(block)
            widest = max(sum(map(len, filter(None, row))) for row in (block[0], block[-1]))
            step = max(1, min(_BLOCK_ROWS, 2 * step, _BLOCK_CHARACTERS // (widest + 1)))
            yield block if pick is None else [pick(row) for row in block]


def _picker(columns: Sequence[int], count: int) -> Callable[[Row], Row] | None:
    """What cuts a row to some of its columns; None where all stay in their order."""
    if list(columns) == list(range(count)):
        return None
    if len(columns) == 1:
        only = columns[0]
        return lambda row: (row[only],)
    if not columns:
        return lambda row: ()
    return itemgetter(*columns)
