"""psql's CSV in expanded form: a line for each value, its column's name before it."""

from collections.abc import Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.rows import Row


class ExpandedCsvFormat:
    """Writes one result as `psql --csv -x` does."""

    def __init__(self) -> None:
        self._csv = CsvFormat(CsvOptions(header=False, as_psql=True))
        self._names: list[str] = []

    def begin(self, columns: Sequence[Column]) -> str:
        """Nothing: names stand before values."""
        self._names = [column.name for column in columns]
        return self._csv.begin([*columns[:1]] * 2)

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a value."""
        return self._csv.rows([pair for row in rows for pair in zip(self._names, row, strict=True)])

    def end(self, total: int) -> str:
        """Nothing."""
        return self._csv.end(total)
