import asyncio
import errno
import os
import random
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query import merge, sort
from lakebase_tui.query.columns import Column
from lakebase_tui.query.merge import Runs
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.query.sort import SortKey, TooManyValuesError, sort_rows
from lakebase_tui.query.sort_keys import OrderUnknownError
from lakebase_tui.query.spill import StoreFullError
from lakebase_tui.query.type_kinds import column_for
from tests.support.paging import CountedSource, cancelled_when_read, is_monotone
from tests.support.rows import ListSource, Row

COLUMNS = (column_for("id", 20), column_for("name", 25), column_for("tags", 3802))
HAS_FDS = os.path.isdir("/proc/self/fd")
ENOUGH = 100_000


def shuffled(total: int) -> list[Row]:
    chance = random.Random(total)
    return [(str(chance.randrange(total)), f"name {i}", None) for i in range(total)]


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=6), max_size=300),
    st.integers(100, 3_000),
)
def test_runs_are_merged_in_as_many_passes_as_it_takes(keys: list[bytes], run_bytes: int) -> None:
    async def check() -> None:
        runs = Runs(run_bytes)
        for number, key in enumerate(keys):
            # A terminator keeps any key from being the beginning of another.
            runs.add(key.replace(b"\0", b"\1") + b"\0", number, str(number).encode())
            await runs.settle()
        await runs.finish()
        found = [int(piece) for part in runs.merged() for piece in part]
        runs.close()
        expected = sorted(range(len(keys)), key=lambda number: keys[number].replace(b"\0", b"\1") + b"\0")
        assert found == expected

    asyncio.run(check())


@pytest.mark.parametrize("descending", [False, True])
async def test_a_sort_that_does_not_fit_in_memory(monkeypatch: pytest.MonkeyPatch, descending: bool) -> None:
    runs: list[Runs] = []

    def small() -> Runs:
        runs.append(Runs(200_000))
        return runs[-1]

    monkeypatch.setattr(sort, "Runs", small)
    rows = shuffled(20_000)
    told: list[tuple[int, int]] = []
    found = await sort_rows(ListSource(COLUMNS, rows), [SortKey(0, descending)], lambda *s: told.append(s))
    order = sorted(range(len(rows)), key=lambda i: int(rows[i][0] or 0), reverse=descending)
    if descending:
        order = sorted(range(len(rows)), key=lambda i: -int(rows[i][0] or 0))
    assert found.rows(0, ENOUGH) == [rows[i] for i in order]
    assert [found.source_row(i) for i in range(0, 20_000, 997)] == order[::997]
    assert is_monotone(told)
    assert told[-1] == (40_000, 40_000)


async def test_a_sort_of_nothing_and_of_one() -> None:
    for rows in ([], [("1", None, None)]):
        found = await sort_rows(ListSource(COLUMNS, rows), [SortKey(1)])
        assert found.rows(0, 9) == rows
        assert found.columns == COLUMNS


async def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sort, "Runs", lambda: Runs(300_000))
    peaks = []
    for total in (10_000, 80_000):
        store = ResultStore(COLUMNS, MemoryBudget(300_000))
        for start in range(0, total, 1_000):
            store.append([(str(-i % 977), f"name {i}", None) for i in range(start, start + 1_000)])
        tracemalloc.start()
        found = await sort_rows(store, [SortKey(0)])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(found) == total
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize("rows_read", [3_000, 60_000])
async def test_a_cancel_ends_a_sort_and_leaves_no_file(rows_read: int) -> None:
    before = len(os.listdir("/proc/self/fd")) if HAS_FDS else 0
    reached = asyncio.Event()
    source = CountedSource(
        COLUMNS,
        10**9,
        lambda i: (str(i), None, None),
        lambda read: reached.set() if read > rows_read else None,
    )
    assert await cancelled_when_read(source, reached, sort_rows(source, [SortKey(0)])) < 50_000
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


async def test_a_cancel_ends_a_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sort, "Runs", lambda: Runs(200_000))
    merging = asyncio.Event()
    told: list[int] = []

    def tell(done: int, total: int) -> None:
        told.append(done)
        if done > total // 2:
            merging.set()

    task = asyncio.create_task(sort_rows(ListSource(COLUMNS, shuffled(60_000)), [SortKey(0)], tell))
    await merging.wait()
    before = told[-1]
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert told[-1] - before < 30_000


async def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sort, "Runs", lambda: Runs(100_000))

    def full(_fd: int, _data: memoryview, _offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(StoreFullError, match="No space left"):
        await sort_rows(ListSource(COLUMNS, shuffled(5_000)), [SortKey(0)])


async def test_what_cannot_be_put_in_order_here_is_said() -> None:
    rows = [("1", "a", "{}"), ("one", "b", "[]")]
    with pytest.raises(OrderUnknownError, match="'one'"):
        await sort_rows(ListSource(COLUMNS, rows), [SortKey(0)])
    with pytest.raises(OrderUnknownError, match="jsonb") as caught:
        await sort_rows(ListSource(COLUMNS, rows), [SortKey(2)])
    assert "server" in caught.value.next_step


class Alphabet:
    """A server that has letters in the order of a German dictionary."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], str, str]] = []

    async def ranks(self, values: Sequence[str], column: Column, collation: str) -> Sequence[int]:
        self.asked.append((sorted(values), column.name, collation))
        return ["aäbcdeéf".index(value.lower()) for value in values]


async def test_the_server_is_asked_once_for_each_value() -> None:
    letters = ["b", "Ä", "a", None, "A", "b", "é"]
    source = ListSource(COLUMNS, [("1", letter, None) for letter in letters])
    server = Alphabet()
    told: list[tuple[int, int]] = []
    keys = [SortKey(0), SortKey(1, True, "de-x-icu")]
    found = await sort_rows(source, keys, lambda *step: told.append(step), server)
    assert [row[1] for row in found.rows(0, 9)] == [None, "é", "b", "b", "Ä", "a", "A"]
    assert server.asked == [(["A", "a", "b", "Ä", "é"], "name", "de-x-icu")]
    assert is_monotone(told)
    assert told[-1] == (21, 21)


async def test_too_many_values_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sort, "MOST_VALUES", 1_000)
    source = ListSource(COLUMNS, [("1", str(i), None) for i in range(2_000)])
    server = Alphabet()
    with pytest.raises(TooManyValuesError, match="too many different values"):
        await sort_rows(source, [SortKey(1, collation="")], server=server)
    assert server.asked == []


def test_the_limits_leave_room_for_the_rest() -> None:
    assert merge.RUN_BYTES <= 20 * 1024 * 1024
