import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.find import Find, Hit
from lakebase_tui.query.patterns import Case, PatternError
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore
from tests.support.paging import CountedSource, cancelled_when_read, is_monotone
from tests.support.rows import ListSource, Row
from tests.unit.test_patterns import EXPONENTIAL, VICTIM

COLUMNS = tuple(Column(name, 25, "text", ColumnKind.TEXT) for name in "abc")
BLOCK = 1_024
cells = st.one_of(st.none(), st.text("abAB", max_size=3))
tables = st.lists(st.tuples(cells, cells, cells), max_size=12)
places = st.tuples(st.integers(0, 11), st.integers(-1, 2))


def sparse(total: int, hits: dict[tuple[int, int], str]) -> ListSource:
    """Many rows in which nothing is found but what `hits` says."""
    rows = [("x", None, "y")] * total
    for (row, column), text in hits.items():
        rows[row] = tuple(text if at == column else cell for at, cell in enumerate(rows[row]))  # type: ignore[assignment]
    return ListSource(COLUMNS, rows)


def all_hits(rows: Sequence[Row], needle: str) -> list[tuple[int, int]]:
    return [
        (number, column)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell is not None and needle in cell.lower()
    ]


@settings(deadline=None)
@given(tables, tables, st.text("ab", min_size=1, max_size=2), places)
def test_next_and_previous_go_round_while_rows_arrive(
    rows: list[Row], late: list[Row], needle: str, place: tuple[int, int]
) -> None:
    async def check() -> None:
        source = ListSource(COLUMNS, rows)
        find = Find(source, needle)
        for held in (rows, [*rows, *late]):
            if held is not rows:
                source.append(*late)
            for counted in (False, True):
                if counted:
                    assert await find.count() == len(all_hits(held, needle))
                await check_around(find, all_hits(held, needle))

    async def check_around(find: Find, hits: list[tuple[int, int]]) -> None:
        ahead = [hit for hit in hits if hit > place]
        found = await find.next(*place)
        expected = ahead[:1] or hits[:1]
        assert found == (Hit(*expected[0], wrapped=not ahead) if expected else None)
        behind = [hit for hit in hits if hit < place]
        found = await find.previous(*place)
        expected = behind[-1:] or hits[-1:]
        assert found == (Hit(*expected[0], wrapped=not behind) if expected else None)
        here = await find.next(*place, inclusive=True)
        assert (here == Hit(*place)) is (place in hits)
        for number, hit in enumerate(hits, 1):
            assert await find.place(*hit) in (number, None)

    asyncio.run(check())


async def test_blocks_without_a_match_are_not_read_once_they_are_counted() -> None:
    told: list[int] = []
    source = CountedSource(COLUMNS, 40_000, lambda i: ("needle" if i == 39_000 else "x",), told.append)
    find = Find(source, "needle")
    assert await find.count() == 1
    source.read = 0
    assert await find.next(0, 0) == Hit(39_000, 0)
    assert await find.previous(39_500, 0) == Hit(39_000, 0)
    assert source.read < 3 * BLOCK
    assert await find.place(39_000, 0) == 1


@pytest.mark.parametrize("row", [0, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 5_000])
@pytest.mark.parametrize("counted", [False, True])
async def test_a_match_is_found_wherever_blocks_meet(row: int, counted: bool) -> None:
    find = Find(sparse(5_001, {(row, 2): "Needle"}), "needle")
    if counted:
        assert await find.count() == 1
    assert await find.next(2_500, 1) == Hit(row, 2, wrapped=row < 2_500)
    assert await find.previous(2_500, 1) == Hit(row, 2, wrapped=row > 2_500)
    assert await find.next(row, 2) == Hit(row, 2, wrapped=True)


async def test_a_search_meets_rows_that_arrive_on_its_way() -> None:
    source = sparse(3_000, {})
    find = Find(source, "late")

    def arrive(_done: int, _total: int) -> None:
        if len(source) == 3_000:
            source.append((None, "late", None))

    assert await find.next(10, 0, progress=arrive) == Hit(3_000, 1)
    assert await find.count() == 1


