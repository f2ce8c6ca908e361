import asyncio
import errno
import os
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query.filter_input import parse_filter
from lakebase_tui.query.filters import Filter, FilterError, Filtering, Op, filter_for_cell
from lakebase_tui.query.patterns import Case, PatternError
from lakebase_tui.query.type_kinds import column_for
from tests.support.paging import CountedSource, cancelled_when_read, is_monotone
from tests.support.rows import ListSource, Row
from tests.unit.test_patterns import EXPONENTIAL, VICTIM

COLUMNS = (
    column_for("id", 20),
    column_for("status", 25),
    column_for("total", 1700),
    column_for("at", 1184),
    column_for("paid", 16),
    column_for("data", 3802),
    column_for("Two words", 25),
    column_for("twice", 25),
    column_for("twice", 25),
    column_for("price", 790),
)
ID, STATUS, TOTAL, AT, PAID, DATA, WORDS, TWICE, _, PRICE = range(10)


def one(column: int, value: str | None) -> ListSource:
    return ListSource(COLUMNS, [tuple(value if at == column else None for at in range(10))])


async def fulfils(condition: Filter, value: str | None) -> bool:
    filtering = Filtering(one(condition.column, value), [condition])
    return await filtering.run() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= 5", Filter(STATUS, Op.EQUALS, "5")),
        ("!= x", Filter(STATUS, Op.DIFFERS, "x")),
        ("<> x", Filter(STATUS, Op.DIFFERS, "x")),
        ("≠x", Filter(STATUS, Op.DIFFERS, "x")),
        ("> 10", Filter(STATUS, Op.GREATER, "10")),
        ("<=10", Filter(STATUS, Op.LESS_OR_EQUAL, "10")),
        ("null", Filter(STATUS, Op.IS_NULL)),
        ("IS NOT NULL", Filter(STATUS, Op.NOT_NULL)),
        ("= null", Filter(STATUS, Op.IS_NULL)),
        ("!= NULL", Filter(STATUS, Op.NOT_NULL)),
        ("= 'null'", Filter(STATUS, Op.EQUALS, "null")),
        ("= 'it''s'", Filter(STATUS, Op.EQUALS, "it's")),
        ("= ''", Filter(STATUS, Op.EQUALS, "")),
        ("~ ^a.*", Filter(STATUS, Op.REGEX, "^a.*", Case.EXACT)),
        ("!~* x", Filter(STATUS, Op.NOT_REGEX, "x", Case.IGNORE)),
        ("contains foo bar", Filter(STATUS, Op.CONTAINS, "foo bar")),
        ("not contains foo", Filter(STATUS, Op.NOT_CONTAINS, "foo")),
        ("paid", Filter(STATUS, Op.CONTAINS, "paid")),
        ("not found", Filter(STATUS, Op.CONTAINS, "not found")),
        ("nowhere = x", Filter(STATUS, Op.CONTAINS, "nowhere = x")),
        ("total > 10", Filter(TOTAL, Op.GREATER, "10")),
        ("TOTAL>=10", Filter(TOTAL, Op.GREATER_OR_EQUAL, "10")),
        ("total is null", Filter(TOTAL, Op.IS_NULL)),
        ('"Two words" contains x', Filter(WORDS, Op.CONTAINS, "x")),
    ],
)
def test_what_is_typed_becomes_a_filter(text: str, expected: Filter) -> None:
    assert parse_filter(text, COLUMNS, STATUS) == expected


