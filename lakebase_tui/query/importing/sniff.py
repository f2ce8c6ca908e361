"""What a CSV file looks like, told from its beginning."""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.importing.failures import ImportFailedError
from lakebase_tui.query.importing.records import (
    Dialect,
    RecordSplitter,
    fields_of,
    line_end_of,
    value_of,
    without_end,
)

_DELIMITERS = (b",", b";", b"\t", b"|")
_QUOTES = (b'"', b"'")
_MOST_RECORDS = 500
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECIMAL = re.compile(rb"(?<=\d),(?=\d)")
"""A comma that may be part of a number."""
_WINDOWS = re.compile(rb"[\x80-\x9f]")
_TYPED = re.compile(
    r"\s*+(?:[-+]?(?=[.,]*+\d)[\d.,]++(?:e[-+]?\d+)?%?|\d{4}-\d\d-\d\d.*|\d\d?[:./]\d\d?[:./]\d.*|true|false|t|f)\s*",
    re.IGNORECASE,
)
"""Numbers, dates, times and booleans, as data has them and names do not."""
_LONGEST_TYPED = 64


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file become characters."""

    server_name: str
    """For COPY."""
    codec: str
    """For Python."""
    label: str


UTF8 = Encoding("UTF8", "utf-8", "UTF-8")
LATIN1 = Encoding("LATIN1", "latin-1", "Latin-1")
WINDOWS = Encoding("WIN1252", "cp1252", "Windows-1252")
ENCODINGS = (UTF8, LATIN1, WINDOWS)


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a file is to be read."""

    dialect: Dialect = Dialect()  # noqa: RUF009  # frozen
    encoding: Encoding = UTF8
    header: bool = True
    null: str = ""
    """What stands for NULL, where it has no quotes."""
    bom: bool = False
    """Whether a byte order mark stands before everything; COPY would take it for data."""
    remark: str = ""
    """What the user should know; often nothing."""


def sniff(sample: bytes, *, whole: bool) -> CsvShape:
    """Tell how a file is to be read.

    Args:
        sample: Its first bytes.
        whole: Whether that is all of it.

    Raises:
        ImportFailedError: It is no text, or in an encoding that the server does not read.
    """
    if sample.startswith(_WIDE):
        raise ImportFailedError("The file is UTF-16, which the server does not read.", "Save it as UTF-8.")
    if b"\0" in sample:
        raise ImportFailedError("The file is no text: there are NUL bytes in it.", "Choose a CSV file.")
    bom = sample.startswith(codecs.BOM_UTF8)
    sample = sample.removeprefix(codecs.BOM_UTF8)
    encoding, remark = _encoding(sample, whole=whole)
    dialect = _dialect(sample, whole=whole)
    texts = [
        [_text(value_of(field, dialect, b""), encoding) for field in fields]
        for fields in _records(sample, dialect, whole=whole)
    ]
    return CsvShape(dialect, encoding, has_header(texts), bom=bom, remark=remark)


def _encoding(sample: bytes, *, whole: bool) -> tuple[Encoding, str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample, final=whole)
    except UnicodeDecodeError:
        encoding = WINDOWS if _WINDOWS.search(sample) else LATIN1
        return encoding, f"The file is not UTF-8: it is read as {encoding.label}."
    return UTF8, ""


def _dialect(sample: bytes, *, whole: bool) -> Dialect:
    """The delimiter and quote with which the most records have the same number of fields."""
    best, best_score = Dialect(line_end=line_end_of(sample, b'"')), (0.0, False, 0)
    for quote in _QUOTES if b"'" in sample else _QUOTES[:1]:
        line_end = line_end_of(sample, quote)
        for delimiter in _DELIMITERS:
            dialect = Dialect(delimiter, quote, line_end)
            if quote != b'"' and not _opens_fields(sample, dialect):
                continue
            widths = Counter(len(fields) for fields in _records(sample, dialect, whole=whole))
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
            decimal = delimiter == b"," and sample.count(b",") == len(_DECIMAL.findall(sample))
            score = (count / max(1, widths.total()), not decimal, width)
            if width > 1 and score > best_score:
                best, best_score = dialect, score
    return best


def _opens_fields(sample: bytes, dialect: Dialect) -> bool:
    """Whether a quote stands around fields, rather than in words as an apostrophe, and `"` does not."""
    around = (b"%b%b%b" % (dialect.quote, dialect.delimiter, dialect.quote)) in sample
    return around and b'"' + dialect.delimiter not in sample


def _records(sample: bytes, dialect: Dialect, *, whole: bool) -> list[list[bytes]]:
    splitter = RecordSplitter(dialect)
    records = splitter.feed(sample)[:_MOST_RECORDS]
    if whole or not records:
        records += splitter.end()
    bodies = (without_end(record, dialect) for record in records)
    return [fields_of(body, dialect) for body in bodies if body]


def _text(value: bytes | None, encoding: Encoding) -> str:
    return (value or b"").decode(encoding.codec, "replace")


def _is_typed(text: str) -> bool:
    return len(text) <= _LONGEST_TYPED and _TYPED.fullmatch(text) is not None


def has_header(records: Sequence[Sequence[str]]) -> bool:
    """Whether the first record names the columns: all named, no name twice, none that looks like data.

    Where the records below look like text too, names are short and read like words.
    """
    if not records:
        return False
    names, data = records[0], records[1:]
    if not all(name.strip() for name in names) or len(set(names)) < len(names):
        return False
    if any(map(_is_typed, names)):
        return False
    for position in range(len(names)):
        values = [record[position] for record in data if position < len(record) and record[position]]
        if values and all(map(_is_typed, values)):
            return True
    words = all(re.fullmatch(r"[^\W\d][\w .()/#%-]{0,62}", name) for name in names)
    return words and not any(name in record for name in names for record in data[:50])
