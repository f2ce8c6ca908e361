"""What must come of each fault at each moment."""

from enum import Enum

from tests.faults.faults import ESC, Effect, Fault


class Moment(Enum):
    """What the session does when the fault comes."""

    IDLE = "idle"
    IN_FLIGHT = "in flight"
    IN_TRANSACTION = "in a transaction"
    COMMIT = "at COMMIT"
    MID_RESULT = "mid-result"
    MID_SCRIPT = "mid-script"
    CONNECT = "at connect"


DONE, UNKNOWN, ROLLED_BACK = "done", "outcome unknown", "rolled back"
CONNECTED, GIVEN_UP, TOLD = "connected", "given up", "told truly"
REFUSED = "refused"


def effect_at(fault: Fault, moment: Moment) -> Effect:
    """What the fault does to a session that is busy so."""
    return Effect.SEVERED if fault.idle_only and moment is Moment.IDLE else fault.effect


def expected(fault: Fault, moment: Moment) -> str:
    """The outcome, in a word, of the statement that the fault meets; of three statements in a script."""
    effect = effect_at(fault, moment)
    if moment is Moment.CONNECT:
        words = fault.relogin if fault.cold is None else fault.cold
        return GIVEN_UP if words == ESC else REFUSED if words else CONNECTED
    if fault.by_chance:
        return TOLD
    if effect is Effect.NONE:
        return " ".join([DONE] * 3) if moment is Moment.MID_SCRIPT else DONE
    match moment:
        case Moment.IDLE if effect is Effect.SEVERED:
            # Found before a byte was sent: it runs once, in a new session, or not at all.
            return REFUSED if fault.relogin else DONE
        case Moment.IN_TRANSACTION | Moment.COMMIT:
            return ROLLED_BACK
        case Moment.MID_SCRIPT:
            return f"{DONE} {UNKNOWN} not run"
        case _:
            return UNKNOWN
