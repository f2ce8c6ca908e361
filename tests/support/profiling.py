"""The profile of a column of rows that are at hand."""

from collections.abc import Sequence

from lakebase_tui.query.profile.column_profile import ColumnProfile, ProfileBuilder
from lakebase_tui.query.profile.reading import Progress, bounds, read
from lakebase_tui.query.rows import Row, RowSource


async def profile_column(
    source: RowSource,
    index: int,
    rows: tuple[int, int] | None = None,
    *,
    complete: bool = True,
    progress: Progress | None = None,
) -> ColumnProfile:
    """Read a column as the screen of profiles does, and make its profile.

    Args:
        source: The rows.
        index: Which column.
        rows: The first row and the one behind the last; None for all.
        complete: Whether the source has all rows of its result.
        progress: Told how many rows are done, and how many there are.
    """
    builder = ProfileBuilder(source.columns[index])
    start, stop = bounds(source, rows)

    def take(_first: int, piece: Sequence[Row]) -> None:
        builder.add([row[index] for row in piece])

    done = await read(source, rows, take, progress)
    return builder.profile(complete and done == stop - start)
