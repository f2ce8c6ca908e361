"""No value fails a result: drawn at any width, spilled, sorted, filtered and written in every format."""

import psycopg
import pytest

from lakebase_tui.query.columns import Column
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.filter_values import FilterError, comparison, equality
from lakebase_tui.query.formats.registry import FORMATS, FormatRequest
from lakebase_tui.query.row_file import decode_row, encode_row
from lakebase_tui.query.sort_keys import OrderUnknownError, SortKey, asks_server, row_key
from lakebase_tui.sql.visible import is_clean, visible
from lakebase_tui.ui.widgets.grid_cell import BLANK, ELLIPSIS, EMPTY, NULL, drawn, width_of
from tests.integration.query.helpers import PlainSource, run_all
from tests.support.exact_values import BYTEA_OUTPUTS, DATE_STYLES, INTERVAL_STYLES
from tests.support.format_truth import raw_connection, written
from tests.support.value_table import LARGE, NONCHARACTERS, expressions

SELECT = f"select {', '.join([*expressions(), *NONCHARACTERS, *LARGE])}"
LONE = "".join(chr(0xDC00 + byte) for byte in range(0x80, 0x100))
"""Bytes that could not be decoded."""
Cell = tuple[Column, str | None]
WIDTHS = (*range(1, 81), 200)


@pytest.fixture(scope="module")
def everything(value_dsn: str) -> list[Cell]:
    """Each cell of the table under every style of its type, once."""
    found: dict[tuple[Column, str | None], None] = {}
    with raw_connection(value_dsn) as raw:
        for date, interval in zip(DATE_STYLES, INTERVAL_STYLES, strict=True):
            for bytea in BYTEA_OUTPUTS:
                raw.fetch(f"set datestyle = '{date}'; set intervalstyle = '{interval}'")
                raw.fetch(f"set bytea_output = '{bytea}'")
                columns, rows = raw.fetch(SELECT)
                found.update(dict.fromkeys(zip(columns, rows[0], strict=True)))
    text = columns[0]
    return [*found, (text, LONE), (text, "x" + LONE[5] + "é"), (text, "\0"), (text, "\ud800")]


def expected(value: str | None) -> str:
    """All of a cell as it can be seen."""
    if not value:
        return NULL if value is None else EMPTY
    body = value.rstrip(" ")
    return visible(body) + BLANK * (len(value) - len(body))


def test_a_drawn_cell_is_the_visible_value_in_its_width(
    everything: list[Cell],
) -> None:
    for _, value in everything:
        whole = expected(value)
        room = width_of(whole)
        for width in WIDTHS:
            for right in (False, True):
                text = "".join(piece for piece, _ in drawn(value, width, right=right))
                assert width_of(text) == width, (value, width)
                assert is_clean(text), (value, width)
                if room <= width and len(value or "") <= 4 * (width + 1):
                    blanks = " " * (width - room)
                    assert text == (blanks + whole if right else whole + blanks), (value, width)
                else:
                    kept = text.strip(" ").removesuffix(ELLIPSIS)
                    assert whole.lstrip(" ").startswith(kept), (value, width)
                    assert text.rstrip(" ").endswith(ELLIPSIS), (value, width)


async def test_values_come_back_from_disk_as_they_were(value_dsn: str) -> None:
    """Memory for nothing: all rows but the last piece are in a file."""
    async with await psycopg.AsyncConnection.connect(value_dsn, autocommit=True) as connection:
        executor = Executor(PlainSource(connection), memory_budget=0)
        await run_all(executor, "set client_min_messages = error", f"{SELECT} from generate_series(1, 4)")
        store = executor.stores[1]
        with raw_connection(value_dsn) as raw:
            _, [truth] = raw.fetch(SELECT)
        assert store.byte_count > 4_000_000
        assert store.memory_bytes == 0
        assert store.rows(0, 9) == [truth] * 4
        assert decode_row(encode_row(3, truth)) == truth
        store.close()


def test_every_format_takes_every_value(everything: list[Cell]) -> None:
    """Side by side where they are short, since a table is as wide as its widest; the long alone."""
    sendable = [(column, value) for column, value in everything if value != "\ud800"]
    short = [cell for cell in sendable if len(cell[1] or "") < 2_000]
    key = (everything[0][0], "1")
    for name, kind in FORMATS.items():
        for cells in (short, *([key, cell] for cell in sendable if cell not in short)):
            columns, row = zip(*cells, strict=True)
            form = kind.make(FormatRequest(columns, keys=(0,)))
            text = written(form, columns, [row, (None,) * len(row)])
            assert text.encode("utf-8", "surrogateescape"), name


def test_sorting_and_filtering_raise_nothing_but_sentences(everything: list[Cell]) -> None:
    known = 0
    sentences = []
    for column, value in everything:
        key = SortKey(0)
        if not asks_server(key, column):
            for each in (key, SortKey(0, descending=True)):
                try:
                    known += bool(row_key([each], [column], {})((value,)))
                except OrderUnknownError as error:
                    sentences.append(error.sentence)
        if value is not None:
            assert equality(column, value)(value)
            try:
                assert comparison(column, "<=", value)(value)
            except FilterError as error:
                sentences.append(error.sentence)
    assert known > 600
    assert all(map(is_clean, sentences))
