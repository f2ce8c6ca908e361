"""From what the server says of a failed COPY to the place in the file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.failures import FailingLine
from lakebase_tui.query.importing.plan import ImportPlan
from lakebase_tui.query.importing.records import (
    Dialect,
    RecordSplitter,
    Rewriter,
    fields_of,
    lines_in,
    without_end,
)
from lakebase_tui.query.pace import Pace

_MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the data of a COPY, as the server names it."""

    line: int
    """Of what was sent, from 1, header and line ends in quotes counted: where the record ends."""
    column: str = ""


def place_in(context: str, table: str, columns: Sequence[str]) -> Place | None:
    """Read `COPY orders, line 3, column id: "x"`, whose words may be in any language.

    Args:
        context: The error's.
        table: Name of the table, without its schema.
        columns: Names of the columns that are filled.
    """
    for line in context.splitlines():
        head = f"COPY {table}, "
        found = re.match(r"\D*(\d+)(.*)", line[len(head) :], re.DOTALL) if line.startswith(head) else None
        if found is None:
            continue
        rest = found[2]
        named = [name for name in columns if re.match(r"\W+\w+\W+" + re.escape(name) + r"(?!\w)", rest)]
        return Place(int(found[1]), max(named, key=len, default=""))
    return None


async def find_line(file: CsvFile, plan: ImportPlan, place: Place) -> FailingLine | None:
    """Read the file up to that place.

    Raises:
        ImportFailedError: It can no longer be read.
    """
    dialect, rewriter = plan.shape.dialect, plan.rewriter()
    splitter, pace = RecordSplitter(dialect), Pace()
    sent = number = 0
    first = True
    async for block in file.blocks():
        data = block[3:] if first and plan.shape.bom else block
        first = False
        for record in splitter.feed(data):
            sent += _sent_lines(record, rewriter, dialect)
            if sent >= place.line:
                return _failing(record, number + 1, plan, place.column)
            number += lines_in(record, dialect)
        await pace.breathe()
    return next((_failing(record, number + 1, plan, place.column) for record in splitter.end()), None)


def _sent_lines(record: bytes, rewriter: Rewriter | None, dialect: Dialect) -> int:
    return lines_in(record if rewriter is None else rewriter.rewrite(record), dialect)


def _failing(record: bytes, number: int, plan: ImportPlan, column: str) -> FailingLine:
    shape = plan.shape
    body = without_end(record, shape.dialect)
    codec = shape.encoding.codec
    text = body.decode(codec, "replace")[:_MOST_CHARACTERS]
    fields = fields_of(body, shape.dialect)
    position = plan.kept[plan.targets.index(column)] if column in plan.targets else len(fields)
    if position >= len(fields):
        return FailingLine(number, text, column=column)
    before = len(shape.dialect.delimiter.join(fields[:position]).decode(codec, "replace"))
    start = before + (position > 0)
    end = start + len(fields[position].decode(codec, "replace"))
    return FailingLine(number, text, min(start, len(text)), min(end, len(text)), column)
