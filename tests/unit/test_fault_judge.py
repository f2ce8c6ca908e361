"""The fault run can fail: every kind of lie, repetition and silence is seen by its judge."""

from dataclasses import replace

import pytest

from lakebase_tui.query.events import OutcomeKind
from tests.faults.cell import Seen
from tests.faults.expectation import Moment, expected
from tests.faults.faults import FAULTS, Effect, Fault
from tests.faults.judge import judge
from tests.faults.truth import Count

SEVERED = Fault("cut", {}, Effect.SEVERED)
CRASH = replace(SEVERED, crashes=True)
REFUSED = Fault("refused", {}, Effect.SEVERED, relogin="may not log in")
ONCE, NEVER, UNDONE = Count(1, 1), Count(0, 0), Count(1, 0)


def seen(outcome: str, a: OutcomeKind, count: Count, *, d: OutcomeKind = OutcomeKind.DONE) -> Seen:
    return Seen(outcome=outcome, finals={"a": a, "d": d}, counts={"a": count, "d": ONCE})


def test_the_truth_passes() -> None:
    assert judge(SEVERED, Moment.IDLE, seen("done", OutcomeKind.DONE, ONCE)).good
    assert judge(SEVERED, Moment.IN_FLIGHT, seen("outcome unknown", OutcomeKind.UNKNOWN, ONCE)).good
    assert judge(SEVERED, Moment.IN_FLIGHT, seen("outcome unknown", OutcomeKind.UNKNOWN, UNDONE)).good


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (OutcomeKind.DONE, UNDONE),
        (OutcomeKind.ROLLED_BACK, ONCE),
        (OutcomeKind.FAILED, ONCE),
        (OutcomeKind.NOT_RUN, UNDONE),
    ],
)
def test_a_claim_that_is_not_true_is_seen(kind: OutcomeKind, count: Count) -> None:
    assert judge(SEVERED, Moment.IDLE, seen("done", kind, count)).wrong


def test_a_statement_that_ran_twice_is_seen() -> None:
    twice = seen("done", OutcomeKind.DONE, Count(2, 1))
    assert judge(SEVERED, Moment.IDLE, twice).twice == ("a",)
    assert judge(CRASH, Moment.IDLE, twice).twice == ()  # its sequences jump
    assert judge(CRASH, Moment.IDLE, seen("done", OutcomeKind.DONE, Count(33, 2))).twice == ("a",)


def test_what_is_lost_without_a_word_is_seen() -> None:
    silent = seen("rolled back", OutcomeKind.DONE, UNDONE)
    silent.transaction_lost = False
    assert judge(SEVERED, Moment.IN_TRANSACTION, silent).unnamed == ("the transaction",)
    forgotten = seen("done", OutcomeKind.DONE, ONCE)
    forgotten.missing = ["scratch"]
    assert judge(SEVERED, Moment.IDLE, forgotten).unnamed == ("scratch",)


def test_an_outcome_and_a_sentence_that_are_not_as_expected_are_seen() -> None:
    assert judge(SEVERED, Moment.IDLE, seen("outcome unknown", OutcomeKind.UNKNOWN, ONCE)).wrong
    mute = seen("refused", OutcomeKind.FAILED, NEVER)
    assert judge(REFUSED, Moment.IDLE, mute).wrong
    mute.sentences = ["Role app may not log in."]
    assert judge(REFUSED, Moment.IDLE, mute).good


def test_a_session_that_works_no_more_is_seen() -> None:
    dead = seen("done", OutcomeKind.DONE, ONCE, d=OutcomeKind.FAILED)
    assert judge(SEVERED, Moment.IDLE, dead).wrong


def test_rows_cut_short_that_pass_for_all_are_seen() -> None:
    short = Seen(
        outcome="outcome unknown", finals={"d": OutcomeKind.DONE}, counts={"d": ONCE}, rows_kept=5_000
    )
    assert judge(SEVERED, Moment.MID_RESULT, short).wrong
    short.incomplete = True
    assert judge(SEVERED, Moment.MID_RESULT, short).good


def test_nothing_is_expected_of_a_fault_that_no_fault_could_fail() -> None:
    words = {expected(fault, moment) for fault in FAULTS for moment in Moment}
    assert words >= {"done", "outcome unknown", "rolled back", "refused", "connected", "given up"}
