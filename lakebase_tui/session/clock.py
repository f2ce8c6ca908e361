"""Time that neither a sleeping laptop nor a wrong local clock can bend."""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Two readings of the same stretch of time, both in seconds."""

    def wall(self) -> float:
        """Seconds since the epoch; may jump."""

    def boot(self) -> float:
        """Seconds since boot, sleep included where the system can tell."""


class SystemClock:
    """The machine's clocks."""

    def wall(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def boot(self) -> float:
        """Seconds since boot; `time.monotonic` stops while Linux sleeps, CLOCK_BOOTTIME does not."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def now() -> float:
    """The clock of all events and deadlines: seconds since boot, sleep included."""
    return SystemClock().boot()


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that ages."""

    wall: float
    boot: float

    @classmethod
    def now(cls, clock: Clock) -> "Moment":
        """This moment."""
        return cls(clock.wall(), clock.boot())

    def age(self, clock: Clock) -> float:
        """Seconds since then: the larger of both readings, so that neither clock can make it younger."""
        return max(clock.wall() - self.wall, clock.boot() - self.boot)
