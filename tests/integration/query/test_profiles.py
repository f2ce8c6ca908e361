"""A profile agrees with what the server says of the same values."""

from math import isclose

import pytest

from lakebase_tui.query.executor import Executor
from lakebase_tui.query.profile.column_profile import ColumnProfile
from tests.integration.query.helpers import PlainSource, outcome
from tests.support.profiling import profile_column

ORDERED = {
    "numeric": "NaN Infinity -Infinity 0 -0.5 1e400 12345678901234567890.12 1e-300",
    "float8": "NaN Infinity -Infinity -0 1e300 5e-324 0.1 1e15",
    "money": "12 -0.05 1234567.89 0",
    "date": "infinity -infinity 4713-01-01bc 0001-01-01 2026-02-28 5874897-12-31",
    "timestamp": "infinity 4713-01-01bc 294276-12-31T23:59:59.999999 1969-12-31T23:59:59.5",
    "timestamptz": "-infinity 4713-01-01bc 294276-12-31 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z",
    "time": "24:00:00 00:00:00 12:00:00.000001",
    "timetz": "24:00:00-15:59:59 00:00:00+15:59:59 12:00:00+02 10:00:00+00 10:30:00+00:30",
    "interval": "P1Y P-1Y P1M P30D P29DT23H PT-0.000001S P1Y2M-3DT4H5M6.5S P178000000Y",
}


async def profile_of(executor: Executor, sql: str, index: int = 0) -> ColumnProfile:
    """The profile of a column of what a query gives."""
    found = await outcome(executor, sql)
    assert found.error is None
    return await profile_column(executor.stores[0], index)


@pytest.mark.parametrize("type_name", ORDERED)
async def test_lowest_and_highest_are_the_servers(executor: Executor, type_name: str) -> None:
    values = [value.replace("bc", " BC") for value in ORDERED[type_name].split()]
    for first in range(len(values)):
        rows = ", ".join(f"('{value}'::{type_name})" for value in values[first:])
        profile = await profile_of(executor, f"select x from (values {rows}) v(x) order by x")
        ends = await profile_of(executor, f"select x from (values {rows}) v(x) order by x limit 1")
        last = await profile_of(executor, f"select x from (values {rows}) v(x) order by x desc limit 1")
        assert profile.facts.unread == 0
        assert profile.facts.lowest == ends.facts.lowest
        assert profile.facts.highest == last.facts.lowest


async def test_sums_and_means_are_the_servers(source: PlainSource) -> None:
    executor = Executor(source, page_rows=None)
    rows = "select (sin(i) * 1000)::numeric(12, 4) as x from generate_series(1, 30000) i"
    profile = await profile_of(executor, rows)
    assert profile.rows == 30_000
    await outcome(
        executor,
        "select count(distinct x), sum(x), avg(x), stddev(x), percentile_cont(0.5) within group (order by x)"
        f" from ({rows}) q",
    )
    count, total, mean, deviation, median = (float(value or "nan") for value in executor.stores[0].row(0))
    numbers = profile.facts.numbers
    assert numbers is not None
    assert numbers.average is not None
    assert numbers.deviation is not None
    assert numbers.median is not None
    assert float(numbers.total) == total
    assert isclose(numbers.average, mean, rel_tol=1e-12, abs_tol=1e-12)
    assert isclose(numbers.deviation, deviation, rel_tol=1e-9)
    assert abs(float(numbers.median) - median) < 2
    assert abs(profile.distinct / count - 1) < 0.06
