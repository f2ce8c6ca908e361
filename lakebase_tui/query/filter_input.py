"""A filter as a user types it on one line."""

import re
from collections.abc import Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.filter_values import FilterError
from lakebase_tui.query.filters import Filter, Op
from lakebase_tui.query.patterns import Case

_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^\s"=<>!~≠≤≥]+))\s*')
_NO_VALUE = (
    (re.compile(r"(?:is\s+)?not\s+null", re.IGNORECASE), Op.NOT_NULL),
    (re.compile(r"(?:is\s+)?null", re.IGNORECASE), Op.IS_NULL),
)
_SIGNS: dict[str, tuple[Op, Case]] = {
    "!~*": (Op.NOT_REGEX, Case.IGNORE),
    "!~": (Op.NOT_REGEX, Case.EXACT),
    "~*": (Op.REGEX, Case.IGNORE),
    "~": (Op.REGEX, Case.EXACT),
    "<>": (Op.DIFFERS, Case.SMART),
    "!=": (Op.DIFFERS, Case.SMART),
    "≠": (Op.DIFFERS, Case.SMART),
    "<=": (Op.LESS_OR_EQUAL, Case.SMART),
    ">=": (Op.GREATER_OR_EQUAL, Case.SMART),
    "≤": (Op.LESS_OR_EQUAL, Case.SMART),
    "≥": (Op.GREATER_OR_EQUAL, Case.SMART),
    "<": (Op.LESS, Case.SMART),
    ">": (Op.GREATER, Case.SMART),
    "=": (Op.EQUALS, Case.SMART),
}
"""The longer before those that they begin with."""
_WORDS = (
    (
        re.compile(r"(?:not\s+contains?|does\s+not\s+contain|!contains)\s+(?=\S)", re.IGNORECASE),
        Op.NOT_CONTAINS,
    ),
    (re.compile(r"contains\s+(?=\S)", re.IGNORECASE), Op.CONTAINS),
)


def parse_filter(text: str, columns: Sequence[Column], here: int) -> Filter:
    """Read a filter.

    `= 5`, `!= x`, `> 10`, `null`, `not null`, `contains foo`, `not contains foo`, `~ regex` (`~*` for either
    case, `!~` for none of it), each with the name of a column before it or without, which is the column under
    the cursor. Anything else is text to be contained. A value may stand in single quotes.

    Args:
        text: What was typed.
        columns: Of the result.
        here: Number of the column under the cursor.

    Raises:
        FilterError: Nothing was typed, a value is missing, or two columns have the name.
        PatternError: The regular expression is none.
    """
    if not text.strip():
        raise FilterError("There is nothing to filter by.", "Type a value, or a comparison such as > 10.")
    found = _condition(text.strip(), here)
    if found is None and (name := _NAME.match(text)) is not None:
        wanted = name[1].replace('""', '"') if name[1] else name[2]
        found = _named(wanted, text[name.end() :].strip(), columns)
    found = found or Filter(here, Op.CONTAINS, _unquoted(text.strip()))
    _check(found, columns)
    return found


def _named(name: str, rest: str, columns: Sequence[Column]) -> Filter | None:
    """A condition behind the name of a column, if both are."""
    numbers = [number for number, column in enumerate(columns) if column.name == name]
    numbers = numbers or [
        number for number, column in enumerate(columns) if column.name.lower() == name.lower()
    ]
    if not numbers or (found := _condition(rest, numbers[0])) is None:
        return None
    if len(numbers) > 1:
        raise FilterError(
            f"There are {len(numbers)} columns of this name.",
            "Put the cursor on the one that is meant, and leave out its name.",
        )
    return found


def _condition(text: str, column: int) -> Filter | None:
    for pattern, op in _NO_VALUE:
        if pattern.fullmatch(text):
            return Filter(column, op)
    for sign, (op, case) in _SIGNS.items():
        if text.startswith(sign):
            return _with_value(column, op, text[len(sign) :], case)
    for pattern, op in _WORDS:
        if (match := pattern.match(text)) is not None:
            return Filter(column, op, _unquoted(text[match.end() :]))
    return None


def _with_value(column: int, op: Op, typed: str, case: Case) -> Filter:
    value = typed.strip()
    if not value:
        raise FilterError("A value is missing.", "Type it behind the comparison; '' is the empty text.")
    if value.lower() == "null" and op in (Op.EQUALS, Op.DIFFERS):
        return Filter(column, Op.IS_NULL if op is Op.EQUALS else Op.NOT_NULL)
    return Filter(column, op, _unquoted(value), case)


def _unquoted(value: str) -> str:
    quoted = re.fullmatch(r"'((?:[^']|'')*)'", value, re.DOTALL)
    return value if quoted is None else quoted[1].replace("''", "'")


def _check(found: Filter, columns: Sequence[Column]) -> None:
    """Find out now, not when rows are looked at, whether the value can be compared."""
    found.selector(columns)
