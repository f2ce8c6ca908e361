"""A grid's columns: their order, their widths, which are hidden, which stay, and which are in view."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import short_type
from lakebase_tui.ui.widgets.grid_cell import fraction, shown, width_of

CAP = 40
"""Cells that a column takes at most while others need the room."""
PADDING = 2
"""One blank at either side of each column."""
NARROWEST, WIDEST = 1, 400
"""Cells that a column can be made to take; it never grows beyond the latter by itself."""

_BESIDE = 12
"""Cells that columns which stay leave to those that scroll."""
_TYPE_CAP = 16
"""A long type name alone does not make a column wider than this."""


class GridColumns:
    """Columns of a result by *place* (what is shown, from the left) over their number in the result.

    Widths start from the names, grow with the rows seen, and never shrink by themselves. `version` changes
    whenever anything did that shows, so that cached lines can tell they are stale.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.names = [visible(column.name) for column in columns]
        self.types = [visible(short_type(column.type_name)) for column in columns]
        self.marks = [""] * len(columns)
        """What stands behind a name: how it is sorted or filtered."""
        self.version = 0
        self.order = list(range(len(columns)))
        """The number in the result of each place; hidden columns are left out."""
        self.frozen = 0
        """So many places at the left stay where they are; fewer than wanted where others need the room."""
        self._wanted = 0
        self._natural = [1] * len(columns)
        self._whole = [0] * len(columns)
        self._fraction = [0] * len(columns)
        self._set: dict[int, int] = {}
        self._room = 0
        self.widths: list[int] = []
        """Cells of each place, without its padding."""
        self.starts: list[int] = [0]
        """Where each place starts, and behind the last one where it ends."""
        self._measure_names()
        self._arrange()

    def __len__(self) -> int:
        return len(self.order)

    @property
    def total(self) -> int:
        """Cells that all places take, with their padding."""
        return self.starts[-1]

    @property
    def hidden(self) -> int:
        """How many columns are not shown."""
        return len(self.columns) - len(self.order)

    @property
    def only(self) -> list[int] | None:
        """Numbers of the columns on show; None for all."""
        return sorted(self.order) if self.hidden else None

    def at_place(self, place: int) -> Column:
        """The column that is shown there."""
        return self.columns[self.order[place]]

    def place_of(self, number: int) -> int | None:
        """Where a column of the result is shown; None where it is hidden."""
        return self.order.index(number) if number in self.order else None

    def behind(self, place: int, value: str) -> int:
        """Blanks behind a number that bring its decimal point below the others'."""
        number = self.order[place]
        if self.columns[number].kind is not ColumnKind.NUMBER or not self._fraction[number]:
            return 0
        return self._fraction[number] - fraction(value)

    # -- what the user arranges -------------------------------------------------------------------

    def resize(self, place: int, width: int | None) -> None:
        """Give a column a width of its own in cells, or with None the one that fits it again."""
        number = self.order[place]
        if width is None:
            self._set.pop(number, None)
        else:
            self._set[number] = max(NARROWEST, min(width, WIDEST))
        self._arrange()

    def fit(self, place: int) -> int:
        """The width that shows the whole of what was seen of a column."""
        return self._natural[self.order[place]]

    def move(self, place: int, by: int) -> int:
        """Move a column by places; returns where it is then."""
        target = max(0, min(place + by, len(self.order) - 1))
        self.order.insert(target, self.order.pop(place))
        self._arrange(anew=True)
        return target

    def hide(self, place: int) -> None:
        """Show a column no more, unless it is the only one."""
        if len(self.order) > 1:
            del self.order[place]
            self._wanted -= place < self._wanted
            self._arrange(anew=True)

    def show_all(self) -> None:
        """Show hidden columns again, each behind the one that it follows in the result."""
        for number in range(len(self.columns)):
            if number not in self.order:
                before = self.order.index(number - 1) + 1 if number else 0
                self._wanted += before < self._wanted
                self.order.insert(before, number)
        self._arrange(anew=True)

    def freeze(self, places: int) -> None:
        """Let this many places at the left stay where they are, as far as there is room beside them."""
        self._wanted = max(0, min(places, len(self.order)))
        self._arrange(anew=True)

    def mark(self, marks: Sequence[str]) -> None:
        """Say how each column of the result is sorted or filtered."""
        self.marks = list(marks)
        self._measure_names()
        self._arrange(anew=True)

    def describe(self, types: Sequence[str]) -> None:
        """Better names of the types, once they are known."""
        self.types = [visible(each) for each in types]
        self._measure_names()
        self._arrange(anew=True)

    # -- widths -----------------------------------------------------------------------------------

    def measure(self, rows: Iterable[Sequence[str | None]]) -> bool:
        """Let columns grow to what these rows need; tell whether any drawn width changed."""
        natural = self._natural
        numbers = [column.kind is ColumnKind.NUMBER for column in self.columns]
        grown = False
        for row in rows:
            for index, value in enumerate(row):
                if value and numbers[index] and "." in value:
                    grown = self._measure_number(index, value) or grown
                elif value and len(value) <= natural[index] and value.isascii():
                    continue  # each ASCII character, and each picture of a control, is one cell
                needed = width_of(shown(value, WIDEST))
                if needed > natural[index]:
                    natural[index] = min(needed, WIDEST)
                    grown = True
        return grown and self._arrange()

    def use(self, room: int) -> bool:
        """Say how many cells there are for all columns; tell whether any drawn width changed."""
        if room == self._room:
            return False
        self._room = room
        return self._arrange()

    # -- what is in view --------------------------------------------------------------------------

    def in_view(self, first: int, room: int) -> Iterable[int]:
        """The places of which at least a part shows when `first` stands behind those that stay."""
        first = max(first, self.frozen)
        left = room - self.starts[self.frozen]
        stop = bisect_left(self.starts, self.starts[first] + left, lo=first, hi=len(self.order))
        return (*range(self.frozen), *range(first, stop))

    def first_at(self, offset: int) -> int:
        """The first place that starts at or right of a horizontal offset of what scrolls."""
        here = bisect_left(self.starts, offset + self.starts[self.frozen], lo=self.frozen)
        return max(0, min(here, len(self.order) - 1))

    def offset_of(self, place: int) -> int:
        """The horizontal offset that brings a place behind those that stay."""
        return max(0, self.starts[place] - self.starts[self.frozen])

    def first_to_show(self, place: int, first: int, room: int) -> int:
        """What to put behind those that stay so that a place shows whole, moving as little as needed."""
        if place < self.frozen:
            return first
        if place <= first:
            return place
        room -= self.starts[self.frozen]
        end = self.starts[place + 1]
        if end - self.starts[first] <= room:
            return first
        return min(place, bisect_left(self.starts, end - room))

    def at(self, x: int, first: int) -> int:
        """The place under a horizontal position in view; the last one for all that lies right of it."""
        stay = self.starts[self.frozen]
        if x >= stay:
            x += self.starts[max(first, self.frozen)] - stay
        return max(0, min(bisect_left(self.starts, x + 1) - 1, len(self.order) - 1))

    def end_in_view(self, place: int, first: int) -> int:
        """Where a place ends, as a horizontal position in view."""
        if place < self.frozen:
            return self.starts[place + 1]
        return self.starts[place + 1] - self.starts[max(first, self.frozen)] + self.starts[self.frozen]

    def _measure_names(self) -> None:
        for index, name in enumerate(self.names):
            mark = width_of(self.marks[index])
            kind = min(width_of(self.types[index]), _TYPE_CAP)
            needed = max(1, min(width_of(name), WIDEST) + (mark + 1 if mark else 0), kind)
            self._natural[index] = max(self._natural[index], needed)

    def _measure_number(self, index: int, value: str) -> bool:
        """Room for the longest part before and behind the point, as long as both fit the cap."""
        behind = fraction(value)
        whole, part = len(value) - behind, behind
        whole, part = max(whole, self._whole[index]), max(part, self._fraction[index])
        if (whole, part) == (self._whole[index], self._fraction[index]) or whole + part > CAP:
            return False
        self._whole[index], self._fraction[index] = whole, part
        self._natural[index] = max(self._natural[index], whole + part)
        self.version += 1
        return True

    def _arrange(self, *, anew: bool = False) -> bool:
        natural = [self._set.get(number, self._natural[number]) for number in self.order]
        widths = [
            each if number in self._set else min(each, CAP)
            for number, each in zip(self.order, natural, strict=True)
        ]
        spare = self._room - sum(widths) - PADDING * len(widths)
        # Cut columns share what room is left, the ones that need least first.
        cut = sorted((each, place) for place, each in enumerate(natural) if each > widths[place])
        for position, (wanted, place) in enumerate(cut):
            extra = max(0, min(wanted - CAP, spare // (len(cut) - position)))
            widths[place] += extra
            spare -= extra
        changed = anew or widths != self.widths
        if changed:
            self.widths = widths
            self.starts = [0, *accumulate(width + PADDING for width in widths)]
            self.version += 1
        self.frozen = self._wanted
        while self._room and self.frozen and self.starts[self.frozen] + _BESIDE > self._room:
            self.frozen -= 1
        return changed
