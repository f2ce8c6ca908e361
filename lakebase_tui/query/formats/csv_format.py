"""CSV: as the server's own COPY writes it, as psql's --csv does, or made safe for spreadsheets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, Values, encoded, joined
from lakebase_tui.query.formats.numbers import PLAIN_NUMBER
from lakebase_tui.query.rows import Row

_END_OF_COPY = "\\."
"""Alone on a line it once ended the data; COPY and psql still put quotes around it."""

_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_SOME_FORMULA = re.compile(r"(?:\A|\0)[=+\-@\t\r\n]")


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How CSV is written. As it stands: byte for byte what `COPY ... (FORMAT csv, HEADER)` gives.

    Raises:
        ValueError: The characters cannot be told apart.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    """What stands before a quote inside quotes; empty: the quote itself."""
    null: str = ""
    """What NULL is written as, without quotes. A value that reads the same gets quotes."""
    header: bool = True
    force_quote: bool = False
    """Quotes around every value that is not NULL."""
    as_psql: bool = False
    """As `psql --csv`: an empty string has no quotes, so that it cannot be told from NULL."""
    spreadsheet_safe: bool = False
    """A `'` before what a spreadsheet would take for a formula. Such values are no longer exact; numbers
    are left alone."""

    def __post_init__(self) -> None:
        singles = [self.delimiter, self.quote, *([self.escape] if self.escape else [])]
        if any(len(each) != 1 or each in "\r\n\0" for each in singles):
            raise ValueError("Delimiter, quote and escape of CSV are one character each, and no line end.")
        if self.delimiter in (self.quote, self.escape):
            raise ValueError("The delimiter of CSV must differ from the quote and from the escape.")
        if any(each in self.null for each in (self.delimiter, self.quote, "\r", "\n")) and not self.as_psql:
            raise ValueError("What NULL is written as holds a character that CSV needs for itself.")


class CsvFormat:
    """Writes one result as CSV; see `CsvOptions`."""

    def __init__(self, options: CsvOptions | None = None) -> None:
        self._options = options or CsvOptions()
        self._delimiter = self._options.delimiter
        self._quote = self._options.quote
        self._special = (self._delimiter, self._quote, "\n", "\r")
        self._find_special = re.compile("[" + re.escape("".join(self._special)) + "]").search
        self._rare: frozenset[str] = frozenset()
        self._null = ""
        self._encoders: list[Encoder] = []

    def begin(self, columns: Sequence[Column]) -> str:
        """The names, if they are wanted."""
        options = self._options
        nulls = () if options.as_psql else (options.null,)
        ends = (_END_OF_COPY,) if options.as_psql or len(columns) == 1 else ()
        self._rare = frozenset((*nulls, *ends))
        self._null = self._field(options.null) if options.as_psql else options.null
        safe = options.spreadsheet_safe
        self._encoders = [
            self._safe_texts if safe and not column.align_right else self._texts for column in columns
        ]
        if not options.header:
            return ""
        names = (safe_for_spreadsheets(each.name) if safe else each.name for each in columns)
        return self._delimiter.join(map(self._field, names)) + "\n"

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a row; values with line ends take several."""
        if not rows or (not self._encoders and self._options.as_psql):
            return ""
        return "\n".join(map(self._delimiter.join, encoded(rows, self._encoders))) + "\n"

    def end(self, total: int) -> str:
        """Nothing."""
        return ""

    def _field(self, text: str) -> str:
        """A text that is not NULL, in quotes where it needs them."""
        return self._quoted(text) if text in self._rare or self._find_special(text) else text

    def _safe_texts(self, values: Values) -> Sequence[str]:
        if _SOME_FORMULA.search(joined(values)[1]):
            values = [value if value is None else safe_for_spreadsheets(value) for value in values]
        return self._texts(values)

    def _texts(self, values: Values) -> Sequence[str]:
        plain, text, nulls = joined(values)
        texts = plain
        if self._options.force_quote:
            texts = [self._quoted(each) for each in texts]
        else:
            if any(special in text for special in self._special):
                texts = self._quoted_where_special(texts, text)
            if any(_may_hold(text, rare, nulls, values) for rare in self._rare):
                # What has its quotes by now equals none of them.
                texts = [self._quoted(each) if each in self._rare else each for each in texts]
        if nulls and (self._null or texts is not plain):
            null = self._null
            return [null if value is None else each for value, each in zip(values, texts, strict=True)]
        return texts

    def _quoted_where_special(self, texts: Sequence[str], text: str) -> Sequence[str]:
        special, quote = self._find_special, self._quote
        if quote not in text and not self._options.escape:
            return [f"{quote}{each}{quote}" if special(each) else each for each in texts]
        escaped = self._escaped(text).split("\0")
        if len(escaped) != len(texts):  # a binary COPY, kept as rows, has NULs of its own
            escaped = list(map(self._escaped, texts))
        return [
            f"{quote}{inside}{quote}" if special(each) else each
            for each, inside in zip(texts, escaped, strict=True)
        ]

    def _quoted(self, text: str) -> str:
        return f"{self._quote}{self._escaped(text)}{self._quote}"

    def _escaped(self, text: str) -> str:
        quote, escape = self._quote, self._options.escape or self._quote
        if escape != quote:
            text = text.replace(escape, escape + escape)
        return text.replace(quote, escape + quote)


def safe_for_spreadsheets(text: str) -> str:
    """Put a `'` before what a spreadsheet would take for a formula; plain numbers are none."""
    return f"'{text}" if _FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text) else text


def _may_hold(text: str, rare: str, nulls: bool, values: Values) -> bool:
    """Whether one of `values`, which are joined to `text`, may be `rare`."""
    if rare:
        return rare in text
    if nulls:
        return "" in values
    return "\0\0" in text or not text or text[0] == "\0" or text[-1] == "\0"
