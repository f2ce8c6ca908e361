"""Colours for SQL, taken from the theme in use."""

from collections.abc import Mapping
from typing import Final, get_args

from rich.style import Style
from textual.color import Color, ColorParseError

from lakebase_tui.sql.highlight import Group

FALLBACKS: Final[Mapping[Group, str]] = {
    "keyword": "#82aaff",
    "string": "#c3e88d",
    "number": "#f78c6c",
    "type": "#7fdbca",
    "function": "#ffcb6b",
    "comment": "#7d8a9c",
    "operator": "#89ddff",
    "parameter": "#b392f0",
    "error": "#ef6b73",
}
"""Colours for a theme that names none; a group without one is drawn as plain text."""


def syntax_styles(variables: Mapping[str, str]) -> dict[Group, Style]:
    """Resolve the style of each kind of SQL text.

    Args:
        variables: The theme's variables; `syntax-keyword`, `syntax-string` and so on are looked for.

    Returns:
        A style for each group that has a colour; one that cannot be read falls back to the built-in colour.
    """
    styles: dict[Group, Style] = {}
    for group in get_args(Group):
        fallback = FALLBACKS.get(group)
        value = variables.get(f"syntax-{group}", fallback)
        color = _parsed(value) or _parsed(fallback)
        if color is not None:
            styles[group] = Style(color=color.rich_color)
    return styles


def _parsed(value: str | None) -> Color | None:
    if not value:
        return None
    try:
        return Color.parse(value)
    except ColorParseError:
        return None
