"""The profile of a column, over the workspace."""

from collections.abc import Sequence
from functools import partial
from os import environ

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.query.profile.column_profile import ColumnProfile, ProfileBuilder
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.charts.drawing import Drawing, Piece
from lakebase_tui.ui.charts.glyphs import glyphs_of, output_encoding
from lakebase_tui.ui.charts.profile_page import draw_profile
from lakebase_tui.ui.formatting import short_type
from lakebase_tui.ui.screens.row_reading import UNREADABLE, Ending, RowReading
from lakebase_tui.ui.widgets.drawing_view import DrawingView, line_content


class ProfileScreen(ModalScreen[None]):
    """What a column holds: how many, how many different, from where to where, and what occurs most.

    Args:
        source: The rows.
        columns: The selected columns. From one, left and right go to its neighbours; of several, to each.
        rows: The first row and the one behind the last; None for all that there are.
        complete: Whether the source has all rows of its result.
    """

    BINDINGS = [
        Binding("left", "column(-1)", "The column before", id="profile.previous_column"),
        Binding("right", "column(1)", "The next column", id="profile.next_column"),
        Binding("escape", "leave", "Stop reading; close", id="profile.leave"),
        Binding("q", "close", "Close", id="profile.close"),
    ]
    DEFAULT_CSS = """
    ProfileScreen { align: center middle; }
    ProfileScreen > VerticalScroll {
        width: 120; max-width: 95%; height: auto; max-height: 95%; padding: 1 2; scrollbar-size: 1 1;
        border: round $primary; background: $panel; border-subtitle-color: $dim;
    }
    ProfileScreen DrawingView, ProfileScreen Static { height: auto; }
    """

    def __init__(
        self, source: RowSource, columns: Sequence[int], rows: tuple[int, int] | None, complete: bool
    ) -> None:
        super().__init__()
        self._source = source
        self._complete = complete
        several = len(columns) > 1
        self._columns = tuple(columns) if several else tuple(range(len(source.columns)))
        self._at = 0 if several or not columns else columns[0]
        self._reading = RowReading(self, source, rows, self._say)
        self._profiles: dict[int, ColumnProfile] = {}
        self._failed = False
        self._glyphs = glyphs_of(environ, output_encoding())

    def compose(self) -> ComposeResult:
        """A page that scrolls, and the progress of reading."""
        with VerticalScroll() as frame:
            frame.border_subtitle = "←→ column  ↑↓ scroll  esc close"
            yield Static(id="progress", markup=False)
            yield DrawingView(self._drawing, id="profile")

    def on_mount(self) -> None:
        """Begin to read."""
        self._refresh()

    def action_column(self, by: int) -> None:
        """The profile of a neighbour."""
        if len(self._columns) > 1:
            self._at = (self._at + by) % len(self._columns)
            self._refresh()

    def action_leave(self) -> None:
        """Stop reading, or go back to where we were."""
        if self._reading.running:
            self._reading.stop()
        else:
            self.dismiss()

    def action_close(self) -> None:
        """Back to where we were."""
        self.dismiss()

    def _refresh(self) -> None:
        """Show the column's profile; make it first where there is none yet."""
        self._failed = False
        self._reading.drop()
        if self._columns and self._columns[self._at] not in self._profiles:
            index = self._columns[self._at]
            builder = ProfileBuilder(self._source.columns[index])

            def take(_first: int, rows: Sequence[Row]) -> None:
                builder.add([row[index] for row in rows])

            self._reading.start(take, partial(self._ended, builder, index))
        self._show()

    def _ended(self, builder: ProfileBuilder, index: int, ending: Ending) -> None:
        profile = builder.profile(self._complete and ending is Ending.DONE)
        if ending is Ending.STOPPED and not profile.rows:
            self.dismiss()
            return
        self._failed = ending is Ending.FAILED
        if not self._failed:
            self._profiles[index] = profile
        self._show()

    def _show(self) -> None:
        if self._columns:
            column = self._source.columns[self._columns[self._at]]
            title = f"Profile of {visible(column.name)}  {visible(short_type(column.type_name))}"
            self.query_one(VerticalScroll).border_title = Content(title)
        if not self._reading.running:
            self._say([])
        self.query_one(DrawingView).show(self._drawing)

    def _drawing(self, width: int, _height: int) -> Drawing:
        if not self._columns:
            return [[("No columns", "dim")]]
        if self._failed:
            return [[(UNREADABLE, "warn")]]
        profile = self._profiles.get(self._columns[self._at])
        return draw_profile(profile, width, self._glyphs) if profile is not None else []

    def _say(self, sentences: Sequence[Piece]) -> None:
        progress = self.query_one("#progress", Static)
        progress.display = bool(sentences)
        progress.update(line_content([(f"{text}  ", part) for text, part in sentences]))
