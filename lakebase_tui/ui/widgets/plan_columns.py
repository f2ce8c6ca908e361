"""The figures beside a plan's tree: what each column says, and which of them there is room for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.measures import Measure
from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.ui.charts.glyphs import BLOCKS
from lakebase_tui.ui.formatting import short_count
from lakebase_tui.ui.plan_words import (
    Word,
    change_words,
    cost_words,
    factor_words,
    ms_words,
    rows_words,
    share_words,
)
from lakebase_tui.ui.widgets.plan_rows import ShownPlan, TreeRow, tree_rows

GAP: Final = 2
_NARROW: Final = 120
"""Cells below which bars are short."""
_EIGHTHS: Final = len(BLOCKS.lengths) - 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is to say of one line of the tree."""

    node: PlanNode
    now: Measure | None
    """None for a node that is gone."""
    was: Measure | None = None
    """Of the same node in the earlier plan."""
    before: PlanNode | None = None
    """That node."""
    hottest: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column; figures stand at the right, bars at the left."""

    heading: str
    width: int
    rank: int
    """Those of a high rank give way first."""
    write: Callable[[Figures], Word]
    bar: bool = False


def columns_of(shown: ShownPlan, width: int, title: int) -> list[Column]:
    """The columns that have something to say, as far as there is room for them.

    Args:
        shown: The plan on show.
        width: Cells of a line.
        title: Cells that the tree has at least, as long as any column can give way.
    """
    everything = [figures_of(shown, row) for row in tree_rows(shown, ())]
    figures = [each for each in everything if each is not None]
    bar = _bar_column(6 if width < _NARROW else 10)
    candidates = [bar if column.bar else column for column in _candidates(shown)]
    columns = [column for column in candidates if any(column.write(each)[0] for each in figures)]
    while len(columns) > 1 and width - taken_by(columns) < title:
        columns.remove(max(columns, key=lambda column: column.rank))
    return columns


def taken_by(columns: Sequence[Column]) -> int:
    """Cells of columns, with the gaps before them."""
    return sum(column.width + GAP for column in columns)


def figures_of(shown: ShownPlan, row: TreeRow) -> Figures | None:
    """What there is to say of a line; None of the one above nodes that are gone."""
    if row.node is None:
        return None
    comparison, number = shown.comparison, row.node.number
    if row.gone:
        was = comparison.before.measures[number] if comparison is not None else None
        return Figures(row.node, None, was, row.node)
    now, hottest = shown.measured.measures[number], shown.measured.hottest == number
    partner = comparison.partners.get(number) if comparison is not None else None
    if comparison is None or partner is None:
        return Figures(row.node, now, hottest=hottest)
    before = comparison.before
    return Figures(row.node, now, before.measures[partner], before.plan.nodes[partner], hottest)


def _candidates(shown: ShownPlan) -> Sequence[Column]:
    if shown.comparison is not None:
        both = shown.plan.timed and shown.comparison.before.plan.timed
        return _COMPARED_TIMES if both else _COMPARED_COSTS
    if shown.plan.timed:
        return _TIMES
    return _RUN if shown.plan.analyzed else _COSTS


def _ran(figures: Figures) -> bool:
    return figures.now is not None and not figures.node.never_executed


def _own_ms(figures: Figures) -> Word:
    if figures.now is None or not _ran(figures):
        return "", "dim"
    return ms_words(figures.now.own.ms), "hot" if figures.hottest else "value"


def _was_ms(figures: Figures) -> Word:
    if figures.was is None:
        return "", "dim"
    return ms_words(figures.was.own.ms), "dim"


def _ms_change(figures: Figures) -> Word:
    now = figures.now.own.ms if figures.now is not None else None
    return change_words(now, figures.was.own.ms if figures.was is not None else None)


def _own_cost(figures: Figures) -> Word:
    if figures.now is None:
        return "", "dim"
    return cost_words(figures.now.own_cost), "hot" if figures.hottest else "value"


def _was_cost(figures: Figures) -> Word:
    return (cost_words(figures.was.own_cost), "dim") if figures.was is not None else ("", "dim")


def _cost_change(figures: Figures) -> Word:
    now = figures.now.own_cost if figures.now is not None else None
    return change_words(now, figures.was.own_cost if figures.was is not None else None)


def _whole_cost(figures: Figures) -> Word:
    cost = figures.node.total_cost
    return (cost_words(cost), "value") if cost is not None and figures.now is not None else ("", "dim")


def _bar(width: int) -> Callable[[Figures], Word]:
    def write(figures: Figures) -> Word:
        share = figures.now.share if figures.now is not None else 0.0
        eighths = max(round(share * width * _EIGHTHS), 1 if share > 0.0005 else 0)
        whole, rest = divmod(eighths, _EIGHTHS)
        text = BLOCKS.lengths[-1] * whole + (BLOCKS.lengths[rest] if rest else "")
        return text, "bar-hot" if figures.hottest else "bar"

    return write


def _share(figures: Figures) -> Word:
    share = share_words(figures.now.share) if figures.now is not None else ""
    return share, "hot" if figures.hottest else "value"


def _rows(figures: Figures) -> Word:
    came = figures.now.rows.came if figures.now is not None else None
    return (rows_words(came), "value") if came is not None else ("", "dim")


def _rows_before(figures: Figures) -> Word:
    came = figures.was.rows.came if figures.was is not None else None
    return (rows_words(came), "dim") if came is not None else ("", "dim")


def _expected(figures: Figures) -> Word:
    expected = figures.now.rows.expected if figures.now is not None else None
    return (
        (rows_words(expected), "dim" if figures.node.loops is not None else "value")
        if (expected is not None)
        else ("", "dim")
    )


def _expected_before(figures: Figures) -> Word:
    expected = figures.was.rows.expected if figures.was is not None else None
    return (rows_words(expected), "dim") if expected is not None else ("", "dim")


def _off(figures: Figures) -> Word:
    return factor_words(figures.now.rows) if figures.now is not None else ("", "dim")


def _loops(figures: Figures) -> Word:
    loops = figures.node.loops if figures.now is not None else None
    if not loops:
        return "", "dim"
    return short_count(round(loops)), "dim" if loops == 1 else "value"


def _hit(figures: Figures) -> Word:
    blocks = round(figures.now.own.hit) if figures.now is not None else 0
    return (short_count(blocks) if blocks else ""), "dim"


def _read(figures: Figures) -> Word:
    blocks = round(figures.now.own.read) if figures.now is not None else 0
    return (short_count(blocks) if blocks else ""), "value"


def _temp(figures: Figures) -> Word:
    own = figures.now.own if figures.now is not None else None
    blocks = round(own.temp_read + own.temp_written) if own is not None else 0
    return (short_count(blocks) if blocks else ""), "warn"


def _width(figures: Figures) -> Word:
    width = figures.node.fields.number("Plan Width") if figures.now is not None else None
    return (f"{width:.0f}", "dim") if width else ("", "dim")


def _bar_column(width: int) -> Column:
    return Column("", width, 5, _bar(width), bar=True)


_BAR: Final = _bar_column(10)
_PART: Final = Column("%", 5, 2, _share)
_CAME: Final = Column("rows", 9, 3, _rows)
_OFF: Final = Column("off", 7, 4, _off)
_TIMES: Final = (
    Column("self", 8, 1, _own_ms),
    _BAR,
    _PART,
    _CAME,
    Column("expected", 9, 7, _expected),
    _OFF,
    Column("loops", 6, 6, _loops),
    Column("hit", 6, 10, _hit),
    Column("read", 6, 8, _read),
    Column("temp", 6, 9, _temp),
)
_RUN: Final = (
    Column("cost", 10, 6, _own_cost),
    _PART,
    Column("rows", 9, 1, _rows),
    Column("expected", 9, 7, _expected),
    _OFF,
    Column("loops", 6, 3, _loops),
    Column("hit", 6, 9, _hit),
    Column("read", 6, 8, _read),
)
_COSTS: Final = (
    Column("self cost", 10, 1, _own_cost),
    _BAR,
    _PART,
    Column("rows", 9, 3, _expected),
    Column("cost", 12, 4, _whole_cost),
    Column("width", 6, 6, _width),
)
_COMPARED_TIMES: Final = (
    Column("self", 8, 1, _own_ms),
    Column("was", 8, 3, _was_ms),
    Column("change", 7, 2, _ms_change),
    _BAR,
    Column("%", 5, 6, _share),
    Column("rows", 9, 4, _rows),
    Column("rows was", 9, 7, _rows_before),
    Column("off", 7, 8, _off),
    Column("cost", 10, 9, _own_cost),
    Column("cost was", 10, 10, _was_cost),
)
_COMPARED_COSTS: Final = (
    Column("self cost", 10, 1, _own_cost),
    Column("was", 10, 3, _was_cost),
    Column("change", 7, 2, _cost_change),
    _BAR,
    Column("%", 5, 6, _share),
    Column("rows", 9, 4, _expected),
    Column("rows was", 9, 7, _expected_before),
)
