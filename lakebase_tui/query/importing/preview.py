"""The first rows of a file, read as COPY would read them."""

from dataclasses import dataclass

from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.records import RecordSplitter, fields_of, value_of, without_end
from lakebase_tui.query.importing.sniff import CsvShape, sniff
from lakebase_tui.query.rows import Row

ROWS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """A look at the beginning of a file."""

    names: tuple[str, ...]
    """From the header, else `column 1`, `column 2`."""
    rows: tuple[Row, ...]
    """The first; one may be shorter or longer than the names."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first bytes of a file, and what they look like."""

    data: bytes
    whole: bool
    shape: CsvShape


async def take_sample(file: CsvFile) -> Sample:
    """Look at a file.

    Raises:
        ImportFailedError: It cannot be read, or is no text.
    """
    data, whole = await file.sample()
    return Sample(data, whole, sniff(data, whole=whole))


def preview(sample: Sample, shape: CsvShape) -> Preview:
    """The first rows, if the file is read in that way."""
    data = sample.data[3:] if shape.bom else sample.data
    splitter = RecordSplitter(shape.dialect)
    records = splitter.feed(data)
    if sample.whole or not records:
        records += splitter.end()
    codec, null = shape.encoding.codec, shape.null.encode(shape.encoding.codec, "replace")
    rows: list[Row] = []
    for record in records[: ROWS + 1]:
        fields = fields_of(without_end(record, shape.dialect), shape.dialect)
        values = (value_of(field, shape.dialect, null) for field in fields)
        rows.append(tuple(None if value is None else value.decode(codec, "replace") for value in values))
    if shape.header and rows:
        names = tuple(name or "" for name in rows.pop(0))
    else:
        width = max((len(row) for row in rows), default=0)
        names = tuple(f"column {number}" for number in range(1, width + 1))
    return Preview(names, tuple(rows[:ROWS]))
