"""About how many rows relations hold: as the planner has it, without counting."""

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib.resources import files

from lakebase_tui.sql.identifiers import quote_ident

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
Ask = Callable[[str, Sequence[object]], Awaitable[list[tuple[str | None, ...]]]]


async def row_estimates(ask: Ask, names: Sequence[str], path: Sequence[str] = ()) -> dict[str, float | None]:
    """Estimate the rows of relations.

    Args:
        ask: Asks the server beside the user's session.
        names: As a statement has them, quotes and schema included.
        path: Schemas in which the user's session looks for a name without one; empty: as the role begins.

    Returns:
        By name; None where nobody ever counted, or where there is no such relation outside of the session.

    Raises:
        LakebaseTuiError: It could not be asked.
    """
    if not names:
        return {}
    meant = {name: _meant(name, path) for name in names}
    asked = list(dict.fromkeys(each for candidates in meant.values() for each in candidates))
    there = {
        name: float(tuples or -1) for name, kind, tuples in await ask(_sql(), [asked]) if kind is not None
    }
    first = {
        name: next((there[each] for each in candidates if each in there), -1.0)
        for name, candidates in meant.items()
    }
    return {name: count if count >= 0 else None for name, count in first.items()}


def _meant(name: str, path: Sequence[str]) -> list[str]:
    """What a name may stand for, in the order in which the server looks."""
    if not path or "." in _QUOTED.sub("", name):
        return [name]
    return [f"{quote_ident(schema)}.{name}" for schema in path]


@cache
def _sql() -> str:
    return files(__package__).joinpath("estimates.sql").read_text(encoding="utf-8")
