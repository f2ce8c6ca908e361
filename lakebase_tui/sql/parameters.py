"""The `:name` parameters of a saved query, by psql's rules.

As in psql: `:name`, `:'name'` and `:"name"`, not in quotes, comments and dollar-quoted bodies, and neither
`::` nor `:=`. As in psql, too, the second bound of a slice is one where it is a name: `a[1:n]`. Write
`a[1: n]` where it is a column.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.literals import safe_literal
from lakebase_tui.sql.scanner import Kind, scan


class ParameterKind(Enum):
    """What takes the place of a parameter."""

    VALUE = "value"
    """`:name`: a value, as a literal."""
    LITERAL = "literal"
    """`:'name'`: the same."""
    IDENTIFIER = "identifier"
    """`:"name"`: a name, quoted."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One place in a statement where something has to be filled in."""

    name: str
    kind: ParameterKind
    start: int
    """Where its colon is, in characters."""
    end: int
    """Where what is replaced ends."""


class ParameterError(LakebaseTuiError):
    """A parameter has no value, or one that cannot be written."""


_NAME: Final = r"[^\x00-/:-@\[-^`{-\x7f0-9][^\x00-/:-@\[-^`{-\x7f]*+"
_PLACE: Final = re.compile(
    rf"""
    '[^']*+' | "[^"]*+" | :: | :=
    | :'(?P<literal>{_NAME})' | :"(?P<identifier>{_NAME})" | :(?P<value>{_NAME})
    """,
    re.X,
)
_JOINS: Final = re.compile(r"[^\x00-#%-/:-@\[-^`{-\x7f]|['\"&]")
"""Characters that would make one token with what stands beside them."""
_BETWEEN: Final = r"(?:[ \t\f\v\n\r]++|--[^\n\r]*+)*+"
_LITERAL_BEFORE: Final = re.compile(rf"'{_BETWEEN}\Z")
_LITERAL_BEHIND: Final = re.compile(rf"{_BETWEEN}'")


def parameters(sql: str) -> tuple[Parameter, ...]:
    """Find the parameters of a statement, in order; one that stands at several places comes several times."""
    return tuple(_found(sql))


def _found(sql: str) -> Iterator[Parameter]:
    if ":" not in sql:
        return
    for token in scan(sql, words=False):
        if token.kind in (Kind.QUOTED, Kind.COMMENT):
            continue
        for found in _PLACE.finditer(sql, token.start, token.end):
            if found.lastgroup is not None:
                yield Parameter(found[found.lastgroup], ParameterKind(found.lastgroup), *found.span())


def bound(sql: str, values: Mapping[str, str | None]) -> str:
    """Fill in the parameters of a statement. Nothing else of it changes.

    Args:
        sql: The statement.
        values: By name, the text of each value; None is NULL.

    Returns:
        The statement with literals, which no value can break out of, and quoted names.

    Raises:
        ParameterError: A value is missing, holds a NUL character, or is no name where a name has to be.
    """
    parts: list[str] = []
    position = 0
    for parameter in parameters(sql):
        written = _written(parameter, values)
        if parameter.kind is not ParameterKind.IDENTIFIER and _goes_on(sql, parameter):
            written = f"({written})"
        joins_before = _JOINS.fullmatch(sql[parameter.start - 1 : parameter.start])
        joins_behind = _JOINS.fullmatch(sql[parameter.end : parameter.end + 1])
        parts += [sql[position : parameter.start], " " if joins_before else ""]
        parts += [written, " " if joins_behind else ""]
        position = parameter.end
    return "".join([*parts, sql[position:]])


def _goes_on(sql: str, parameter: Parameter) -> bool:
    """Whether a literal there would be one with another on the line above or below, by SQL's rules."""
    before = _LITERAL_BEFORE.search(sql, 0, parameter.start)
    return before is not None or _LITERAL_BEHIND.match(sql, parameter.end) is not None


def _written(parameter: Parameter, values: Mapping[str, str | None]) -> str:
    if parameter.name not in values:
        raise ParameterError(f"The parameter {parameter.name} has no value.", "Give one, or NULL.")
    value = values[parameter.name]
    if value is not None and "\0" in value:
        raise ParameterError(f"The value of {parameter.name} holds a NUL character, which no text can.")
    if parameter.kind is not ParameterKind.IDENTIFIER:
        return "NULL" if value is None else safe_literal(value)
    if not value:
        raise ParameterError(
            f"The parameter {parameter.name} has to be a name.", "Give the name of an object."
        )
    return '"' + value.replace('"', '""') + '"'
