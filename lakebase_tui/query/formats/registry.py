"""All text formats by name, for copying, exporting and headless runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.aligned_format import AlignedFormat, PsqlTableOptions
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.expanded_format import ExpandedFormat
from lakebase_tui.query.formats.html_format import HtmlFormat
from lakebase_tui.query.formats.in_list_format import InListFormat
from lakebase_tui.query.formats.insert_format import UNNAMED_TABLE, InsertFormat, InsertOptions
from lakebase_tui.query.formats.json_format import JsonFormat
from lakebase_tui.query.formats.jsonl_format import JsonlFormat
from lakebase_tui.query.formats.markdown_format import MarkdownFormat
from lakebase_tui.query.formats.text_format import TextFormat
from lakebase_tui.query.formats.tsv_format import TsvFormat, TsvOptions
from lakebase_tui.query.formats.unaligned_format import UnalignedFormat, UnalignedOptions
from lakebase_tui.query.formats.update_format import UpdateFormat, UpdateOptions


@dataclass(frozen=True, slots=True)
class FormatRequest:
    """What is to be written, as far as any format wants to know."""

    columns: Sequence[Column]
    """Those that are written, in order."""
    header: bool = True
    """Names of columns, where the format can do without them."""
    table: tuple[str, ...] = UNNAMED_TABLE
    """Where the rows come from, for SQL."""
    keys: tuple[int, ...] = ()
    """Positions of the table's key among `columns`; empty where it is not known or not whole among them."""


@dataclass(frozen=True, slots=True)
class FormatKind:
    """A format that can be chosen; its options other than those of a request are as they come."""

    name: str
    """For settings and the command line."""
    label: str
    """For people."""
    suffix: str
    """Of a file, with its dot."""
    has_header: bool
    """Whether it can be had with and without names of columns."""
    make: Callable[[FormatRequest], TextFormat]
    """A new one for one result."""


_KINDS = (
    FormatKind(
        "csv", "CSV", ".csv", True, lambda asked: CsvFormat(CsvOptions(header=asked.header))
    ),
    FormatKind("tsv", "TSV", ".tsv", True, lambda asked: TsvFormat(TsvOptions(header=asked.header))),
    FormatKind("json", "JSON", ".json", False, lambda asked: JsonFormat()),
    FormatKind("jsonl", "JSON lines", ".jsonl", False, lambda asked: JsonlFormat()),
    FormatKind("markdown", "Markdown", ".md", False, lambda asked: MarkdownFormat()),
    FormatKind("html", "HTML", ".html", False, lambda asked: HtmlFormat()),
    FormatKind(
        "insert", "SQL INSERT", ".sql", False, lambda asked: InsertFormat(InsertOptions(asked.table))
    ),
    FormatKind(
        "update", "SQL UPDATE", ".sql", False,
        lambda asked: UpdateFormat(UpdateOptions(asked.keys, asked.table)),
    ),
    FormatKind("in-list", "IN list", ".sql", False, lambda asked: InListFormat()),
    FormatKind(
        "aligned", "psql table", ".txt", True,
        lambda asked: AlignedFormat(asked.columns, PsqlTableOptions(tuples_only=not asked.header)),
    ),
    FormatKind(
        "expanded", "psql records", ".txt", True,
        lambda asked: ExpandedFormat(asked.columns, PsqlTableOptions(tuples_only=not asked.header)),
    ),
    FormatKind(
        "unaligned", "psql unaligned", ".txt", True,
        lambda asked: UnalignedFormat(UnalignedOptions(tuples_only=not asked.header)),
    ),
)  # fmt: skip

FORMATS: Mapping[str, FormatKind] = {kind.name: kind for kind in _KINDS}
"""By name."""
