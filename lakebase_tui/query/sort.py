"""Sort the rows of a result that is complete, whatever its size, in little memory.

Each row becomes one piece of bytes that begins with what it is compared by. Pieces are sorted in runs that
fit in memory and put on disk; merging the runs gives the rows in their order, in a file that is read from
front to back as a user pages through it. (The numbers of the rows alone would do, but then each row on a page
is in another chunk of the store, and a page takes a hundred times as long.)
"""

from collections.abc import Callable, Sequence

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.merge import Runs
from lakebase_tui.query.pace import Pace
from lakebase_tui.query.row_file import RowFile, encode_row
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.query.server_sort import ServerOrder
from lakebase_tui.query.slices import Progress, Slices, unwatched
from lakebase_tui.query.sort_keys import SortKey, asks_server, order_unknown, row_key
from lakebase_tui.sql.visible import visible

__all__ = ["MOST_VALUES", "SortKey", "TooManyValuesError", "sort_rows"]

MOST_VALUES = 100_000
"""Different values in a column that the server is asked to put in order; more are too much for memory."""
_MOST_CHARACTERS = 8_000_000


class TooManyValuesError(LakebaseTuiError):
    """The server is not asked for the order of that many values."""


async def sort_rows(
    source: RowSource,
    keys: Sequence[SortKey],
    progress: Progress = unwatched,
    server: ServerOrder | None = None,
) -> RowFile:
    """Sort all rows that there are. Rows that compare equal stay in their order.

    Args:
        source: The rows; none should arrive any more.
        keys: What to sort by, the most important first.
        progress: Told of steps done and steps in all; a row is several steps.
        server: Asked for the order of values that is not known here.

    Returns:
        The rows in their order; `source_row` tells where they stood. The caller closes it.

    Raises:
        OrderUnknownError: A column's values cannot be put in order without the server.
        TooManyValuesError: The server would have to be asked for too many.
        StoreFullError: There is no room on disk.
        OSError: Rows can no longer be read.
    """
    total = len(source)
    columns = source.columns
    asked = {key.column: key for key in keys if asks_server(key, columns[key.column])}
    steps = total * (len(asked) + 2)
    ranks: dict[int, dict[str, int]] = {}
    for number, (column, key) in enumerate(asked.items()):
        if server is None:
            raise order_unknown(columns[column])
        ranks[column] = await _ranks(source, total, key, server, _part(progress, total * number, steps))
    before = total * len(asked)
    runs = Runs()
    try:
        await _fill(runs, source, total, row_key(keys, columns, ranks), _part(progress, before, steps))
        del ranks
        await runs.finish()
        return await _merged(runs, source, _part(progress, before + total, steps))
    finally:
        runs.close()


async def _fill(
    runs: Runs, source: RowSource, total: int, key_of: Callable[[Row], bytes], tell: Callable[[int], None]
) -> None:
    slices = Slices(source)
    done = 0
    while done < total and (rows := await slices.read(done, total)):
        for number, row in enumerate(rows, done):
            runs.add(key_of(row), number, encode_row(number, row))
        done += len(rows)
        await runs.settle()
        tell(done)


async def _merged(runs: Runs, source: RowSource, tell: Callable[[int], None]) -> RowFile:
    result = RowFile(source.columns)
    pace = Pace()
    complete = False
    try:
        for pieces in runs.merged():
            for piece in pieces:
                result.append(piece)
            tell(len(result))
            await pace.breathe()
        complete = True
    finally:
        if not complete:
            result.close()
    return result


async def _ranks(
    source: RowSource, total: int, key: SortKey, server: ServerOrder, tell: Callable[[int], None]
) -> dict[str, int]:
    """Ask the server for the order of all different values of a column."""
    column = source.columns[key.column]
    values: dict[str, int] = {}
    slices = Slices(source)
    done = characters = 0
    while done < total and (rows := await slices.read(done, total)):
        for row in rows:
            value = row[key.column]
            if value is not None and value not in values:
                values[value] = 0
                characters += len(value)
        if len(values) > MOST_VALUES or characters > _MOST_CHARACTERS:
            raise TooManyValuesError(
                f"{visible(column.name)!r} has too many different values to ask the server for their order.",
                "Sort on the server instead.",
            )
        done += len(rows)
        tell(done)
    ranks = await server.ranks(list(values), column, key.collation or "") if values else ()
    return dict(zip(values, ranks, strict=True))


def _part(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)
