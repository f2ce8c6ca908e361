"""Figures of a plan, and what is asked and told about one, in words."""

from typing import Final

from lakebase_tui.query.explain.estimates import Rows
from lakebase_tui.query.explain.explainable import Explainable
from lakebase_tui.sql.classify import classify
from lakebase_tui.ui.formatting import count, short_count

Word = tuple[str, str]
"""A text that is safe to draw, and its part: `value`, `dim`, `ok`, `warn`, `bad`, `new` or `hot`."""

_MUCH: Final = 10.0
_SOME: Final = 2.0
_SAME: Final = 0.02
"""What part of a figure may change without being told."""
_IN_FULL: Final = 10_000_000


def ms_words(ms: float) -> str:
    """Write milliseconds in at most eight characters: `0.02 ms`, `84.1 ms`, `1.24 s`, `12.5 min`."""
    if ms < 9.995:
        return f"{ms:.2f} ms"
    if ms < 999.95:
        return f"{ms:.1f} ms"
    seconds = ms / 1000
    if seconds < 99.995:
        return f"{seconds:.2f} s"
    minutes = seconds / 60
    return f"{minutes:.1f} min" if minutes < 99.95 else f"{minutes / 60:.1f} h"


def cost_words(cost: float) -> str:
    """Write a cost of the planner's: `4,803.86`, `12 M`."""
    return f"{cost:,.2f}" if cost < 1_000_000 else short_count(round(cost))


def rows_words(rows: float) -> str:
    """Write a number of rows, in full up to seven digits."""
    return count(round(rows)) if rows < _IN_FULL else short_count(round(rows))


def share_words(share: float) -> str:
    """Write a share: `49 %`, `<1 %`; empty where it is next to nothing."""
    if share < 0.0005:
        return ""
    return f"{100 * share:.0f} %" if share >= 0.01 else "<1 %"


def factor_words(rows: Rows) -> Word:
    """Write how far off an estimate was: `↑12x` where more rows came, `↓12x` where fewer did.

    Fewer tell nothing where the node above had enough: they are quiet then.
    """
    if rows.factor is None:
        return "", "dim"
    off = max(rows.factor, 1 / rows.factor)
    if off < 1.05:
        return "=", "dim"
    arrow = "↑" if rows.factor > 1 else "↓"
    written = (
        f"{off:.1f}" if off < 9.95 else (count(round(off)) if off < 9_999.5 else short_count(round(off)))
    )
    part = "bad" if rows.error >= _MUCH else ("warn" if rows.error >= _SOME else "dim")
    return f"{arrow}{written}x", part


def change_words(now: float | None, was: float | None) -> Word:
    """Write how a figure that is better when small has changed: `-40 %`, `÷12`, `x12`, `new`, `gone`."""
    if now is None or was is None:
        return ("new", "new") if was is None else ("gone", "dim")
    if abs(now - was) <= max(_SAME * was, 0.005):
        return "=", "dim"
    if now < was:
        fewer = was / now if now > 0 else 0.0
        return (
            f"÷{short_count(round(fewer))}" if fewer >= _MUCH else f"-{100 * (1 - now / was):.0f} %"
        ), "ok"
    if was <= 0:
        return "more", "bad"
    ratio = now / was
    if ratio < _SOME:
        return f"+{100 * (ratio - 1):.0f} %", "bad"
    return f"x{ratio:.1f}" if ratio < 9.95 else f"x{short_count(round(ratio))}", "bad"


def rolled_back_question(what: Explainable, *, in_transaction: bool) -> str:
    """What is asked before a statement that may change something is run to measure it."""
    facts = classify(what.sql)
    verb = facts.kind.upper() or "statement"
    may = "" if facts.writes or facts.kind.startswith("create") else ", which may change data,"
    question = (
        f"EXPLAIN ANALYZE really runs this {verb}{may} and then rolls it back. Not rolled back are numbers "
        "taken from sequences, and what triggers or functions do outside of the database. "
        "Until then what it changes stays locked."
    )
    return f"{question} Your open transaction stays as it is." if in_transaction else question
