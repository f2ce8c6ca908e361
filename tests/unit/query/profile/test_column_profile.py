import asyncio
import statistics
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.profile import column_profile
from lakebase_tui.query.profile.column_profile import ColumnProfile, ProfileBuilder
from tests.support.profiling import profile_column
from tests.support.rows import ORDERS, ListSource, MadeSource

TEXT = Column("name", 25, "text", ColumnKind.TEXT)
NUMERIC = Column("total", 1700, "numeric", ColumnKind.NUMBER)
MOMENT = Column("at", 1184, "timestamptz", ColumnKind.TIME)

TEXTS = st.none() | st.text(max_size=3) | st.sampled_from(["", "\udcff", "\x1b[31m", "NULL", "🚲" * 600])
NUMERICS = st.none() | st.one_of(
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:f}"),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["NaN", "Infinity", "-Infinity", "0", "0.00", "1e400"]),
)


def profile_of(column: Column, values: Sequence[str | None], piece: int = 7) -> ColumnProfile:
    builder = ProfileBuilder(column)
    for start in range(0, len(values), piece):
        builder.add(values[start : start + piece])
    return builder.profile(True)


@given(st.lists(TEXTS, max_size=60))
def test_a_profile_of_texts_is_what_plain_python_finds(values: list[str | None]) -> None:
    profile = profile_of(TEXT, values)
    present = [value for value in values if value is not None]
    counts = Counter(present)
    assert (profile.rows, profile.nulls) == (len(values), len(values) - len(present))
    assert profile.empty == present.count("")
    assert (profile.distinct, profile.distinct_exact, profile.top_slack) == (len(counts), True, 0)
    assert [each.count for each in profile.top] == sorted(counts.values(), reverse=True)[: len(profile.top)]
    assert Counter({each.text: each.count for each in profile.top if each.length <= 200}) <= counts
    facts = profile.facts
    assert (facts.lowest, facts.highest) == ((min(present), max(present)) if present else (None, None))
    if present:
        assert facts.lengths is not None
        lengths = [len(value) for value in present]
        assert (facts.lengths.least, facts.lengths.most) == (min(lengths), max(lengths))
        assert facts.lengths.average == pytest.approx(statistics.mean(lengths))


@given(st.lists(NUMERICS, max_size=60))
def test_a_profile_of_numbers_is_what_plain_python_finds(values: list[str | None]) -> None:
    profile = profile_of(NUMERIC, values)
    numbers = [Decimal(value) for value in values if value is not None]
    finite = [number for number in numbers if number.is_finite()]
    found = profile.facts.numbers
    assert found is not None
    assert found.finite == len(finite)
    assert found.nan == sum(number.is_nan() for number in numbers)
    assert found.infinite == sum(number.is_infinite() for number in numbers)
    assert Fraction(found.total) == sum(map(Fraction, finite), Fraction(0))
    if len(finite) > 1 and all(abs(number) < Decimal("1e100") for number in finite):
        assert found.deviation == pytest.approx(statistics.stdev(map(Fraction, finite)), rel=1e-6, abs=1e-9)


@given(st.lists(NUMERICS.filter(lambda value: value is not None), min_size=1, max_size=40))
def test_lowest_and_highest_are_ordered_as_in_postgres(values: list[str]) -> None:
    def key(text: str) -> tuple[bool, Decimal]:
        number = Decimal(text)
        return number.is_nan(), Decimal(0) if number.is_nan() else number

    facts = profile_of(NUMERIC, values).facts
    assert facts.lowest in values
    assert facts.highest in values
    assert key(str(facts.lowest)) == min(map(key, values))
    assert key(str(facts.highest)) == max(map(key, values))


def test_times_before_christ_and_at_infinity_have_their_place() -> None:
    values = ["2026-11-21 09:00:00+00", "infinity", "0044-03-15 12:00:00+00 BC", None, "gone"]
    profile = profile_of(MOMENT, values)
    assert (profile.facts.lowest, profile.facts.highest) == ("0044-03-15 12:00:00+00 BC", "infinity")
    assert profile.facts.unread == 1


@settings(max_examples=30)
@given(st.lists(st.integers(-50, 50).map(str) | st.none(), min_size=40, max_size=200))
def test_with_sketches_the_same_facts_are_found(values: list[str | None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_profile, "KEPT_VALUES", 5)
        rough = profile_of(NUMERIC, values)
    exact = profile_of(NUMERIC, values)
    assert rough.distinct == exact.distinct
    assert [each.count for each in rough.top] == [each.count for each in exact.top]
    assert rough.facts.numbers is not None
    assert exact.facts.numbers is not None
    assert rough.facts.lowest == exact.facts.lowest
    assert rough.facts.numbers.total == exact.facts.numbers.total
    assert rough.facts.numbers.median == exact.facts.numbers.median
    if exact.facts.numbers.deviation is not None:
        assert rough.facts.numbers.deviation == pytest.approx(exact.facts.numbers.deviation)


def test_long_texts_are_told_apart_and_not_kept() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_profile, "KEPT_CHARACTERS", 1_000)
        profile = profile_of(TEXT, ["a" * 900 + "b", "a" * 900 + "c", "a" * 900 + "c"], piece=1)
    assert profile.distinct == 2
    assert [(each.length, each.count) for each in profile.top] == [(901, 2), (901, 1)]
    assert len(profile.top[0].text) < 300


async def test_many_different_values_are_estimated_and_told_so() -> None:
    profile = await profile_column(MadeSource(60_000), 1)
    assert profile.rows == 60_000
    assert not profile.distinct_exact
    assert 0.94 < profile.distinct / 60_000 < 1.06


async def test_a_range_of_a_result_that_goes_on_is_told() -> None:
    told: list[tuple[int, int]] = []
    source = ListSource()
    profile = await profile_column(
        source, 1, (2, 5), complete=False, progress=lambda done, total: told.append((done, total))
    )
    assert (profile.rows, profile.complete) == (3, False)
    assert told[-1] == (3, 3)
    assert profile.column == ORDERS[1]
    assert {each.text for each in profile.top} == {row[1] for row in source.rows(2, 5)}


async def test_others_have_their_turn_and_a_cancelled_profile_ends() -> None:
    reached = asyncio.Event()

    def progress(done: int, _total: int) -> None:
        if done > 5_000:
            reached.set()

    source = MadeSource(10_000_000)
    task = asyncio.create_task(profile_column(source, 1, progress=progress))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.asked < source.total / 2
