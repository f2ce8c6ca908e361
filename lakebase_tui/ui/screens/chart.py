"""A chart of the numbers of a result, over the workspace."""

from collections.abc import Sequence
from functools import partial
from os import environ

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.query.columns import ColumnKind
from lakebase_tui.query.profile.chart_data import ChartBuilder, ChartData
from lakebase_tui.query.rows import RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.charts.chart_page import Mark, bars_in, caption, draw_chart
from lakebase_tui.ui.charts.drawing import Drawing, Piece
from lakebase_tui.ui.charts.glyphs import Glyphs, glyphs_of, output_encoding
from lakebase_tui.ui.screens.row_reading import UNREADABLE, Ending, RowReading
from lakebase_tui.ui.widgets.drawing_view import DrawingView, line_content

_MOST_SERIES = 12
"""Columns that are read together."""
_FEW_ROWS = 40
"""Rows up to which labels are worth a bar each."""
_KEPT = 4
"""Readings that are kept for coming back to."""
_WHEEL = 3


class ChartScreen(ModalScreen[None]):
    """Lines, bars, histograms or sparklines of columns of numbers.

    Args:
        source: The rows.
        columns: The selected columns; those that hold no numbers serve as axis and labels.
        rows: The first row and the one behind the last; None for all that there are.
        complete: Whether the source has all rows of its result.
    """

    BINDINGS = [
        Binding("l", "draw('LINE')", "Line chart", id="chart.line"),
        Binding("b", "draw('BAR')", "Bar chart", id="chart.bars"),
        Binding("h", "draw('HISTOGRAM')", "Histogram", id="chart.histogram"),
        Binding("k", "draw('SPARKLINE')", "Sparklines", id="chart.sparklines"),
        Binding("left", "series(-1)", "The column before", id="chart.previous_column"),
        Binding("right", "series(1)", "The next column", id="chart.next_column"),
        Binding("x", "axis(1)", "The next column as axis and labels", id="chart.next_axis"),
        Binding("X", "axis(-1)", "The column before as axis and labels", id="chart.previous_axis"),
        Binding("up", "scroll_bars(-1)", "Up", id="chart.up"),
        Binding("down", "scroll_bars(1)", "Down", id="chart.down"),
        Binding("pageup", "page(-1)", "A page up", id="chart.page_up"),
        Binding("pagedown", "page(1)", "A page down", id="chart.page_down"),
        Binding("escape", "leave", "Stop reading; close", id="chart.leave"),
        Binding("q", "close", "Close", id="chart.close"),
    ]
    DEFAULT_CSS = """
    ChartScreen > Vertical {
        padding: 0 1; border: round $primary; background: $ground;
        border-subtitle-color: $dim;
    }
    ChartScreen #caption { height: auto; max-height: 4; margin-top: 1; }
    """

    def __init__(
        self, source: RowSource, columns: Sequence[int], rows: tuple[int, int] | None, complete: bool
    ) -> None:
        super().__init__()
        self._source = source
        self._complete = complete
        numeric = [index for index, column in enumerate(source.columns) if column.kind is ColumnKind.NUMBER]
        chosen = tuple(index for index in columns if index in numeric)[:_MOST_SERIES]
        together = [chosen] if len(chosen) != 1 else []
        self._choices = [*together, *((index,) for index in numeric)]
        self._choice = self._choices.index(chosen)
        self._axes = [None, *range(len(source.columns))]
        self._axis = _first_axis(source, [index for index in columns if index not in numeric])
        self._mark = Mark.LINE
        self._first_bar = 0
        self._reading = RowReading(self, source, rows, self._say)
        self._read: dict[tuple[tuple[int, ...], int | None], ChartData] = {}
        self._failed = False
        self._glyphs: Glyphs = glyphs_of(environ, output_encoding())
        first, stop = rows or (0, len(source))
        labels = self._axis is not None and source.columns[self._axis].kind is not ColumnKind.TIME
        if labels and stop - first <= _FEW_ROWS:
            self._mark = Mark.BAR

    def compose(self) -> ComposeResult:
        """The chart, and what is said of it."""
        with Vertical() as frame:
            frame.border_subtitle = "l line  b bars  h histogram  k sparklines  ←→ column  x axis  esc close"
            yield DrawingView(self._drawing, id="chart")
            yield Static(id="caption", markup=False)

    def on_mount(self) -> None:
        """Begin to read."""
        self._refresh()

    def on_resize(self) -> None:
        """Say what is drawn now."""
        self.call_after_refresh(self._describe)

    def on_mouse_scroll_up(self) -> None:
        """Bars above."""
        self.action_scroll_bars(-_WHEEL)

    def on_mouse_scroll_down(self) -> None:
        """Bars below."""
        self.action_scroll_bars(_WHEEL)

    def action_draw(self, name: str) -> None:
        """Draw in another way."""
        self._mark = Mark[name]
        self._show()

    def action_series(self, by: int) -> None:
        """Draw another column."""
        if len(self._choices) > 1:
            self._choice = (self._choice + by) % len(self._choices)
            self._first_bar = 0
            self._refresh()

    def action_axis(self, by: int) -> None:
        """Another column as axis and labels; none is the rows themselves."""
        self._axis = self._axes[(self._axes.index(self._axis) + by) % len(self._axes)]
        self._refresh()

    def action_scroll_bars(self, by: int) -> None:
        """Other rows' bars."""
        data = self._data
        if data is not None and self._mark is Mark.BAR:
            most = max(0, len(data.bars) - bars_in(data, self._height))
            self._first_bar = min(max(0, self._first_bar + by), most)
            self._show()

    def action_page(self, by: int) -> None:
        """Other rows' bars, by as many as there is room for."""
        if self._data is not None:
            self.action_scroll_bars(by * bars_in(self._data, self._height))

    def action_leave(self) -> None:
        """Stop reading, or go back to where we were."""
        if self._reading.running:
            self._reading.stop()
        else:
            self.dismiss()

    def action_close(self) -> None:
        """Back to where we were."""
        self.dismiss()

    @property
    def _series(self) -> tuple[int, ...]:
        return self._choices[self._choice]

    @property
    def _data(self) -> ChartData | None:
        return self._read.get((self._series, self._axis))

    @property
    def _height(self) -> int:
        return self.query_one("#chart", DrawingView).content_size.height

    def _refresh(self) -> None:
        """Show what was chosen; read it first where it was not read yet."""
        self._failed = False
        if self._data is None and self._series:
            builder = ChartBuilder(self._source.columns, self._series, self._axis)
            ended = partial(self._ended, builder, (self._series, self._axis))
            self._reading.start(builder.add, ended)
        else:
            self._reading.drop()
        self._show()

    def _ended(
        self, builder: ChartBuilder, chosen: tuple[tuple[int, ...], int | None], ending: Ending
    ) -> None:
        self._failed = ending is Ending.FAILED
        if ending is Ending.STOPPED and not builder.rows:
            self.dismiss()
            return
        if not self._failed:
            self._read[chosen] = builder.data(self._complete and ending is Ending.DONE)
            for oldest in list(self._read)[:-_KEPT]:
                del self._read[oldest]
        self._show()

    def _show(self) -> None:
        self.query_one(Vertical).border_title = Content(self._title())
        self.query_one("#chart", DrawingView).show(self._drawing)
        self._describe()

    def _title(self) -> str:
        names = ", ".join(visible(self._source.columns[index].name) for index in self._series)
        along = self._axis if self._mark is not Mark.HISTOGRAM else None
        by = f" by {visible(self._source.columns[along].name)}" if along is not None else ""
        return f"{self._mark.value} of {names}{by}" if names else "Chart"

    def _drawing(self, width: int, height: int) -> Drawing:
        if self._failed:
            return [[(UNREADABLE, "warn")]]
        if not self._series:
            hint = "→ shows the next column of numbers." if len(self._choices) > 1 else ""
            return [[("No numbers in these columns", "value")], [(hint, "dim")]]
        data = self._data
        if data is None:
            return [[("Reading rows", "dim")]]
        if not data.rows:
            return [[("No rows", "dim")]]
        if not any(
            profile.rows - left.total for profile, left in zip(data.profiles, data.left_out, strict=True)
        ):
            return [[("No numbers to draw", "value")]]
        return draw_chart(data, self._mark, (width, height), self._glyphs, self._first_bar) or [
            [("There is no room for this chart.", "dim")]
        ]

    def _describe(self) -> None:
        data = self._data
        if self._reading.running:
            return
        if data is None:
            self._say([])
            return
        view = self.query_one("#chart", DrawingView).content_size
        first, stop = self._first_bar, self._first_bar + bars_in(data, view.height)
        self._say(caption(data, self._mark, view.width, bars=(first, min(stop, len(data.bars)))))

    def _say(self, sentences: Sequence[Piece]) -> None:
        spaced = [(f"{text}  ", part) for text, part in sentences]
        self.query_one("#caption", Static).update(line_content(spaced))


def _first_axis(source: RowSource, others: Sequence[int]) -> int | None:
    """The first selected column of times, else the first that may label."""
    times = [index for index in others if source.columns[index].kind is ColumnKind.TIME]
    return next(iter([*times, *others]), None)
