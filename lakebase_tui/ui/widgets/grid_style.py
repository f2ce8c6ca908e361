"""The looks of a grid: its CSS, the parts that have a style, and those styles read for drawing."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.style import Style

from lakebase_tui.query.columns import ColumnKind

MARKS = ("changed", "new", "deleted", "invalid", "default")
"""What a cell can be marked as."""

PARTS: tuple[str, ...] = (
    *("grid--header", "grid--header-here", "grid--type", "grid--number", "grid--number-here"),
    *("grid--null", "grid--cursor", "grid--cursor-row", "grid--cursor-blurred"),
    *("grid--selection", "grid--match", "grid--line", "grid--message", "grid--ground"),
    *(f"grid--kind-{kind.value}" for kind in ColumnKind),
    *(f"grid--mark-{mark}" for mark in MARKS),
)
"""Component classes of the grid."""

CSS = """
ResultGrid {
    background: $ground;
    color: $foreground;
    scrollbar-size: 1 1;
    & > .grid--header { color: $grid-header; text-style: bold; }
    & > .grid--header-here { color: $foreground; text-style: bold; }
    & > .grid--type { color: $grid-type; }
    & > .grid--number { color: $grid-rownumber; }
    & > .grid--number-here { color: $foreground; }
    & > .grid--null { color: $grid-null; text-style: italic; }
    & > .grid--cursor { color: $grid-cursor-text; background: $grid-cursor; text-style: bold; }
    & > .grid--cursor-row { color: $foreground; background: $grid-cursor-row; }
    & > .grid--cursor-blurred { text-style: bold underline; }
    & > .grid--selection { background: $grid-selection; }
    & > .grid--match { color: $grid-match-text; background: $grid-match; }
    & > .grid--line { color: $line; }
    & > .grid--mark-changed { color: $grid-changed; text-style: bold; }
    & > .grid--mark-new { color: $grid-new; }
    & > .grid--mark-deleted { color: $grid-deleted; text-style: strike; }
    & > .grid--mark-invalid { color: $status-bad; text-style: bold underline; }
    & > .grid--mark-default { color: $grid-null; text-style: italic; }
    & > .grid--message { color: $dim; }
    & > .grid--kind-text { color: $grid-string; }
    & > .grid--kind-number { color: $grid-number; }
    & > .grid--kind-boolean { color: $grid-boolean; }
    & > .grid--kind-time { color: $grid-time; }
    & > .grid--kind-json { color: $grid-json; }
    & > .grid--kind-uuid { color: $grid-uuid; }
    & > .grid--kind-binary { color: $grid-uuid; }
    & > .grid--kind-array { color: $grid-json; }
    & > .grid--kind-other { color: $grid-string; }
}
"""


@dataclass(frozen=True, slots=True)
class GridStyles:
    """Everything a line is drawn with; `kinds` maps the value of a column's kind to its colour."""

    header: Style
    header_here: Style
    type: Style
    row_number: Style
    row_number_here: Style
    null: Style
    kinds: dict[str, Style]
    marks: dict[str, Style]
    """Of cells that somebody marked, by the mark's name."""
    match: Style
    selection: Style
    line: Style
    message: Style
    ground: Style
    cursor_row: Style
    cursor: Style
    cursor_blurred: Style


def read(style_of: Callable[[str], Style]) -> GridStyles:
    """Read all styles; `style_of` gives the style of a component class."""
    return GridStyles(
        header=style_of("grid--header"),
        header_here=style_of("grid--header-here"),
        type=style_of("grid--type"),
        row_number=style_of("grid--number"),
        row_number_here=style_of("grid--number-here"),
        null=style_of("grid--null"),
        kinds={kind.value: style_of(f"grid--kind-{kind.value}") for kind in ColumnKind},
        marks={mark: style_of(f"grid--mark-{mark}") for mark in MARKS},
        match=style_of("grid--match"),
        selection=style_of("grid--selection"),
        line=style_of("grid--line"),
        message=style_of("grid--message"),
        ground=style_of("grid--ground"),
        cursor_row=style_of("grid--cursor-row"),
        cursor=style_of("grid--cursor"),
        cursor_blurred=style_of("grid--cursor-blurred"),
    )
