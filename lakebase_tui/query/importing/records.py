"""CSV cut into records and fields by the rules of the server's COPY, with every byte left as it is.

Python's own reader forgets whether a value had quotes, which is how COPY tells an empty text from NULL.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lakebase_tui.query.importing.failures import ImportFailedError

MOST_BYTES = 256 * 1024 * 1024
"""Of one record: an open quote would take all of the file for one."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What separates records and fields; one byte each, but for the line end."""

    delimiter: bytes = b","
    quote: bytes = b'"'
    line_end: bytes = b"\n"


class RecordSplitter:
    """Cuts blocks of bytes into whole records, each with its line end.

    Args:
        dialect: Of the file.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._quote = dialect.quote
        self._end = dialect.line_end
        self._lines: list[bytes] = []
        self._rest = b""
        self._held = 0
        self._open = False

    def feed(self, block: bytes) -> list[bytes]:
        """The records that end in this block.

        Raises:
            ImportFailedError: One is longer than anybody means it to be.
        """
        records = []
        *lines, self._rest = (self._rest + block).split(self._end)
        for line in lines:
            self._open ^= line.count(self._quote) % 2 == 1
            self._lines += (line, self._end)
            self._held += len(line)
            if not self._open:
                records.append(b"".join(self._lines))
                self._lines.clear()
                self._held = 0
        if self._held + len(self._rest) > MOST_BYTES:
            raise ImportFailedError(
                "A record is too long to be read.", "Look for a quote that is never closed."
            )
        return records

    def end(self) -> list[bytes]:
        """The last record, where its line end is missing, or its quote is never closed."""
        last = b"".join(self._lines) + self._rest
        self._lines.clear()
        self._rest, self._open = b"", False
        return [last] if last else []


def line_end_of(sample: bytes, quote: bytes) -> bytes:
    """The first line end outside of quotes, which is the one that COPY wants everywhere."""
    in_quotes = False
    for match in re.finditer(rb"\r\n|\r|\n|" + re.escape(quote), sample):
        if match[0] == quote:
            in_quotes = not in_quotes
        elif not in_quotes:
            return match[0]
    return b"\n"


@lru_cache(maxsize=16)
def _field(delimiter: bytes, quote: bytes) -> re.Pattern[bytes]:
    d, q = re.escape(delimiter), re.escape(quote)
    return re.compile(rb"(?:[^" + q + d + rb"]++|" + q + rb"[^" + q + rb"]*+(?:" + q + rb"|\Z))*+")


def fields_of(record: bytes, dialect: Dialect) -> list[bytes]:
    """The fields of a record without its line end, quotes and all."""
    if dialect.quote not in record:
        return record.split(dialect.delimiter)
    pattern = _field(dialect.delimiter, dialect.quote)
    fields: list[bytes] = []
    start = 0
    while True:
        match = pattern.match(record, start)
        if match is None:  # the pattern takes nothing, too
            return fields
        fields.append(match[0])
        if match.end() >= len(record):
            return fields
        start = match.end() + 1


@lru_cache(maxsize=16)
def _quoted(quote: bytes) -> re.Pattern[bytes]:
    q = re.escape(quote)
    return re.compile(q + rb"((?:[^" + q + rb"]++|" + q + q + rb")*+)(?:" + q + rb"|\Z)")


def value_of(field: bytes, dialect: Dialect, null: bytes) -> bytes | None:
    """What COPY reads in a field; None is NULL, which never has quotes."""
    quote = dialect.quote
    if quote in field:
        return _quoted(quote).sub(lambda match: match[1].replace(quote + quote, quote), field)
    return None if field == null else field


def without_end(record: bytes, dialect: Dialect) -> bytes:
    """A record without its line end."""
    return record.removesuffix(dialect.line_end)


def lines_in(record: bytes, dialect: Dialect) -> int:
    """How many lines COPY counts for a record: it counts line ends in quotes, too."""
    counted = b"\n" if dialect.line_end == b"\n" else b"\r"
    return 1 + without_end(record, dialect).count(counted)


class Rewriter:
    """Leaves fields out of records; those that are kept stay byte for byte.

    Args:
        dialect: Of the file.
        kept: Which fields, by position.
        width: How many fields a record should have; what goes beyond is kept, for the server to refuse.
    """

    def __init__(self, dialect: Dialect, kept: Sequence[int], width: int) -> None:
        self._dialect = dialect
        self._kept = kept
        self._width = width

    def rewrite(self, record: bytes) -> bytes:
        """A record, with its line end, without the fields that are left out."""
        body = without_end(record, self._dialect)
        fields = fields_of(body, self._dialect)
        kept = [fields[index] for index in self._kept if index < len(fields)] + fields[self._width :]
        line = self._dialect.delimiter.join(kept)
        if line == b"\\.":  # alone on a line it once ended the data
            line = self._dialect.quote + line + self._dialect.quote
        return line + record[len(body) :]