async def test_counting_goes_on_with_rows_that_arrive() -> None:
    source = sparse(1_500, {(3, 0): "a needle", (1_400, 2): "needles"})
    find = Find(source, "needle")
    assert await find.count() == 2
    source.append(("needle", "needle", None))
    assert (find.counted, find.matches) == (1_500, 2)
    assert await find.place(1_500, 1) is None
    counts = list(await asyncio.gather(find.count(), find.count()))
    assert counts == [4, 4], "counted once, however often it is asked for"
    assert await find.place(1_500, 1) == 4


async def test_only_some_columns_are_looked_at_and_null_never_matches() -> None:
    source = ListSource(COLUMNS, [("NULL", None, "null"), (None, "x null null", "x")])
    find = Find(source, "null", columns=(2, 1))
    assert await find.count() == 2
    assert await find.next(0, -1) == Hit(0, 2)
    assert await find.next(0, 2) == Hit(1, 1)
    assert find.spans(source.rows(1, 2)[0]) == ((1, 2, 6), (1, 7, 11))
    assert find.spans(("null", None, "a NULL")) == ((2, 2, 6),)


async def test_capital_letters_and_regular_expressions() -> None:
    source = ListSource(COLUMNS, [("Order 12", "order 7", None), ("reorder", "", "ORDER")])
    assert await Find(source, "order").count() == 4
    assert await Find(source, "Order").count() == 1
    assert await Find(source, "order", case=Case.EXACT).count() == 2
    assert await Find(source, r"^order \d+$", regex=True).count() == 2
    assert await Find(source, "^$", regex=True).next(0, 0) == Hit(1, 1)
    assert await Find(source, "").count() == 0
    assert await Find(source, "", regex=True).next(0, 0) is None
    assert await Find(ListSource(COLUMNS, ()), "x").previous(0, 0) is None


async def test_a_pattern_that_takes_ages_is_told_of() -> None:
    find = Find(ListSource(COLUMNS, [("x", VICTIM, None)]), EXPONENTIAL, regex=True)
    for work in (find.count(), find.next(0, 0), find.previous(0, 2)):
        with pytest.raises(PatternError, match="too long"):
            await work


async def test_progress_grows_and_a_cancel_ends_it_at_once() -> None:
    told: list[tuple[int, int]] = []
    source = sparse(30_000, {})
    find = Find(source, "nowhere")
    assert await find.next(20_000, 0, progress=lambda *step: told.append(step)) is None
    assert await find.previous(20_000, 0, progress=lambda *_: None) is None
    assert is_monotone(told)
    assert told[-1] == (30_000, 30_000)
    told.clear()
    await find.count(lambda *step: told.append(step))
    assert is_monotone(told)
    assert told[-1] == (30_000, 30_000)


@pytest.mark.parametrize("what", ["count", "next", "previous"])
async def test_a_cancel_ends_a_search(what: str) -> None:
    reached = asyncio.Event()
    source = CountedSource(
        COLUMNS, 10_000_000, lambda _: ("x", None, "y"), lambda read: reached.set() if read > 20_000 else None
    )
    find = Find(source, "nowhere")
    work = {"count": find.count(), "next": find.next(5, 0), "previous": find.previous(9_999_999, 0)}
    after = await cancelled_when_read(source, reached, work.pop(what))
    assert after < 50_000
    for unused in work.values():
        unused.close()


async def test_a_store_that_spills_is_searched() -> None:
    store = ResultStore(COLUMNS, MemoryBudget(200_000))
    for start in range(0, 30_000, 500):
        store.append([(str(i), None, f"row {i}") for i in range(start, start + 500)])
    find = Find(store, "row 29999")
    assert await find.count() == 1
    assert await find.next(0, 0) == Hit(29_999, 2)
    assert store.memory_bytes < 1_000_000
