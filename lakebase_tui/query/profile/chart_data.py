"""What charts of a result's columns are drawn from, read once and in bounded memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import isfinite

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.profile.column_profile import ColumnProfile, ProfileBuilder
from lakebase_tui.query.profile.numbers import MONEY_OID, drawable, number_of
from lakebase_tui.query.profile.points import PointReducer, Points
from lakebase_tui.query.profile.times import CALENDAR, TIME, Instant, instant_of, offset_of
from lakebase_tui.query.rows import Row

BARS = 1_000
"""Rows that get a bar of their own: the first ones."""
_HEAD = 200
"""Characters kept of a label."""


class AxisKind(Enum):
    """What stands along the axis at the bottom."""

    ROW = "row"
    NUMBER = "number"
    MOMENT = "moment"
    TIME_OF_DAY = "time of day"


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row that has a bar for each series."""

    label: str | None
    """The server's text, or the start of a long one; None is NULL."""
    texts: tuple[str | None, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Values of a series that cannot be drawn, by what they are."""

    nulls: int
    nan: int
    infinite: int
    too_large: int
    unread: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.nulls + self.nan + self.infinite + self.too_large + self.unread


@dataclass(frozen=True, slots=True)
class ChartData:
    """All that the charts of some columns need."""

    columns: tuple[Column, ...]
    """One a series."""
    axis: Column | None
    """The column along the axis and of the labels; None for the rows' own numbers."""
    axis_kind: AxisKind
    rows: int
    complete: bool
    """Whether these were all rows that were asked for, of a result that has all of its rows."""
    points: Points
    without_place: int
    """Rows whose place on the axis is NULL, infinite or not understood."""
    offset_s: int
    """How far east of Greenwich the first time on the axis was written, in seconds."""
    bars: tuple[BarRow, ...]
    profiles: tuple[ColumnProfile, ...]
    left_out: tuple[LeftOut, ...]


class ChartBuilder:
    """Collects rows for charts.

    Args:
        columns: Of the result.
        series: Which of them are drawn.
        axis: Which one says where a point is; None for the row's number.
    """

    def __init__(self, columns: Sequence[Column], series: Sequence[int], axis: int | None) -> None:
        self._series = tuple(series)
        self._columns = tuple(columns[index] for index in series)
        self._axis = axis
        self._axis_column = columns[axis] if axis is not None else None
        self._kind = axis_kind(self._axis_column)
        self._profiles = [ProfileBuilder(column) for column in self._columns]
        self._points = PointReducer(len(self._series))
        self._bars: list[BarRow] = []
        self._rows = self._without_place = 0
        self._drawable = [0] * len(self._series)
        self._offset_s: int | None = None

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return self._rows

    def add(self, first: int, rows: Sequence[Row]) -> None:
        """Take rows, of which the first is at the position `first` of the result."""
        texts, numbers = [], []
        for number, (index, column) in enumerate(zip(self._series, self._columns, strict=True)):
            values = [row[index] for row in rows]
            floats = [_float_of(value, column.type_oid) for value in values]
            self._profiles[number].add(values)
            self._drawable[number] += len(floats) - floats.count(None)
            texts.append(values)
            numbers.append(floats)
        points = list(zip(*numbers, strict=True))
        for place, point in zip(self._places(first, rows), points, strict=True):
            if place is None:
                self._without_place += 1
            else:
                self._points.add(place, point)
        self._add_bars(first, rows, list(zip(*texts, strict=True)), points)
        self._rows += len(rows)

    def data(self, complete: bool) -> ChartData:
        """What was collected so far.

        Args:
            complete: Whether that is all there is.
        """
        profiles = tuple(builder.profile(complete) for builder in self._profiles)
        return ChartData(
            columns=self._columns,
            axis=self._axis_column,
            axis_kind=self._kind,
            rows=self._rows,
            complete=complete,
            points=self._points.points(),
            without_place=self._without_place,
            offset_s=self._offset_s or 0,
            bars=tuple(self._bars),
            profiles=profiles,
            left_out=tuple(map(_left_out, profiles, self._drawable)),
        )

    def _places(self, first: int, rows: Sequence[Row]) -> Sequence[Instant | None]:
        if self._axis is None or self._axis_column is None or self._kind is AxisKind.ROW:
            return range(first + 1, first + 1 + len(rows))
        texts, type_oid = [row[self._axis] for row in rows], self._axis_column.type_oid
        if self._kind is AxisKind.NUMBER:
            return [_float_of(text, type_oid) for text in texts]
        if self._offset_s is None and (known := next(filter(None, texts), None)) is not None:
            self._offset_s = offset_of(known)
        return [_moment_of(text, type_oid) for text in texts]

    def _add_bars(
        self,
        first: int,
        rows: Sequence[Row],
        texts: Sequence[tuple[str | None, ...]],
        points: Sequence[tuple[float | None, ...]],
    ) -> None:
        for offset in range(min(len(rows), BARS - len(self._bars))):
            label = str(first + offset + 1) if self._axis is None else rows[offset][self._axis]
            short = label if label is None else label[:_HEAD]
            self._bars.append(BarRow(short, texts[offset], points[offset]))


def axis_kind(column: Column | None) -> AxisKind:
    """What an axis along a column counts; columns without an order of their own count rows."""
    if column is None:
        return AxisKind.ROW
    if column.kind is ColumnKind.NUMBER:
        return AxisKind.NUMBER
    if column.type_oid in CALENDAR:
        return AxisKind.MOMENT
    return AxisKind.TIME_OF_DAY if column.type_oid == TIME else AxisKind.ROW


def _float_of(text: str | None, type_oid: int) -> float | None:
    if text is None:
        return None
    if type_oid == MONEY_OID:
        number = number_of(text, type_oid)
        return None if number is None else drawable(number)
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _moment_of(text: str | None, type_oid: int) -> Instant | None:
    moment = instant_of(text, type_oid) if text is not None else None
    return moment if moment is not None and isfinite(moment) else None


def _left_out(profile: ColumnProfile, drawn: int) -> LeftOut:
    facts = profile.facts
    numbers = facts.numbers
    if numbers is None:
        return LeftOut(profile.nulls, 0, 0, 0, profile.rows - profile.nulls)
    return LeftOut(profile.nulls, numbers.nan, numbers.infinite, numbers.finite - drawn, facts.unread)
