"""How long a session has kept its compute from going to sleep; pure arithmetic on `clock.now` times."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Awake:
    """What has been seen of a session's activity. Times and lengths in seconds.

    A login, a running statement, a paused result and an open transaction keep a compute awake, and so
    does the time that it waits after them before it sleeps.
    """

    before_s: float = 0.0
    """Sum of the spells that have ended."""
    since: float | None = None
    """When this spell began."""
    last: float = 0.0
    """The last sign of activity."""
    busy: bool = False

    def after(self, at: float, *, busy: bool, suspend_s: float | None) -> "Awake":
        """Something happened at `at`; `busy`: from then on it goes on by itself.

        `suspend_s`: how long the compute waits without activity; None: it never sleeps.
        """
        if self.since is None:
            return replace(self, since=at, last=at, busy=busy)
        asleep_from = self._asleep_from(suspend_s)
        if asleep_from is not None and asleep_from < at:
            before = self.before_s + asleep_from - self.since
            return Awake(before_s=before, since=at, last=at, busy=busy)
        return replace(self, last=at, busy=busy)

    def held_s(self, at: float, suspend_s: float | None) -> float:
        """How long in all, up to `at`."""
        if self.since is None:
            return self.before_s
        asleep_from = self._asleep_from(suspend_s)
        end = at if asleep_from is None else min(at, asleep_from)
        return self.before_s + end - self.since

    def sleeps_in_s(self, at: float, suspend_s: float | None) -> float | None:
        """When it sleeps unless something happens; None while something goes on, or if it never does."""
        asleep_from = self._asleep_from(suspend_s)
        return None if asleep_from is None or self.since is None else max(0.0, asleep_from - at)

    def _asleep_from(self, suspend_s: float | None) -> float | None:
        return None if self.busy or suspend_s is None else self.last + suspend_s
