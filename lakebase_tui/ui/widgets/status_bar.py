"""The last line of the screen: compute, role, token, transaction, result; only its clocks ever tick."""

import time
from collections.abc import Callable

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.status_line import (
    COUNTED_STATES,
    STYLE_NAMES,
    Placed,
    StatusView,
    lay_out,
    render_status,
)

__all__ = ["StatusBar", "StatusView"]


class StatusBar(Widget):
    """Draws a `StatusView` in one line and repaints only the fields that changed.

    Args:
        now: The clock of the view's times, in seconds.
        id: The widget's id.
    """

    COMPONENT_CLASSES = {f"status--{name}" for name in STYLE_NAMES}

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        background: $panel;
        & > .status--ok { color: $status-ok; }
        & > .status--warn { color: $status-warn; }
        & > .status--bad { color: $status-bad; text-style: bold; }
        & > .status--dim { color: $status-dim; }
        & > .status--text { color: $foreground; }
        & > .status--line { color: $line; }
    }
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = now
        self._view = StatusView()
        self._placed: tuple[Placed, ...] = ()
        self._clock: Timer | None = None
        self._colours: dict[str, Style] | None = None

    @property
    def view(self) -> StatusView:
        """What is shown."""
        return self._view

    def on_mount(self) -> None:
        """The clock exists from the start, but ticks only while something on show has a time."""
        self._clock = self.set_interval(1.0, self.tick, pause=True)
        self._wind()

    def show(self, view: StatusView) -> None:
        """Show other values."""
        self._view = view
        self.tick()
        self._wind()

    def tick(self) -> None:
        """Repaint the fields that read differently by now, and only those."""
        placed = lay_out(self._view, self.size.width, self._now())
        for region in changed_regions(self._placed, placed, self.size.width):
            self.refresh(region)
        self._placed = placed

    def on_resize(self) -> None:
        """Place the fields anew; the whole line is drawn anyway."""
        self._placed = lay_out(self._view, self.size.width, self._now())

    def notify_style_update(self) -> None:
        """Forget the old theme's colours."""
        super().notify_style_update()
        self._colours = None

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if self._colours is None:
            self._colours = {name: part_style(self, f"status--{name}") for name in STYLE_NAMES}
        width = self.size.width
        text = render_status(self._view, width, self._now(), self._colours)
        return Strip(list(text.render(self.app.console)), width)

    def _wind(self) -> None:
        if self._clock is None:
            return
        if has_clock(self._view):
            self._clock.resume()
        else:
            self._clock.pause()


def has_clock(view: StatusView) -> bool:
    """Whether what a view says changes by itself as time passes."""
    counting = view.uses_token and view.token_deadline is not None and not view.token_renewing
    if view.state in COUNTED_STATES or view.reading.has_clock:
        return True
    return counting or (view.transaction != "none" and view.transaction_since is not None)


def changed_regions(before: tuple[Placed, ...], after: tuple[Placed, ...], width: int) -> list[Region]:
    """The parts of the line to repaint when its fields go from `before` to `after`."""
    old, new = {each.name: each for each in before}, {each.name: each for each in after}
    if old.keys() != new.keys():
        return [Region(0, 0, width, 1)]
    regions = []
    for name, field in new.items():
        was = old[name]
        if field != was:
            # A field that moved takes the separator at its left along.
            start = field.x if field.x == was.x else max(0, min(field.x, was.x) - 3)
            stop = max(field.x + field.width, was.x + was.width)
            regions.append(Region(start, 0, stop - start, 1))
    return regions
