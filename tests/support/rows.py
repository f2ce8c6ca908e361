"""Rows for tests of what draws them: a source in memory, one that makes rows as asked, and sample values."""

from collections.abc import Sequence

from lakebase_tui.query.columns import Column, ColumnKind

Row = tuple[str | None, ...]

ORDERS = (
    Column("id", 20, "bigint", ColumnKind.NUMBER),
    Column("name", 25, "text", ColumnKind.TEXT),
    Column("orders", 20, "bigint", ColumnKind.NUMBER),
    Column("total", 1700, "numeric(12,2)", ColumnKind.NUMBER),
    Column("last_order", 1184, "timestamp with time zone", ColumnKind.TIME),
    Column("paid", 16, "boolean", ColumnKind.BOOLEAN),
    Column("attributes", 3802, "jsonb", ColumnKind.JSON),
)
ORDER_ROWS: tuple[Row, ...] = (
    ("4711", "Ada Bikes & Co", "312", "48120.50", "2026-11-21 09:12:44+00", "t", '{"tier": "gold"}'),
    ("4712", "Nordlicht GmbH", "287", "45988.00", "2026-11-22 17:03:10+00", "t", '{"tier": "gold"}'),
    ("4713", "Café Übermorgen", "265", "41077.25", "2026-11-20 11:45:00+00", "f", None),
    ("4714", "自転車の店", "251", "39410.00", "2026-11-22 08:00:00+00", "t", '{"tier": "silver"}'),
    ("4715", "Rue du Vélo 🚲", "249", "38865.75", "infinity", None, '{"tier": "silver"}'),
    ("4716", "O'Reilly Cycles", "244", "37120.00", "2026-11-19 22:31:09+00", "t", ""),
    ("4717", "NULL", "238", "36004.10", "2026-11-22 10:15:37+00", "f", '{"tier":\n "bronze"}'),
    ("4718", "\x1b[31mred\u202e", "9", "-0.05", "0044-03-15 12:00:00+00 BC", "t", "[" + "1, " * 40 + "1]"),
)


class ListSource:
    """Rows held in a list; `append` adds more at the end."""

    def __init__(self, columns: Sequence[Column] = ORDERS, rows: Sequence[Row] = ORDER_ROWS) -> None:
        self.columns = tuple(columns)
        self._rows = list(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        return self._rows[start:stop]

    def append(self, *rows: Row) -> None:
        self._rows.extend(rows)


class MadeSource:
    """Any number of rows of any number of columns, made when asked for; `asked` counts rows made."""

    def __init__(self, total: int, columns: int = 12) -> None:
        kinds = (ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.TIME)
        self.columns = tuple(Column(f"column_{i}", 25, "text", kinds[i % 3]) for i in range(columns))
        self.total = total
        self.asked = 0

    def __len__(self) -> int:
        return self.total

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        stop = min(stop, self.total)
        self.asked += stop - start
        return [tuple(f"value {row}.{i}" for i in range(len(self.columns))) for row in range(start, stop)]
