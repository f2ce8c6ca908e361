"""When a connection is kept, rotated, waited for or made anew."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lakebase_tui.session.policy import (
    LAKEBASE,
    Decision,
    Keep,
    Limits,
    Reconnect,
    Rotate,
    Situation,
    Wait,
    decide,
)

HOUR = 3600.0


def test_a_quiet_connection_is_kept_until_a_limit_comes_near() -> None:
    assert decide(Situation(alive=True, age_s=10, idle_s=5), LAKEBASE) == Keep(24 * HOUR - 1800 - 5)


def test_a_dead_connection_is_left_until_somebody_wants_it() -> None:
    dead = Situation(alive=False, age_s=10, idle_s=5)
    assert decide(dead, LAKEBASE) == Keep(math.inf)
    assert decide(Situation(alive=False, age_s=0, idle_s=0, wanted="asked"), LAKEBASE) == Keep(math.inf)
    asked = Situation(alive=False, age_s=0, idle_s=0, wanted="asked", asked_by_user=True)
    assert decide(asked, LAKEBASE) == Reconnect("asked")


def test_a_plain_server_has_no_limits() -> None:
    assert decide(Situation(alive=True, age_s=1e9, idle_s=1e9), Limits()) == Keep(math.inf)


def test_a_compute_that_wants_to_sleep_is_not_kept_awake_by_a_rotation() -> None:
    old = Situation(alive=True, age_s=71.5 * HOUR, idle_s=300, sleeps=True)
    assert decide(old, LAKEBASE) == Keep(math.inf)
    just_used = Situation(alive=True, age_s=71.5 * HOUR, idle_s=1, sleeps=True)
    assert isinstance(decide(just_used, LAKEBASE), Rotate)


def test_a_failed_rotation_is_not_hammered() -> None:
    late = Situation(alive=True, age_s=71.5 * HOUR, idle_s=1, failed_ago_s=20)
    assert decide(late, LAKEBASE) == Keep(40)


@given(
    alive=st.booleans(),
    age=st.floats(0, 1e6),
    idle=st.floats(0, 1e6),
    in_transaction=st.booleans(),
    in_flight=st.booleans(),
    pins=st.lists(st.just("1 advisory lock"), max_size=1).map(tuple),
    wanted=st.sampled_from(["", "asked"]),
    asked=st.booleans(),
    sleeps=st.booleans(),
    failed_ago=st.floats(0, 1e6),
)
def test_nothing_in_use_is_ever_rotated(
    alive: bool,
    age: float,
    idle: float,
    in_transaction: bool,
    in_flight: bool,
    pins: tuple[str, ...],
    wanted: str,
    asked: bool,
    sleeps: bool,
    failed_ago: float,
) -> None:
    situation = Situation(
        alive, age, idle, in_transaction, in_flight, pins, wanted, asked, sleeps, failed_ago
    )
    decision = decide(situation, LAKEBASE)
    if in_transaction or in_flight or pins or not alive:
        assert not isinstance(decision, Rotate)
    if isinstance(decision, Wait):
        assert decision.because
        assert in_transaction or in_flight or pins
    if isinstance(decision, Keep):
        assert decision.look_again_s >= 0
    if isinstance(decision, Reconnect):
        assert asked
        assert not alive


class Life(RuleBasedStateMachine):
    """A connection under a clock of our own, used at random: it must never meet the server's limit.

    The compute never sleeps here, and the client looks again when the policy told it to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0
        self.opened = self.used = 0.0
        self.look_at = 0.0
        self.in_transaction = False
        self.pins: tuple[str, ...] = ()
        self.look()

    def decision(self) -> Decision:
        return decide(
            Situation(
                alive=True,
                age_s=self.at - self.opened,
                idle_s=self.at - self.used,
                in_transaction=self.in_transaction,
                pins=self.pins,
            ),
            LAKEBASE,
        )

    def look(self) -> None:
        decision = self.decision()
        if isinstance(decision, Rotate):
            self.opened = self.used = self.at
            decision = self.decision()
        # As the session's timer does: a moment later, so that rounding cannot ask for the same moment again.
        self.look_at = self.at + decision.look_again_s + 0.05 if isinstance(decision, Keep) else math.inf

    @rule(seconds=st.floats(0, 30 * HOUR))
    def time_passes(self, seconds: float) -> None:
        end = self.at + seconds
        while self.look_at <= end:
            self.at = max(self.at, self.look_at)
            self.look()
        self.at = end

    @rule()
    def statement(self) -> None:
        self.used = self.at
        self.look()

    @rule()
    def begin(self) -> None:
        self.in_transaction = True
        self.statement()

    @rule()
    def end(self) -> None:
        self.in_transaction = False
        self.statement()

    @rule(pins=st.sampled_from([(), ("1 advisory lock",)]))
    def pin(self, pins: tuple[str, ...]) -> None:
        self.pins = pins
        self.statement()

    @invariant()
    def the_server_never_ends_it(self) -> None:
        if not self.in_transaction and not self.pins:
            assert self.at - self.opened < LAKEBASE.life_s
            assert self.at - self.used < LAKEBASE.idle_s

    @invariant()
    def what_is_in_use_waits(self) -> None:
        if self.in_transaction or self.pins:
            assert not isinstance(self.decision(), Rotate)


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=30)
TestLife = Life.TestCase
