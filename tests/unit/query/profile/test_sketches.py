from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.sketches import DistinctSketch, FrequentSketch


def test_few_values_are_counted_exactly_however_often_they_come() -> None:
    sketch = DistinctSketch(100)
    for _ in range(5):
        sketch.add(f"value {number}" for number in range(100))
    assert (sketch.estimate(), sketch.exact) == (100, True)


def test_many_values_are_estimated_within_a_few_parts_in_a_hundred() -> None:
    for total in (60_000, 300_000):
        sketch = DistinctSketch()
        for start in range(0, total, 500):
            sketch.add(f"value {number}" for number in range(max(0, start - 250), start + 500))
        assert not sketch.exact
        assert 0.94 < sketch.estimate() / total < 1.06  # seven times the typical error


@given(st.lists(st.lists(st.integers(0, 60).map(lambda n: n * n % 61), max_size=40), max_size=40))
def test_a_count_is_never_too_high_and_too_low_by_the_slack_at_most(pieces: list[list[int]]) -> None:
    sketch = FrequentSketch[int](8)
    truth = Counter[int]()
    for piece in pieces:
        truth.update(piece)
        sketch.add(Counter(piece))
    top = sketch.top(100)
    for value, count in top:
        assert count <= truth[value] <= count + sketch.slack
    listed = {value for value, _ in top}
    unlisted = [count for value, count in truth.items() if value not in listed]
    assert all(count <= 2 * sketch.slack for count in unlisted)
    assert sketch.slack <= truth.total() / 8


def test_a_value_that_stands_out_is_found_among_millions() -> None:
    sketch = FrequentSketch[str](64)
    for start in range(0, 20_000, 100):
        piece = Counter(f"value {number}" for number in range(start, start + 90))
        piece["often"] = 10
        sketch.add(piece)
    (first, count), *_ = sketch.top(3)
    assert first == "often"
    assert count <= 2_000 <= count + sketch.slack
