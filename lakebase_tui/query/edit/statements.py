"""The SQL of what is pending: what the preview shows is, letter for letter, what is run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lakebase_tui.query.edit.changeset import Change, Changeset, Kind, Seen
from lakebase_tui.query.edit.table import DEFAULT, CellValue, Editable, TableColumn
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.literals import safe_literal

_ORDER: dict[Kind, int] = {"delete": 0, "edit": 1, "insert": 2}


@dataclass(frozen=True, slots=True)
class PendingStatement:
    """One statement, for one row."""

    row: int
    kind: Kind
    sql: str


def statements(changes: Changeset) -> list[PendingStatement]:
    """Write what is pending: deletes, updates, inserts.

    An update that takes the key of another row comes behind the one that gives it up, unless they swap.
    """
    by_kind: dict[Kind, list[int]] = {"delete": [], "edit": [], "insert": []}
    for row, change in changes.changes.items():
        by_kind[change.kind].append(row)
    inserted = sorted(by_kind["insert"], reverse=True)
    rows = [*sorted(by_kind["delete"]), *_without_clashes(changes, sorted(by_kind["edit"])), *inserted]
    return [_statement(changes, row, changes.changes[row]) for row in rows]


def question(editable: Editable, rows: Iterable[Row]) -> str:
    """Ask what rows are now: their xmin, then the shown columns, each once.

    Args:
        editable: The table.
        rows: As they are shown; their keys must not be NULL.
    """
    columns = ", ".join(("xmin", *(column.sql for column in editable.returned)))
    places = [(editable.column(number), editable.place(number)) for number in editable.key]
    names = ", ".join(column.sql for column, _ in places)
    keys = ["(" + ", ".join(_typed(row[place], column) for column, place in places) + ")" for row in rows]
    left = f"({names})" if len(places) > 1 else names
    right = f"({', '.join(keys)})" if len(places) > 1 or len(keys) > 1 else keys[0]
    return f"SELECT {columns}\nFROM {editable.sql}\nWHERE {left} IN {right}"


def key_of(editable: Editable, row: Row) -> tuple[str | None, ...]:
    """The values that identify a row, by place in the result."""
    return tuple(row[editable.place(number)] for number in editable.key)


def _statement(changes: Changeset, row: int, change: Change) -> PendingStatement:
    editable = changes.editable
    if change.kind == "insert":
        return PendingStatement(row, change.kind, _insert(editable, change.values))
    seen = changes.seen(row)
    assert seen is not None, "a row is looked at before it is changed"
    sql = (
        f"DELETE FROM {editable.sql}\n{_where(editable, seen)}"
        if change.kind == "delete"
        else _update(editable, change.values, seen)
    )
    return PendingStatement(row, change.kind, sql)


def _update(editable: Editable, values: Mapping[int, CellValue], seen: Seen) -> str:
    sets = ",\n    ".join(
        f"{editable.column(number).sql} = {_value(values[number])}" for number in sorted(values)
    )
    return f"UPDATE {editable.sql} SET\n    {sets}\n{_where(editable, seen)}\nRETURNING {_returned(editable)}"


def _insert(editable: Editable, values: Mapping[int, CellValue]) -> str:
    numbers = sorted(values)
    if not numbers:
        given = "DEFAULT VALUES"
    else:
        names = ", ".join(editable.column(number).sql for number in numbers)
        given = f"({names})\nVALUES ({', '.join(_value(values[number]) for number in numbers)})"
    return f"INSERT INTO {editable.sql} {given}\nRETURNING {_returned(editable)}"


def _where(editable: Editable, seen: Seen) -> str:
    keys = (
        f"{column.sql} = {_typed(seen.values[editable.place(column.number)], column)}"
        for column in map(editable.column, editable.key)
    )
    return f"WHERE {' AND '.join(keys)} AND xmin = {safe_literal(seen.xmin)}"


def _returned(editable: Editable) -> str:
    return ", ".join(column.sql for column in editable.returned)


def _value(value: CellValue) -> str:
    """A bare literal takes its column's type by assignment, which refuses what is too long for it."""
    if value is None:
        return "NULL"
    return "DEFAULT" if value is DEFAULT else safe_literal(value)


def _typed(value: str | None, column: TableColumn) -> str:
    return "NULL" if value is None else f"{safe_literal(value)}::{column.cast}"


def _without_clashes(changes: Changeset, rows: Sequence[int]) -> list[int]:
    """Order updates so that a key is free before it is taken."""
    owners: dict[tuple[CellValue, ...], int] = {}
    for row in rows:
        if (seen := changes.seen(row)) is not None:
            owners[key_of(changes.editable, seen.values)] = row
    ordered: dict[int, None] = {}
    for row in rows:
        chain: list[int] = []
        waiting: int | None = row
        while waiting is not None and waiting not in ordered and waiting not in chain:
            chain.append(waiting)
            waiting = owners.get(_new_key(changes, waiting))
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)


def _new_key(changes: Changeset, row: int) -> tuple[CellValue, ...]:
    editable, values = changes.editable, changes.changes[row].values
    seen = changes.seen(row)
    old = key_of(editable, seen.values) if seen is not None else ()
    return tuple(values.get(number, before) for number, before in zip(editable.key, old, strict=True))
