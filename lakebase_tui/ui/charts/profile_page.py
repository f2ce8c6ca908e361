"""The profile of a column as a page: facts, spread, and what occurs most."""

from collections.abc import Iterator
from decimal import Decimal

from lakebase_tui.query.columns import ColumnKind
from lakebase_tui.query.profile.column_profile import ColumnProfile, TopValue
from lakebase_tui.query.profile.tallies import NumberFacts
from lakebase_tui.ui.charts.bar_chart import Bar, BarGroup, draw_bars
from lakebase_tui.ui.charts.drawing import Drawing, Line, beside, fitted
from lakebase_tui.ui.charts.glyphs import Glyphs
from lakebase_tui.ui.charts.histogram_chart import draw_columns
from lakebase_tui.ui.charts.scale import short_number
from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.widgets.grid_cell import shown

WIDE = 100
"""Cells from which on there is room for two columns."""
_LEFT = 46
_GAP = 3
_LABEL = 11
_SPREAD_LINES = 5
_SPREAD_BINS = 24
_TOP = 15
_DIGITS = 12

Fact = tuple[str, str, str, str]
"""Name, value, remark, and the part that the value is drawn as."""


def draw_profile(profile: ColumnProfile, width: int, glyphs: Glyphs) -> Drawing:
    """Draw a profile, in two columns where there is room.

    Args:
        profile: Of the column.
        width: Cells that there are.
        glyphs: What to draw with.
    """
    if not profile.rows:
        return [[("No rows", "dim")]]
    wide = width >= WIDE
    left = _LEFT if wide else width
    right = width - _LEFT - _GAP if wide else width
    facts: list[Line] = [_fact(fact, left, glyphs) for fact in _facts(profile)]
    facts += _spread(profile, left, glyphs)
    top = [[("Most frequent", "title")], *_top(profile, right, glyphs)]
    return beside(facts, top, left + _GAP) if wide else [*facts, [], *top]


def _fact(fact: Fact, width: int, glyphs: Glyphs) -> Line:
    name, value, remark, part = fact
    room = max(8, width - _LABEL - (len(remark) + 2 if remark else 0))
    text = fitted(value, room, glyphs).rstrip()
    return [(f"{name:<{_LABEL}}", "dim"), (text, part), (f"  {remark}" if remark else "", "dim")]


def _facts(profile: ColumnProfile) -> Iterator[Fact]:
    facts, about = profile.facts, "" if profile.distinct_exact else "about "
    yield "rows", count(profile.rows), "" if profile.complete else "not all of the result", "value"
    yield "NULL", count(profile.nulls), _share(profile.nulls, profile.rows), "value"
    if profile.empty or profile.column.kind is ColumnKind.TEXT:
        yield "empty", count(profile.empty), _share(profile.empty, profile.rows), "value"
    number = profile.distinct if profile.distinct_exact else _rounded(profile.distinct)
    yield "distinct", f"{about}{count(number)}", _distinct_remark(profile), "value"
    if facts.unread:
        yield "not read", count(facts.unread), "not written as expected", "warn"
    if facts.lowest is not None and facts.highest is not None:
        part = f"kind-{profile.column.kind.value}"
        remark = "by code point" if facts.lengths is not None else ""
        yield "lowest", shown(facts.lowest, 200), remark, part
        yield "highest", shown(facts.highest, 200), remark, part
    if facts.numbers is not None:
        yield from _number_facts(facts.numbers)
    if facts.lengths is not None:
        lengths = facts.lengths
        average = short_number(lengths.average, 3)
        yield "characters", f"{count(lengths.least)} to {count(lengths.most)}", f"mean {average}", "value"


def _distinct_remark(profile: ColumnProfile) -> str:
    if profile.distinct_exact and profile.distinct == profile.rows - profile.nulls > 1:
        return "all different"
    return "" if profile.distinct_exact else "an estimate, 1 % or so"


def _number_facts(numbers: NumberFacts) -> Iterator[Fact]:
    if numbers.nan:
        yield "NaN", count(numbers.nan), "not in what follows", "warn"
    if numbers.infinite:
        yield "infinite", count(numbers.infinite), "not in what follows", "warn"
    if numbers.average is None or numbers.spread is None or numbers.median is None:
        return
    remark = "" if numbers.spread.exact else "to the width of a narrow bin"
    median = f"{'' if numbers.spread.exact else 'about '}{short_number(numbers.median, _DIGITS)}"
    yield "sum", _in_full(numbers.total), "", "value"
    yield "mean", short_number(numbers.average, 10), "", "value"
    yield "median", median, remark, "value"
    if numbers.deviation is not None:
        yield "deviation", short_number(numbers.deviation), "of a sample", "value"


def _spread(profile: ColumnProfile, width: int, glyphs: Glyphs) -> list[Line]:
    numbers = profile.facts.numbers
    spread = numbers.spread if numbers is not None else None
    if spread is None or spread.lowest == spread.highest:
        return []
    bins = spread.histogram(min(_SPREAD_BINS, width))
    drawn = draw_columns([each.count for each in bins], width, _SPREAD_LINES, glyphs)
    across = max(1, width // len(bins)) * len(bins)
    low, high = short_number(bins[0].low), short_number(bins[-1].high)
    edges = f"{low}{high:>{max(len(high) + 1, across - len(low))}}"
    each = short_number(bins[0].high - bins[0].low)
    title = [("Spread", "title"), (f"  {counted(len(bins), 'bin')}, each {each} wide", "dim")]
    return [[], title, *drawn, [(edges, "dim")]]


def _top(profile: ColumnProfile, width: int, glyphs: Glyphs) -> Drawing:
    if not profile.top:
        if profile.nulls == profile.rows:
            return [[("Every value is NULL.", "dim")]]
        return [[(f"No value occurs more than {counted(2 * profile.top_slack, 'time')}.", "dim")]]
    often = [each for each in profile.top if each.count > 1]
    if not often:
        return [[("No value occurs twice.", "dim")]]
    top = often[:_TOP]
    at_least = "at least " if profile.top_slack else ""
    groups = [
        BarGroup(_label(each), [Bar(float(each.count), _occurs(each, profile.rows, at_least))])
        for each in top
    ]
    lines = list(draw_bars(groups, (0.0, float(top[0].count)), width, glyphs))
    more = profile.distinct - len(top)
    if more > 0:
        others = count(more) if profile.distinct_exact else f"about {count(_rounded(more))}"
        lines.append([(f"and {others} more", "dim")])
    return lines


def _occurs(value: TopValue, rows: int, at_least: str) -> str:
    return f"{at_least}{count(value.count)}  {_share(value.count, rows)}"


def _label(value: TopValue) -> str:
    return value.text if len(value.text) == value.length else f"{value.text}…"


def _share(number: int, rows: int) -> str:
    if not number:
        return ""
    share = 100 * number / rows
    return f"{share:.1f} %" if share >= 0.05 else "< 0.1 %"


def _rounded(number: int) -> int:
    """To two digits, which is what an estimate is good for."""
    step: int = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step


def _in_full(number: Decimal) -> str:
    return (
        f"{number:,f}"
        if abs(number.adjusted()) < 25 and len(number.as_tuple().digits) < 35
        else short_number(number)
    )
