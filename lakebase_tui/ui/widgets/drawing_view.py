"""Shows a drawing, made anew for whatever size there is."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from lakebase_tui.query.columns import ColumnKind
from lakebase_tui.ui.charts.drawing import Drawing, Line

Draw = Callable[[int, int], Drawing]
"""Makes a drawing of so many cells and lines."""

STYLES: dict[str, str] = {
    **{"": "", "axis": "$dim", "dim": "$dim", "value": "$foreground", "label": "$grid-header"},
    **{"null": "italic $grid-null", "warn": "$status-warn", "title": "bold $grid-header"},
    **{"series-1": "$grid-number", "series-2": "$grid-time"},
    **{"series-3": "$grid-json", "series-4": "$syntax-keyword"},
    **{f"kind-{kind.value}": "$grid-string" for kind in ColumnKind},
    **{f"kind-{name}": f"$grid-{name}" for name in ("number", "boolean", "time", "json", "uuid")},
}
"""The colour of each part of a drawing."""


class DrawingView(Widget):
    """Draws by a function of its size; with a height of `auto` the function says how many lines there are."""

    DEFAULT_CSS = """
    DrawingView { height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, draw: Draw, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw

    def show(self, draw: Draw) -> None:
        """Draw by another function."""
        self._draw = draw
        self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)

    def render(self) -> Content:
        """The drawing for the present size."""
        return as_content(self._draw(self.content_size.width, self.content_size.height))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the drawing has."""
        return len(self._draw(width, viewport.height))


def as_content(drawing: Drawing) -> Content:
    """A drawing with its colours."""
    return Content("\n").join(map(line_content, drawing))


def line_content(line: Line) -> Content:
    """One line, or sentences, with their colours."""
    return Content.assemble(*((text, STYLES[part]) for text, part in line))
