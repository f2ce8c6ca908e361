"""Whole lines of a plan's tree as spans: guides, marks, title, then the figures in their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.node_lines import node_lines
from lakebase_tui.query.explain.titles import title_parts
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets.grid_cell import ELLIPSIS, fit, width_of
from lakebase_tui.ui.widgets.plan_columns import GAP, Column, columns_of, figures_of, taken_by
from lakebase_tui.ui.widgets.plan_rows import GONE, ShownPlan, Span, TreeRow, tree_rows

_MARGIN: Final = " "
_TITLE: Final = 42
_SHARE: Final = 0.4
"""Cells, and the part of a line, for which a tree drops columns; what is longer is cut off."""
_LEAST_TITLE: Final = 20
"""Cells that are kept free of guides, however deep a node is."""
HOTTEST: Final = "◆"
_NOT_SEARCHED: Final = frozenset(("Output", "Buffers"))
LOOK: Final = "!"
NEW: Final = "+"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a line is divided."""

    width: int
    """Cells of a line."""
    title: int
    """Cells of the tree."""
    columns: Sequence[Column]


def layout_of(shown: ShownPlan, width: int) -> Layout:
    """Divide a line: the tree has what its longest title needs, the figures stand right behind it.

    Args:
        shown: The plan on show.
        width: Cells of a line.
    """
    titles = (_title(shown, row) for row in tree_rows(shown, ()) if row.node is not None)
    needed = max((sum(width_of(text) for text, _ in title) for title in titles), default=0)
    columns = columns_of(shown, width, min(needed, max(_TITLE, int(_SHARE * width))))
    return Layout(width, max(0, min(max(needed, _TITLE), width - taken_by(columns))), columns)


def heading(layout: Layout) -> list[Span]:
    """The line above the tree."""
    spans = [(" " * layout.title, "heading")]
    for column in layout.columns:
        spans.append((" " * GAP + fit(column.heading, column.width, right=not column.bar), "heading"))
    return spans


def line(shown: ShownPlan, row: TreeRow, layout: Layout) -> list[Span]:
    """A line of the tree."""
    figures = figures_of(shown, row)
    if figures is None:
        return fitted([(_MARGIN, "text"), (GONE, "heading")], layout.width)
    spans = fitted(_title(shown, row, layout.title), layout.title)
    for column in layout.columns:
        text, part = column.write(figures)
        spans.append((" " * GAP + fit(text, column.width, right=not column.bar), part))
    return spans


def search_text(shown: ShownPlan, row: TreeRow) -> str:
    """What a search looks through: the title as it is drawn, and what EXPLAIN writes beneath the node."""
    title = "".join(text for text, _ in _words(shown, row))
    beneath = node_lines(row.node) if row.node is not None else []
    return "\n".join([title, *(each.value for each in beneath if each.label not in _NOT_SEARCHED)])


def fitted(spans: Sequence[Span], width: int) -> list[Span]:
    """Cut or fill spans to exactly `width` cells; an ellipsis tells that something was cut off."""
    found: list[Span] = []
    left = width
    for text, part in spans:
        taken = width_of(text)
        if taken > left:
            found.append((fit(text, left), part))
            return found
        found.append((text, part))
        left -= taken
    return [*found, (" " * left, "text")]


def _title(shown: ShownPlan, row: TreeRow, room: int | None = None) -> list[Span]:
    guides = list(row.guides)
    indent = sum(width_of(text) for text, _ in guides)
    if (
        guides and room is not None and indent > room - _LEAST_TITLE
    ):  # far in: the end of the guides is what tells
        kept = max(1, (room - _LEAST_TITLE) // 2)
        guides = [(f"{ELLIPSIS} ", "guide"), *guides[-kept:]]
    fold = {None: "  ", True: "▸ ", False: "▾ "}[row.folds]
    return [(_MARGIN, "text"), *guides, (fold, "fold"), *_marks(shown, row), *_words(shown, row)]


def _marks(shown: ShownPlan, row: TreeRow) -> list[Span]:
    if row.gone:
        return [("- ", "dim")]
    number = row.number
    spans = []
    if number is not None and number == shown.measured.hottest:
        spans.append((f"{HOTTEST} ", "hot"))
    if number is not None and shown.findings(number):
        spans.append((f"{LOOK} ", "warn"))
    if number is not None and shown.comparison is not None and number not in shown.comparison.partners:
        spans.append((f"{NEW} ", "new"))
    return spans


def _words(shown: ShownPlan, row: TreeRow) -> list[Span]:
    node = row.node
    if node is None:
        return []
    quiet = row.gone or node.never_executed
    title = title_parts(node, schemas=False)
    spans = [(f"{visible(node.subplan)} ", "subplan")] if node.subplan else []
    spans.append((visible(title.kind), "dim" if quiet else "kind"))
    if title.target:
        spans += [(" on ", "dim"), (visible(title.target), "dim" if quiet else "target")]
    if title.index:
        spans.append((f" using {visible(title.index)}", "dim"))
    if node.never_executed:
        spans.append(("  never executed", "dim"))
    was = shown.comparison.was(node.number) if shown.comparison is not None and not row.gone else ""
    if was:
        spans.append((f"  was {visible(was)}", "warn"))
    return spans
