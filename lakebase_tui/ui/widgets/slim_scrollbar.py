"""Scrollbars as a thin line, in whole cells: quiet to look at, and few bytes to move."""

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender


def use_slim_scrollbars() -> None:
    """Draw every scrollbar of this process slim."""
    ScrollBar.renderer = SlimScrollBar


class SlimScrollBar(ScrollBarRender):
    """A thumb of line characters on an empty track."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = Color.default(),  # noqa: B008  a colour is immutable
        bar_color: Color = Color.default(),  # noqa: B008
    ) -> Segments:
        """Draw a scrollbar; sizes and the position are in lines or cells of the content."""
        start, length = thumb(size, virtual_size, window_size, position)
        glyph = "┃" if vertical else "━"
        track = Style(bgcolor=back_color)
        before = Segment(" " * thickness if vertical else " ", track + _on_press("scroll_up"))
        behind = Segment(before.text, track + _on_press("scroll_down"))
        handle = Style(color=bar_color, bgcolor=back_color) + _on_press("grab")
        grip = Segment(glyph.ljust(thickness) if vertical else glyph, handle)
        bar = [before] * start + [grip] * length + [behind] * (size - start - length)
        if vertical:
            return Segments(bar, new_lines=True)
        return Segments([*bar, Segment.line()] * thickness, new_lines=False)


def thumb(size: int, virtual_size: float, window_size: float, position: float) -> tuple[int, int]:
    """Where the thumb starts and how long it is; it touches an end only when the content does."""
    hidden = virtual_size - window_size
    if not size or not window_size or hidden <= 0:
        return 0, 0
    length = min(size, max(1, round(size * window_size / virtual_size)))
    free = size - length
    if position <= 0 or not free:
        return 0, length
    if position >= hidden:
        return free, length
    start = round(free * position / hidden)
    return (min(max(start, 1), free - 1) if free > 1 else start), length


def _on_press(action: str) -> Style:
    return Style(meta={"@mouse.down": action})
