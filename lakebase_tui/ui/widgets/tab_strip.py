"""One line of tabs that scrolls to keep the active one in view."""

from collections.abc import Sequence
from itertools import accumulate

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from lakebase_tui.ui.widgets.grid_cell import fit, width_of
from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.result_tab import TabStyles, Title

_STYLES = ("name", "active", "dim", "ok", "bad", "warn")
GAP = 1
"""Blank cells between two tabs."""


class TabStrip(Widget):
    """The tabs; a click on one asks for it."""

    COMPONENT_CLASSES = {f"tab--{name}" for name in (*_STYLES, "ground")}

    DEFAULT_CSS = """
    TabStrip {
        height: 1;
        background: $ground;
        & > .tab--name { color: $dim; }
        & > .tab--active { color: $foreground; text-style: bold; }
        & > .tab--dim { color: $dim; }
        & > .tab--ok { color: $status-ok; }
        & > .tab--bad { color: $status-bad; text-style: bold; }
        & > .tab--warn { color: $status-warn; }
        & > .tab--ground { background: $raised; }
    }
    """

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, strip: "TabStrip", index: int) -> None:
            super().__init__()
            self.strip = strip
            self.index = index

        @property
        def control(self) -> "TabStrip":
            """The strip."""
            return self.strip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._titles: Sequence[Title] = ()
        self._active = 0
        self._first = 0
        self._styles_now: tuple[TabStyles, Style] | None = None

    def show(self, titles: Sequence[Title], active: int) -> None:
        """Show these tabs; nothing is drawn where nothing changed."""
        if [*map(tuple, titles)] == [*map(tuple, self._titles)] and active == self._active:
            return
        self._titles, self._active = titles, active
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the tabs that fit, the active one among them."""
        width = self.size.width
        widths = [title_width(title) for title in self._titles]
        self._first = first_tab(widths, self._active, self._first, width)
        styles, ground = self._drawn_with()
        segments: list[Segment] = []
        for index in range(self._first, len(self._titles)):
            here = index == self._active
            segments.extend(_tab(self._titles[index], styles, ground if here else None, width))
            segments.append(Segment(" " * GAP, styles.name))
        strip = Strip(segments)
        more_behind = strip.cell_length - GAP > width
        strip = strip.adjust_cell_length(width, styles.name)
        return _marked(strip, styles.dim, before=self._first > 0, behind=more_behind)

    def notify_style_update(self) -> None:
        """Forget the styles of the old theme."""
        super().notify_style_update()
        self._styles_now = None

    def _drawn_with(self) -> tuple[TabStyles, Style]:
        if self._styles_now is None:
            styles = TabStyles(*(part_style(self, f"tab--{name}") for name in _STYLES))
            self._styles_now = styles, self.get_component_rich_style("tab--ground", partial=True)
        return self._styles_now

    def on_click(self, event: events.Click) -> None:
        """Ask for the tab under the pointer."""
        widths = [title_width(title) for title in self._titles]
        index = tab_at(widths, self._first, event.x)
        if index is not None:
            self.post_message(self.Chosen(self, index))


def title_width(title: Title) -> int:
    """Cells of a tab, with a blank at either side."""
    return sum(width_of(text) for text, _ in title) + 2


def first_tab(widths: Sequence[int], active: int, first: int, room: int) -> int:
    """Which tab stands at the left so that the active one shows whole, moving as little as needed.

    Where those behind leave room, tabs before them have it.
    """
    if not widths:
        return 0
    first = min(first, active)
    ends = list(accumulate(width + GAP for width in widths))
    while first < active and ends[active] - (ends[first - 1] if first else 0) - GAP > room:
        first += 1
    while first and ends[-1] - (ends[first - 2] if first > 1 else 0) - GAP <= room:
        first -= 1  # tabs went, or the screen became wider
    return first


def tab_at(widths: Sequence[int], first: int, x: int) -> int | None:
    """The tab under a cell of the strip, or None."""
    start = 0
    for index in range(first, len(widths)):
        if start <= x < start + widths[index]:
            return index
        start += widths[index] + GAP
    return None


def _marked(strip: Strip, style: Style, *, before: bool, behind: bool) -> Strip:
    """Mark the edges beyond which there are more tabs; what is at the left edge is blank."""
    width = strip.cell_length
    if before:
        strip = Strip([Segment("◂", style), *strip.crop(1, width)])
    if behind:
        strip = Strip([*strip.crop(0, width - 1), Segment("▸", style)])
    return strip


def _tab(title: Title, styles: TabStyles, ground: Style | None, room: int) -> list[Segment]:
    def style(name: str) -> Style:
        own: Style = getattr(styles, "active" if ground is not None and name == "name" else name)
        return own if ground is None else own + ground

    if title_width(title) > room:
        whole = "".join(text for text, _ in title)
        title = [(fit(whole, max(1, room - 2)), "name")]
    return [
        Segment(" ", style("dim")),
        *(Segment(text, style(name)) for text, name in title if text),
        Segment(" ", style("dim")),
    ]