@pytest.mark.parametrize(
    ("text", "here", "sentence"),
    [
        ("  ", STATUS, "nothing to filter by"),
        ("=", STATUS, "A value is missing"),
        ("~ (", STATUS, "not a regular expression"),
        ("> ten", ID, "'ten' is not a value of 'id' \\(bigint\\)"),
        ("> tomorrow", AT, "is not a value"),
        ("> 10", PRICE, "is not a value"),
        ("> {}", DATA, "cannot be compared"),
        ("twice = 1", ID, "2 columns of this name"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(text: str, here: int, sentence: str) -> None:
    with pytest.raises((FilterError, PatternError), match=sentence) as caught:
        parse_filter(text, COLUMNS, here)
    assert caught.value.next_step


@given(
    st.sampled_from([op for op in Op if not op.name.endswith("REGEX")]),
    st.sampled_from([STATUS, WORDS]),
    st.text(min_size=1, max_size=8).filter(lambda text: "\0" not in text),
)
def test_a_description_is_read_back(op: Op, column: int, value: str) -> None:
    condition = Filter(column, op, value if op.has_value else "")
    assert parse_filter(condition.describe(COLUMNS), COLUMNS, ID) == condition


def test_descriptions() -> None:
    assert Filter(STATUS, Op.EQUALS, "paid").describe(COLUMNS) == "status = 'paid'"
    assert Filter(WORDS, Op.IS_NULL).describe(COLUMNS) == '"Two words" is null'
    assert Filter(STATUS, Op.REGEX, "^a").describe(COLUMNS) == "status ~* '^a'"
    assert Filter(STATUS, Op.REGEX, "^A").describe(COLUMNS) == "status ~ '^A'"
    filters = [Filter(STATUS, Op.CONTAINS, "a"), filter_for_cell(ID, None, differs=True)]
    assert Filtering(ListSource(COLUMNS, ()), filters).describe() == "status contains 'a' and id is not null"


@pytest.mark.parametrize(
    ("condition", "matching", "others"),
    [
        (Filter(TOTAL, Op.EQUALS, "1.0"), ["1", "1.00"], ["1.01", "NaN", None]),
        (Filter(TOTAL, Op.DIFFERS, "1.0"), ["1.01", "NaN"], ["1", "1.00", None]),
        (Filter(TOTAL, Op.GREATER, "1e2"), ["100.1", "NaN", "Infinity"], ["100", "-Infinity", None]),
        (Filter(ID, Op.LESS, "5.5"), ["5", "-9223372036854775808"], ["6", None]),
        (Filter(AT, Op.GREATER, "2026-03-01 12:00"), ["2026-03-01 12:00:01-05"], ["2026-03-01 12:00:00+09"]),
        (Filter(AT, Op.EQUALS, "2026-03-01 12:00:00+00"), ["2026-03-01 07:00:00-05"], ["infinity"]),
        (Filter(AT, Op.LESS, "Infinity"), ["294276-01-01 00:00:00+00"], ["infinity", None]),
        (Filter(PAID, Op.EQUALS, "true"), ["t"], ["f", None]),
        (Filter(DATA, Op.EQUALS, '{"a": 1}'), ['{"a": 1}'], ['{"a": 1.0}', None]),
        (Filter(STATUS, Op.EQUALS, "a"), ["a"], ["A", "a ", None]),
        (Filter(STATUS, Op.CONTAINS, "ab"), ["xABx"], ["a b", None]),
        (Filter(STATUS, Op.CONTAINS, "Ab"), ["xAbx"], ["xabx"]),
        (Filter(STATUS, Op.NOT_CONTAINS, "ab"), ["a b", ""], ["xABx", None]),
        (Filter(STATUS, Op.REGEX, "^a+$"), ["AAA"], ["ab", None]),
        (Filter(STATUS, Op.NOT_REGEX, "^a+$"), ["ab"], ["aaa", None]),
        (Filter(PRICE, Op.GREATER, "$9.50"), ["$10.00", "$1,000.00"], ["-$10.00", "$9.50"]),
        (filter_for_cell(STATUS, None), [None], ["", "x"]),
        (filter_for_cell(STATUS, "x", differs=True), ["", "y"], ["x", None]),
    ],
)
async def test_what_fulfils_a_filter(
    condition: Filter, matching: list[str | None], others: list[str | None]
) -> None:
    for value in matching:
        assert await fulfils(condition, value), value
    for value in others:
        assert not await fulfils(condition, value), value


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["paid", "open", None])), max_size=600),
    st.integers(0, 600),
)
def test_filters_are_stacked_and_go_on_as_rows_arrive(made: list[tuple[int, str | None]], first: int) -> None:
    rows: list[Row] = [(str(number), status, *[None] * 8) for number, status in made]
    filters = [Filter(ID, Op.GREATER, "10"), Filter(STATUS, Op.EQUALS, "paid")]
    expected = [i for i, (number, status) in enumerate(made) if number > 10 and status == "paid"]

    async def check() -> None:
        source = ListSource(COLUMNS, rows[:first])
        filtering = Filtering(source, filters)
        await filtering.run()
        assert filtering.scanned == len(source)
        source.append(*rows[first:])
        assert await filtering.run() == len(expected)
        view = filtering.view
        assert [view.source_row(i) for i in range(len(view))] == expected
        assert list(view.rows(0, 600)) == [rows[i] for i in expected]
        filtering.close()
        assert list(view.rows(0, 600)) == [rows[i] for i in expected]

    asyncio.run(check())


async def test_a_value_in_an_unknown_style_ends_a_comparison_but_not_an_equality() -> None:
    source = one(AT, "Sun 01 Mar 12:00:00 2026 CET")
    with pytest.raises(FilterError, match="cannot be compared here"):
        await Filtering(source, [Filter(AT, Op.GREATER, "2026-01-01")]).run()
    same = Filtering(source, [filter_for_cell(AT, "Sun 01 Mar 12:00:00 2026 CET")])
    assert await same.run() == 1


async def test_a_pattern_that_takes_ages_is_told_of() -> None:
    with pytest.raises(PatternError, match="too long"):
        await Filtering(one(STATUS, VICTIM), [Filter(STATUS, Op.REGEX, EXPONENTIAL)]).run()


async def test_a_full_disk_does_not_end_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_fd: int, _data: memoryview, _offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    rows: list[Row] = [(str(i), *[None] * 9) for i in range(3_000)]
    filtering = Filtering(ListSource(COLUMNS, rows), [Filter(ID, Op.NOT_NULL)])
    assert await filtering.run() == 3_000
    assert list(filtering.view.rows(0, 3_000)) == rows


async def test_progress_a_cancel_and_going_on_after_it() -> None:
    reached = asyncio.Event()
    source = CountedSource(
        COLUMNS[:1], 10**8, lambda i: (str(i),), lambda read: reached.set() if read > 20_000 else None
    )
    filtering = Filtering(source, [Filter(ID, Op.LESS, "70000")])
    told: list[tuple[int, int]] = []
    await cancelled_when_read(source, reached, filtering.run(lambda *step: told.append(step)))
    assert is_monotone(told)
    source.total = 80_000
    assert await filtering.run() == 70_000
    assert filtering.view.rows(69_999, 80_000) == [("69999",)]


async def test_memory_for_each_row_found_is_a_number() -> None:
    peaks = []
    for total in (20_000, 100_000):
        source = CountedSource(COLUMNS[:1], total, lambda i: (str(i),), lambda _: None)
        tracemalloc.start()
        filtering = Filtering(source, [Filter(ID, Op.NOT_NULL)])
        await filtering.run()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 80_000 * 12
