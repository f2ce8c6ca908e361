from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.points import PointReducer

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(st.integers(-5, 5), st.none() | FLOATS), min_size=1))
def test_few_places_are_kept_each_by_itself(pairs: list[tuple[int, float | None]]) -> None:
    reducer = PointReducer(1)
    for x, y in pairs:
        reducer.add(x, (y,))
    points = reducer.points()
    assert points.taken == len(pairs)
    assert points.xs == tuple(sorted({x for x, _ in pairs}))
    for at, span in zip(points.xs, points.series[0], strict=True):
        there = [y for place, y in pairs if place == at and y is not None]
        assert (span is None) == (not there)
        if span is not None:
            assert (span.low, span.high, span.count) == (min(there), max(there), len(there))


@given(
    st.lists(
        st.tuples(st.one_of(FLOATS, st.integers(-(10**18), 10**18)), st.floats(-1e6, 1e6)),
        min_size=1,
        max_size=80,
    )
)
def test_many_places_become_strips_that_lose_no_value(pairs: list[tuple[float, float]]) -> None:
    reducer = PointReducer(2, most=16)
    for x, y in pairs:
        reducer.add(x, (y, None))
    points = reducer.points()
    assert len(points.xs) <= 16
    assert list(points.xs) == sorted(points.xs)
    spans = [span for span in points.series[0] if span is not None]
    assert sum(span.count for span in spans) == len(pairs)
    assert min(span.low for span in spans) == min(y for _, y in pairs)
    assert max(span.high for span in spans) == max(y for _, y in pairs)
    assert set(points.series[1]) == {None}


def test_rows_in_order_and_in_disorder_give_the_same_strips() -> None:
    forward, backward = PointReducer(1, most=64), PointReducer(1, most=64)
    for x in range(5_000):
        forward.add(x, (float(x * x),))
        backward.add(4_999 - x, (float((4_999 - x) ** 2),))
    assert forward.points() == backward.points()
    assert 16 <= len(forward.points().xs) <= 64
