"""Tab-separated values: for pasting into a spreadsheet, or as COPY's text format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, Values, encoded, joined
from lakebase_tui.query.rows import Row

_SPECIAL = re.compile(r'\A"|[\t\n\r]')
_ESCAPES = {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
_ESCAPED = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")


@dataclass(frozen=True, slots=True)
class TsvOptions:
    """How tab-separated values are written."""

    header: bool = True
    copy_escapes: bool = False
    r"""As COPY's text format: NULL is `\N`, and a tab is `\t`. Otherwise as spreadsheets copy cells: NULL is
    empty, and a value with tabs, line ends or a quote at its start stands in quotes."""


class TsvFormat:
    """Writes one result as tab-separated values; see `TsvOptions`."""

    def __init__(self, options: TsvOptions | None = None) -> None:
        self._options = options or TsvOptions()
        self._encode: Encoder = _escaped if self._options.copy_escapes else _quoted
        self._encoders: list[Encoder] = []

    def begin(self, columns: Sequence[Column]) -> str:
        """The names, if they are wanted."""
        self._encoders = [self._encode] * len(columns)
        if not self._options.header:
            return ""
        return "\t".join(self._encode([column.name])[0] for column in columns) + "\n"

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a row; in quotes, values keep their line ends."""
        return "\n".join(map("\t".join, encoded(rows, self._encoders))) + "\n" if rows else ""

    def end(self, total: int) -> str:
        """Nothing."""
        return ""


def _quoted(values: Values) -> Sequence[str]:
    texts, text, _ = joined(values)
    if not any(special in text for special in '"\t\n\r'):
        return texts
    return ['"' + each.replace('"', '""') + '"' if _SPECIAL.search(each) else each for each in texts]


def _escaped(values: Values) -> Sequence[str]:
    texts, text, nulls = joined(values)
    if any(special in text for special in _ESCAPES):
        texts = [_ESCAPED.sub(lambda match: _ESCAPES[match[0]], each) for each in texts]
    if not nulls:
        return texts
    return [r"\N" if value is None else each for value, each in zip(values, texts, strict=True)]
