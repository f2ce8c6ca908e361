"""The colours of an editor, taken from the theme in use."""

from collections.abc import Mapping
from typing import Final, get_args

from rich.style import Style
from textual.color import Color, ColorParseError
from textual.widget import Widget

from lakebase_tui.sql.highlight import Group
from lakebase_tui.ui.widgets.editor_painter import EditorStyles, MarkKind

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


def editor_styles(editor: Widget) -> EditorStyles:
    """Resolve every style of an editor, a widget with a text area's component classes and our own."""
    variables = editor.app.theme_variables
    syntax = syntax_styles(variables)
    found = editor.get_component_rich_style
    wrong = syntax["error"]
    match, here = _match_styles(variables, editor.rich_style)
    return EditorStyles(
        ground=editor.rich_style,
        cursor_line=_behind(found("text-area--cursor-line")),
        gutter=found("text-area--gutter"),
        cursor_gutter=found("text-area--cursor-gutter"),
        bar=found("sql-editor--statement", partial=True),
        hidden=wrong,
        syntax=syntax,
        marks={
            MarkKind.PROBLEM: wrong + Style(underline=True),
            MarkKind.ERROR: wrong + Style(underline=True),
            MarkKind.MATCH: match,
            MarkKind.BRACKET: _behind(found("text-area--matching-bracket")),
            MarkKind.SELECTION: found("text-area--selection"),
            MarkKind.MATCH_HERE: here,
            MarkKind.CURSOR: found("text-area--cursor"),
        },
    )


def _match_styles(variables: Mapping[str, str], ground: Style) -> tuple[Style, Style]:
    """The style of what a search found, and of the match that one is at: the latter as in a grid."""
    strong = _parsed(variables.get("grid-match")) or Color.parse("#e5b454")
    text = _parsed(variables.get("grid-match-text")) or Color.parse("#10141b")
    here = Style(color=text.rich_color, bgcolor=strong.rich_color, bold=True)
    if strong.ansi is not None or ground.bgcolor is None:
        return Style(color=strong.rich_color, underline=True), here
    faint = Color.from_rich_color(ground.bgcolor).blend(strong, 0.35)
    return Style(color=ground.color, bgcolor=faint.rich_color), here


def _behind(style: Style) -> Style:
    """What lies behind text gives no colour to the text itself."""
    return Style(bgcolor=style.bgcolor, reverse=style.reverse)


def _parsed(value: str | None) -> Color | None:
    if not value:
        return None
    try:
        return Color.parse(value)
    except ColorParseError:
        return None
