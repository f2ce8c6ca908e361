"""Figures of a plan in words."""

import pytest

from lakebase_tui.query.explain.estimates import Rows
from lakebase_tui.query.explain.explainable import explainable
from lakebase_tui.ui.plan_words import (
    change_words,
    cost_words,
    factor_words,
    ms_words,
    rolled_back_question,
    rows_words,
    share_words,
)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0.0, "0.00 ms"),
        (0.024, "0.02 ms"),
        (9.99, "9.99 ms"),
        (9.999, "10.0 ms"),
        (84.06, "84.1 ms"),
        (999.9, "999.9 ms"),
        (999.96, "1.00 s"),
        (61_000, "61.00 s"),
        (750_000, "12.5 min"),
        (36_000_000, "10.0 h"),
    ],
)
def test_times_take_eight_cells_at_most(ms: float, words: str) -> None:
    assert ms_words(ms) == words
    assert len(words) <= 8


def test_costs_rows_and_shares() -> None:
    assert (cost_words(4803.86), cost_words(12_345_678)) == ("4,803.86", "12 M")
    assert (rows_words(9_999_999), rows_words(12_345_678)) == ("9,999,999", "12 M")
    assert [share_words(share) for share in (0.49, 0.01, 0.004, 0.0001)] == ["49 %", "1 %", "<1 %", ""]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (Rows(), ("", "dim")),
        (Rows(10, 10, 1.0), ("=", "dim")),
        (Rows(15, 10, 1.5), ("↑1.5x", "dim")),
        (Rows(40, 10, 4.0), ("↑4.0x", "warn")),
        (Rows(10, 40, 0.25), ("↓4.0x", "warn")),
        (Rows(48_210, 12, 4017.5), ("↑4,018x", "bad")),
        (Rows(1, 120_000, 1 / 120_000), ("↓120 kx", "bad")),
        (Rows(1, 120_000, 1 / 120_000, cut_short=True), ("↓120 kx", "dim")),
    ],
)
def test_how_far_off_an_estimate_was(rows: Rows, words: tuple[str, str]) -> None:
    assert factor_words(rows) == words


@pytest.mark.parametrize(
    ("now", "was", "words"),
    [
        (60.0, 100.0, ("-40 %", "ok")),
        (11.0, 100.0, ("-89 %", "ok")),
        (4.0, 100.0, ("÷25", "ok")),
        (0.0, 100.0, ("-100 %", "ok")),
        (140.0, 100.0, ("+40 %", "bad")),
        (370.0, 100.0, ("x3.7", "bad")),
        (120_000.0, 1.0, ("x120 k", "bad")),
        (101.0, 100.0, ("=", "dim")),
        (0.001, 0.004, ("=", "dim")),
        (5.0, 0.0, ("more", "bad")),
        (1.0, None, ("new", "new")),
        (None, 1.0, ("gone", "dim")),
    ],
)
def test_how_a_figure_changed(now: float | None, was: float | None, words: tuple[str, str]) -> None:
    assert change_words(now, was) == words


def test_the_question_says_what_happens() -> None:
    question = rolled_back_question(explainable("update a set b = 1"), in_transaction=False)
    assert "really runs this UPDATE and then rolls it back" in question
    assert "sequences" in question
    assert "transaction" not in question
    assert "stays as it is" in rolled_back_question(explainable("delete from a"), in_transaction=True)
    assert "EXECUTE, which may change data," in rolled_back_question(
        explainable("execute a"), in_transaction=False
    )
    made = rolled_back_question(explainable("create table a as select 1"), in_transaction=False)
    assert "this CREATE TABLE and then" in made
