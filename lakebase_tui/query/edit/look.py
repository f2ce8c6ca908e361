"""What rows are on the server now."""

from collections.abc import Iterator, Mapping, Sequence

from lakebase_tui.query.edit.changeset import Seen
from lakebase_tui.query.edit.identity import Ask
from lakebase_tui.query.edit.statements import key_of, question
from lakebase_tui.query.edit.table import Editable
from lakebase_tui.query.rows import Row

_AT_ONCE = 200
"""Rows in one question."""


async def look(editable: Editable, rows: Mapping[int, Row], ask: Ask) -> dict[int, Seen | None]:
    """Ask for the state of rows.

    Args:
        editable: The table.
        rows: As they are shown, by their number.
        ask: On the user's connection.

    Returns:
        For each number the row as it is now, with its expressions as they were shown; None where there is
        none with this key.

    Raises:
        LakebaseTuiError: The server could not be asked.
    """
    found: dict[int, Seen | None] = dict.fromkeys(rows)
    known = [(row, shown) for row, shown in rows.items() if None not in key_of(editable, shown)]
    for part in _parts(known):
        answers = await ask(question(editable, (shown for _, shown in part)))
        states = {key_of(editable, merged(editable, a[1:], ())): (a[0], a[1:]) for a in answers}
        for row, shown in part:
            state = states.get(key_of(editable, shown))
            if state is not None:
                found[row] = Seen(merged(editable, state[1], shown), state[0] or "")
    return found


def merged(editable: Editable, returned: Sequence[str | None], shown: Row) -> Row:
    """A row by place, from the columns that the server returned, each once, and what was shown before.

    Args:
        editable: The table.
        returned: In the order of `Editable.returned`.
        shown: Gives what is no column of the table; may be empty, then that is NULL.
    """
    by_number = dict(zip((column.number for column in editable.returned), returned, strict=True))
    return tuple(
        by_number[number] if number > 0 else (shown[place] if shown else None)
        for place, number in enumerate(editable.shown)
    )


def _parts(rows: Sequence[tuple[int, Row]]) -> Iterator[Sequence[tuple[int, Row]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
