"""What selected cells come to, in the words of the status line."""

from decimal import Decimal

from lakebase_tui.query.aggregate import Aggregate
from lakebase_tui.query.profile.numbers import EXACT, ROUGH
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.widgets.grid_cell import fit, width_of

_VALUE_CAP = 24
_DIGITS = 20
_PLACES = 6
_HUGE = Decimal(10) ** 12
"""From here on an average is told as it is."""


def aggregate_words(found: Aggregate) -> tuple[str, ...]:
    """Write it, the longest form first, each next one with less.

    `6 cells, 1 NULL · sum 120.5 · avg 20.083333 · 1 … 50 · 4 distinct` in full.
    """
    cells = counted(found.cells, "cell") + (f", {count(found.nulls)} NULL" if found.nulls else "")
    distinct = f"{count(len(found.values))}{'+' if found.more_values else ''} distinct"
    extent = [_short(each) for each in (found.least, found.greatest) if each is not None]
    ends = [" … ".join(extent)] if len(extent) == 2 else []
    if found.average is None:
        forms = [[cells, *ends, distinct], [cells, distinct], [cells]]
    else:
        total, average = f"sum {_number(Decimal(found.total))}", f"avg {_number(_rounded(found.average))}"
        start = [cells, total, average]
        forms = [[*start, *ends, distinct], [*start, *ends], start, [total, average], [total]]
    return tuple(dict.fromkeys(" · ".join(form) for form in forms))


def _rounded(average: Decimal) -> Decimal:
    """An average has digits without end: six of them below 1, and all above."""
    if not average.is_finite() or abs(average) >= _HUGE or average == 0:
        return average
    places = min(0, average.adjusted()) - _PLACES + (1 if abs(average) < 1 else 0)
    return ROUGH.quantize(average, Decimal(1).scaleb(places)).normalize()


def _number(number: Decimal) -> str:
    """Thousands apart; rounded only where it has more digits than one can read."""
    if len(number.normalize(EXACT).as_tuple().digits) > _DIGITS:
        return f"{number:,.{_DIGITS}g}"
    return f"{number.normalize(EXACT):,f}" if number == number.to_integral_value() else f"{number:,f}"


def _short(value: str) -> str:
    text = visible(value[: _VALUE_CAP * 4])
    return fit(text, _VALUE_CAP).rstrip() if width_of(text) > _VALUE_CAP else text
