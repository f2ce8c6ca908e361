import errno
import os
import random
from pathlib import Path

import pytest

from lakebase_tui.query.columns import ColumnKind
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import StoreFullError
from lakebase_tui.query.type_kinds import column_for

COLUMNS = (column_for("id", 23), column_for("name", 25))


def rows_from(start: int, stop: int) -> list[Row]:
    return [(str(i), None if i % 7 == 0 else f"näme {i}") for i in range(start, stop)]


def test_rows_come_back_in_order_from_memory() -> None:
    store = ResultStore(COLUMNS)
    assert store.state is StoreState.STREAMING
    for start in range(0, 2_500, 100):
        store.append(rows_from(start, start + 100))
    assert len(store) == 2_500
    assert store.row(0) == ("0", None)
    assert store.row(2_499) == ("2499", None)
    assert store.rows(990, 1_010) == rows_from(990, 1_010)
    assert store.rows(-5, 3) == rows_from(0, 3)
    assert store.rows(2_499, 9_999) == rows_from(2_499, 2_500)
    assert store.rows(9_000, 9_001) == []
    with pytest.raises(IndexError):
        store.row(2_500)
    with pytest.raises(IndexError):
        store.row(-1)


def test_memory_stays_within_the_budget_and_nothing_is_lost(tmp_path: Path) -> None:
    budget = MemoryBudget(1_000_000)
    store = ResultStore(COLUMNS, budget, directory=tmp_path)
    for start in range(0, 60_000, 100):
        store.append(rows_from(start, start + 100))
        assert store.memory_bytes < 1_500_000
    assert store.rows(0, 60_000) == rows_from(0, 60_000)
    chance = random.Random(7)
    for _ in range(300):
        index = chance.randrange(60_000)
        assert store.row(index) == rows_from(index, index + 1)[0]
    assert store.memory_bytes < 1_500_000
    assert list(tmp_path.iterdir()) == [], "the spill file has no name"


def test_stores_share_a_budget_and_give_it_back() -> None:
    budget = MemoryBudget(1_000_000)
    stores = [ResultStore(COLUMNS, budget) for _ in range(4)]
    for store in stores:
        store.append(rows_from(0, 20_000))
    assert budget.used <= budget.limit
    assert all(store.row(19_998) == ("19998", "näme 19998") for store in stores)
    for store in stores:
        store.close()
        store.close()
        assert len(store) == 0
    assert budget.used == 0


def test_a_forgotten_store_frees_its_budget_and_its_file() -> None:
    budget = MemoryBudget(100_000)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    store = ResultStore(COLUMNS, budget)
    store.append(rows_from(0, 20_000))
    del store
    assert budget.used == 0
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


def test_large_cells_make_small_chunks_and_survive_the_file() -> None:
    store = ResultStore(COLUMNS, MemoryBudget(1_000_000))
    big: list[Row] = [(str(i), chr(65 + i) * 400_000) for i in range(20)]
    store.append(big)
    assert store.memory_bytes < 2_500_000
    assert store.rows(0, 20) == big
    huge: Row = ("x", "y" * 3_000_000)
    store.append([huge])
    store.append(rows_from(0, 5_000))
    assert store.row(20) == huge


def test_undecodable_bytes_survive_the_file() -> None:
    store = ResultStore(COLUMNS, MemoryBudget(10))
    odd: Row = (b"\xff\xfe a".decode("utf-8", "surrogateescape"), "\U0001f600\x00")
    store.append([odd] * 2_500)
    assert store.memory_bytes < 500_000
    assert store.row(0) == odd
    assert store.row(0)[0] == "\udcff\udcfe a"


def test_no_columns_still_count_rows() -> None:
    store = ResultStore(())
    store.append([()] * 1_500)
    assert len(store) == 1_500
    assert store.row(1_400) == ()


def test_a_full_disk_is_told_and_keeps_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    store = ResultStore(COLUMNS, MemoryBudget(300_000))
    written: list[int] = []

    def full(_fd: int, data: memoryview, _offset: int) -> int:
        if len(written) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(len(data))
        return real(_fd, data, _offset)

    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", full)
    appended = 80_000
    with pytest.raises(StoreFullError, match="No space left") as caught:
        store.append(rows_from(0, appended))
    assert caught.value.next_step
    assert len(store) == appended
    assert store.rows(0, appended) == rows_from(0, appended)


def test_the_file_is_private(tmp_path: Path) -> None:
    store = ResultStore(COLUMNS, MemoryBudget(10), directory=tmp_path)
    old = os.umask(0)
    try:
        store.append(rows_from(0, 5_000))
    finally:
        os.umask(old)
    assert os.fstat(store._pieces._file._fd).st_mode & 0o777 == 0o600
    assert os.fstat(store._pieces._file._fd).st_nlink == 0


@pytest.mark.parametrize(
    ("oid", "modifier", "name", "kind"),
    [
        (23, -1, "integer", ColumnKind.NUMBER),
        (1700, (10 << 16 | 2) + 4, "numeric(10,2)", ColumnKind.NUMBER),
        (1700, (3 << 16 | (-2 & 0x7FF)) + 4, "numeric(3,-2)", ColumnKind.NUMBER),
        (1043, 24, "character varying(20)", ColumnKind.TEXT),
        (1184, 3, "timestamp(3) with time zone", ColumnKind.TIME),
        (1560, 8, "bit(8)", ColumnKind.BINARY),
        (1007, -1, "integer[]", ColumnKind.ARRAY),
        (3802, -1, "jsonb", ColumnKind.JSON),
        (2950, -1, "uuid", ColumnKind.UUID),
        (16, -1, "boolean", ColumnKind.BOOLEAN),
        (99_999, -1, "oid 99999", ColumnKind.OTHER),
    ],
)
def test_types_are_named_as_format_type_does(oid: int, modifier: int, name: str, kind: ColumnKind) -> None:
    column = column_for("c", oid, modifier)
    assert (column.type_name, column.kind) == (name, kind)
    assert column.align_right is (kind is ColumnKind.NUMBER)
