"""Styles of a widget's parts, for widgets that draw their own lines."""

from rich.style import Style
from textual.widget import Widget


def part_style(widget: Widget, part: str) -> Style:
    """The style of a component class on the widget's own background.

    Lines that a widget draws itself are sent as they are, so each segment has to bring the background.
    """
    ground = Style(bgcolor=widget.background_colors[1].rich_color)
    return ground + widget.get_component_rich_style(part, partial=True)
