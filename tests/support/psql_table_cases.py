"""Queries whose output is hard to lay out, and settings of psql with our formats that stand for them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.aligned_format import AlignedFormat, PsqlTableOptions
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.expanded_format import ExpandedFormat
from lakebase_tui.query.formats.text_format import TextFormat
from lakebase_tui.query.formats.unaligned_format import UnalignedFormat, UnalignedOptions

RECORD = Path(__file__).parents[1] / "unit" / "formats" / "psql_output.json"
"""What psql 18 wrote for each case; `UPDATE_PSQL=1 pytest tests/integration/query/test_psql_tables.py`."""

QUERIES = {
    "plain": "select 1 as id, 'Ada' as name, 2.50 as total union all select 22, null, -1",
    "lines": r"""select 1 as id, E'a\nbb\nccc' as "x", E'1\n2'::text as last
        union all select 2, '', E'z' union all select 3, E'\n', E'\n'""",
    "last number": r"select E'a\nb' as t, 12345 as n union all select 'x', null",
    "lines in names": """select 1 as "a\nbcd\ne", 2 as "x", 'v' as "long header\nof two" """,
    "wide": r"""select '自転車' as "名前", 'é🚲' as b, E'e\u0301x' as c union all select 'a', 'b', 'c'""",
    "controls": r"""select E'a\tb' as a, E'\x1b[31m' as b, E'a\rb' as c, E'\t' as d, E'\u0085x' as e,
        E'ab\ncd\te' as f""",
    "no rows": "select 1 as id, 'x'::text as verylongname where false",
    "no columns": "select",
    "no columns, 3 rows": "select from generate_series(1, 3)",
    "long": "select repeat('x', 300) as a, repeat('y', 10) as b, 1 as c",
    "empty string": "select ''",
    "one null": "select null::text as a",
    "end of copy": r"select '\.' as a",
    "ends of copy": r"select '\.' as a, 'b' as b union all select 'x\.', '\.'",
    "csv": r"""select 'a,b' as "c,d", 'q"q' as "q""q", E'x\ry' as c, E'x\ny' as d, '' as e,
        ' ' as "f ", null as g""",
    "same names": "select 1 as a, 2 as a, 3",
    "narrow": "select 1 as a union all select 2",
    "booleans": r"select 'some long text here' as a, true as b union all select E'x\ny', false",
    "long name": """select 1 as "a_very_long_column_name_indeed", 2 as b""",
    "12 rows": "select 1 as a from generate_series(1, 12)",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Flags of psql, and the format that writes the same."""

    flags: tuple[str, ...]
    make: Callable[[Sequence[Column]], TextFormat]


def _aligned(*flags: str, options: PsqlTableOptions) -> Setting:
    return Setting(flags, lambda columns: AlignedFormat(columns, options))


def _expanded(*flags: str, options: PsqlTableOptions) -> Setting:
    return Setting((*flags, "-x"), lambda columns: ExpandedFormat(columns, options))


def _unaligned(*flags: str, options: UnalignedOptions) -> Setting:
    return Setting(("-A", *flags), lambda columns: UnalignedFormat(options))


def _csv(*flags: str, options: CsvOptions) -> Setting:
    return Setting(("--csv", *flags), lambda columns: CsvFormat(options))


def _tables() -> Iterator[Setting]:
    for border in (0, 1, 2):
        for bare in (False, True):
            options = PsqlTableOptions(border=border, tuples_only=bare)
            flags = ("-P", f"border={border}", *(["-t"] if bare else []))
            yield _aligned(*flags, options=options)
            yield _expanded(*flags, options=options)
    yield _aligned("-P", "null=∅", options=PsqlTableOptions(null="∅"))
    yield _expanded("-P", "null=∅", options=PsqlTableOptions(null="∅"))
    yield _aligned("-P", "footer=off", options=PsqlTableOptions(footer=False))


SETTINGS = (
    *_tables(),
    _unaligned(options=UnalignedOptions()),
    _unaligned("-t", options=UnalignedOptions(tuples_only=True)),
    _unaligned("-x", options=UnalignedOptions(expanded=True)),
    _unaligned("-t", "-x", options=UnalignedOptions(tuples_only=True, expanded=True)),
    _unaligned("-F", ";", "-R", "//", "-P", "null=N", options=UnalignedOptions(";", "//", "N")),
    _unaligned("-z", "-0", options=UnalignedOptions("\0", "\0")),
    _csv(options=CsvOptions(as_psql=True)),
    _csv("-t", options=CsvOptions(as_psql=True, header=False)),
    _csv("-P", "null=N,U", options=CsvOptions(as_psql=True, null="N,U")),
    _csv("-P", "csv_fieldsep=;", options=CsvOptions(as_psql=True, delimiter=";")),
)
