"""When a connection is kept, replaced, or must be waited for. Pure: facts in, a decision out.

The limits are the service's: a session idle for 24 hours is ended, one older than three days may be ended
whatever it does. A token that ages is no reason to do anything: it is looked at only when one logs in.
"""

import math
from dataclasses import dataclass

_JUST_USED_S = 60.0
"""A login this soon after the user's own statement does not keep the compute awake for longer."""
_RETRY_S = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server does to sessions, in seconds; infinite where it does nothing."""

    idle_s: float = math.inf
    life_s: float = math.inf

    @property
    def idle_margin_s(self) -> float:
        """How long before the idle limit a rotation is due."""
        return min(1800.0, self.idle_s * 0.1)

    @property
    def life_margin_s(self) -> float:
        """How long before the life limit a rotation is due."""
        return min(3600.0, self.life_s * 0.1)


LAKEBASE = Limits(idle_s=24 * 3600.0, life_s=3 * 24 * 3600.0)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the decision depends on. Ages in seconds."""

    alive: bool
    age_s: float
    """Since the login."""
    idle_s: float
    """Since the last statement, or the login."""
    in_transaction: bool = False
    in_flight: bool = False
    """A statement runs, is about to be sent, or its result is paused."""
    pins: tuple[str, ...] = ()
    wanted: str = ""
    """Why somebody asked for a rotation: the user, or a host that moved. Empty: nobody did."""
    asked_by_user: bool = False
    sleeps: bool = False
    """The compute goes to sleep by itself when nothing happens."""
    failed_ago_s: float = math.inf
    """Since a rotation last failed."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing to do; look again after so many seconds (infinite: only when something happens)."""

    look_again_s: float


@dataclass(frozen=True, slots=True)
class Rotate:
    """Make a new connection, then close the old one."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A rotation is due and must not happen now."""

    reason: str
    because: str


@dataclass(frozen=True, slots=True)
class Reconnect:
    """The connection is dead and the user asked for one."""

    reason: str


Decision = Keep | Rotate | Wait | Reconnect


def decide(situation: Situation, limits: Limits) -> Decision:
    """What to do with the connection now."""
    if not situation.alive:
        # Nobody waits for it: a new login would wake the compute.
        return Reconnect(situation.wanted) if situation.asked_by_user else Keep(math.inf)
    reason = _reason(situation, limits)
    if not reason:
        return Keep(_until_due(situation, limits))
    if because := _obstacle(situation):
        return Wait(reason, because)
    if situation.failed_ago_s < _RETRY_S and not situation.asked_by_user:
        return Keep(_RETRY_S - situation.failed_ago_s)
    return Rotate(reason)


def _reason(situation: Situation, limits: Limits) -> str:
    if situation.wanted:
        return situation.wanted
    if situation.sleeps and situation.idle_s > _JUST_USED_S:
        # A login counts as activity: the compute is left to sleep, and the session with it.
        return ""
    if situation.age_s >= limits.life_s - limits.life_margin_s:
        return "the connection nears the server's limit on its age"
    if situation.idle_s >= limits.idle_s - limits.idle_margin_s:
        return "the connection nears the server's limit on idleness"
    return ""


def _obstacle(situation: Situation) -> str:
    if situation.in_flight:
        return "a statement"
    if situation.in_transaction:
        return "the open transaction"
    return ", ".join(situation.pins)


def _until_due(situation: Situation, limits: Limits) -> float:
    if situation.sleeps and situation.idle_s > _JUST_USED_S:
        return math.inf  # the next statement looks again
    of_age = limits.life_s - limits.life_margin_s - situation.age_s
    of_idleness = limits.idle_s - limits.idle_margin_s - situation.idle_s
    return max(0.0, min(of_age, of_idleness))
