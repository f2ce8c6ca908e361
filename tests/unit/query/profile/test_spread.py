import itertools
import statistics
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.spread import KEPT_NUMBERS, Spread, SpreadCounter

NUMBERS = st.lists(st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False)), min_size=1)


def spread_of(numbers: list[int] | list[Decimal] | list[int | Decimal]) -> Spread:
    counter = SpreadCounter()
    for start in range(0, len(numbers), 1_000):
        piece = numbers[start : start + 1_000]
        counter.add(piece, [1] * len(piece))
    spread = counter.spread()
    assert spread is not None
    return spread


def test_without_numbers_there_is_no_spread() -> None:
    counter = SpreadCounter()
    counter.add([], [])
    assert counter.spread() is None


@given(NUMBERS, st.integers(1, 40))
def test_bins_stand_side_by_side_and_each_number_is_in_its_own(
    numbers: list[int | Decimal], most: int
) -> None:
    bins = spread_of(numbers).histogram(most)
    assert sum(each.count for each in bins) == len(numbers)
    if len(bins) == 1 and bins[0].low == bins[0].high:
        assert set(numbers) == {bins[0].low}
        return
    assert len(bins) <= max(most, 2)
    assert all(one.high == other.low for one, other in itertools.pairwise(bins))
    for each in bins:
        assert each.count == sum(each.low <= number < each.high for number in numbers)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_the_median_of_few_is_exact(numbers: list[int]) -> None:
    spread = spread_of(numbers)
    assert spread.exact
    assert spread.quantile(Decimal("0.5")) * 2 == Decimal(statistics.median(numbers)) * 2


def test_many_numbers_keep_exact_counts_in_round_bins_and_a_median_within_its_bin() -> None:
    random = Random(4)
    numbers = [Decimal(f"{random.gauss(50, 20):.6f}") for _ in range(3 * KEPT_NUMBERS)] + [Decimal(10_000)]
    spread = spread_of(numbers)
    assert not spread.exact
    assert len(spread.values) <= 5_000
    bins = spread.histogram(20)
    assert 2 <= len(bins) <= 20
    for each in bins:
        assert each.count == sum(each.low <= number < each.high for number in numbers)
    assert spread.exponent is not None
    off = abs(spread.quantile(Decimal("0.5")) - statistics.median(numbers))
    assert off <= Decimal(10) ** spread.exponent
    assert off < 1


def test_whole_numbers_get_whole_bins() -> None:
    bins = spread_of([1, 2, 2, 3, 5]).histogram(40)
    assert [(int(each.low), int(each.high), each.count) for each in bins] == [
        (1, 2, 1),
        (2, 3, 2),
        (3, 4, 1),
        (4, 5, 0),
        (5, 6, 1),
    ]
    counted = spread_of(list(range(2 * KEPT_NUMBERS)))
    assert len(counted.values) <= 5_000
    assert {each.count for each in counted.histogram(20)} == {1_000}
