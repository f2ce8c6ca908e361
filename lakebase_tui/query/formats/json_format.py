"""JSON: an array of objects."""

from collections.abc import Sequence
from json import JSONEncoder

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.formats.columnwise import Encoder, Values, each, encoded
from lakebase_tui.query.formats.numbers import JSON_NUMBER
from lakebase_tui.query.rows import Row

_string = JSONEncoder(ensure_ascii=False).encode
_BOOLEANS = {"t": "true", "f": "false"}


class JsonObjects:
    """Writes rows as JSON objects, for the formats that put them together.

    Numbers keep all their digits; what JSON has no number for (`NaN`, `Infinity`, money) is a string. `json`
    and `jsonb` stand as they are, booleans are booleans, NULL is null, and everything else is a string, as
    the server wrote it. Bytes that could not be decoded stay what they are, so that such a text is not valid
    UTF-8.

    Args:
        columns: Where a name repeats, its later columns are called `name_2`, `name_3`.
        one_line: Replace line ends between the parts of a `json` value by blanks.
    """

    def __init__(self, columns: Sequence[Column], *, one_line: bool) -> None:
        self._encoders = [_encoder(column.kind, one_line) for column in columns]
        keys = (_string(name).replace("%", "%%") for name in distinct_names(columns))
        self._template = "{" + ", ".join(f"{key}: %s" for key in keys) + "}"

    def lines(self, rows: Sequence[Row]) -> list[str]:
        """An object a row."""
        return list(map(self._template.__mod__, encoded(rows, self._encoders)))


class JsonFormat:
    """Writes one result as a JSON array, an object a line; see `JsonObjects`."""

    def __init__(self) -> None:
        self._objects = JsonObjects((), one_line=False)
        self._separator = "\n  "

    def begin(self, columns: Sequence[Column]) -> str:
        """The bracket."""
        self._objects = JsonObjects(columns, one_line=False)
        self._separator = "\n  "
        return "["

    def rows(self, rows: Sequence[Row]) -> str:
        """Objects; a comma and a line end stand before each but the first."""
        if not rows:
            return ""
        separator, self._separator = self._separator, ",\n  "
        return separator + ",\n  ".join(self._objects.lines(rows))

    def end(self, total: int) -> str:
        """The other bracket."""
        return "\n]\n" if total else "]\n"


def distinct_names(columns: Sequence[Column]) -> list[str]:
    """Names with `_2`, `_3` behind those that repeat; no two are the same."""
    taken = {column.name for column in columns}
    seen: set[str] = set()
    names = []
    for column in columns:
        name, number = column.name, 1
        if name in seen:
            while name in taken:
                number += 1
                name = f"{column.name}_{number}"
            taken.add(name)
        seen.add(name)
        names.append(name)
    return names


def _encoder(kind: ColumnKind, one_line: bool) -> Encoder:
    match kind:
        case ColumnKind.NUMBER:
            return each(lambda text: text if JSON_NUMBER.fullmatch(text) else _string(text), "null")
        case ColumnKind.BOOLEAN:
            return each(lambda text: _BOOLEANS.get(text) or _string(text), "null")
        case ColumnKind.JSON:
            return _json_on_one_line if one_line else each(lambda text: text, "null")
        case _:
            return each(_string, "null")


def _json_on_one_line(values: Values) -> Sequence[str]:
    # Inside its strings, JSON has no line end as it is: all that there are stand between its parts.
    return ["null" if value is None else value.replace("\n", " ").replace("\r", " ") for value in values]
