"""About how many rows relations hold: as the planner has it, without counting."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib.resources import files

Ask = Callable[[str, Sequence[object]], Awaitable[list[tuple[str | None, ...]]]]


async def row_estimates(ask: Ask, names: Sequence[str]) -> dict[str, float | None]:
    """Estimate the rows of relations.

    Args:
        ask: Asks the server beside the user's session.
        names: As a statement has them, quotes and schema included.

    Returns:
        By name; None where nobody ever counted, or where there is no such relation outside of the session.

    Raises:
        LakebaseTuiError: It could not be asked.
    """
    if not names:
        return {}
    found: dict[str, float | None] = {}
    for name, kind, tuples in await ask(_sql(), [list(dict.fromkeys(names))]):
        count = float(tuples) if kind is not None and tuples is not None else -1.0
        found[name or ""] = count if count >= 0 else None
    return found


@cache
def _sql() -> str:
    return files(__package__).joinpath("estimates.sql").read_text(encoding="utf-8")
