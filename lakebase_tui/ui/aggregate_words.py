"""What selected cells come to, in the words of the status line."""

from decimal import Decimal

from lakebase_tui.query.aggregate import Aggregate
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.widgets.grid_cell import fit, width_of

_VALUE_CAP = 24
_DIGITS = 20


def aggregate_words(found: Aggregate) -> str:
    """Write it: `6 cells, 1 NULL · sum 120.5 · avg 20.08 · 1 … 50 · 4 distinct`."""
    parts = [counted(found.cells, "cell") + (f", {count(found.nulls)} NULL" if found.nulls else "")]
    average = found.average
    if average is not None:
        parts += [f"sum {_number(Decimal(found.total))}", f"avg {_number(average)}"]
    if found.least is not None and found.greatest is not None:
        parts.append(f"{_short(found.least)} … {_short(found.greatest)}")
    parts.append(f"{count(len(found.values))}{'+' if found.more_values else ''} distinct")
    return " · ".join(parts)


def _number(number: Decimal) -> str:
    """Thousands apart; rounded only where it has more digits than one can read."""
    if len(number.normalize().as_tuple().digits) > _DIGITS:
        return f"{number:.{_DIGITS}g}"
    return f"{number.normalize():,f}" if number == number.to_integral_value() else f"{number:,f}"


def _short(value: str) -> str:
    text = visible(value[: _VALUE_CAP * 4])
    return fit(text, _VALUE_CAP).rstrip() if width_of(text) > _VALUE_CAP else text
