"""Collects candidates and puts the best first: by fit and place, then by use, then as they came."""

from collections.abc import Callable
from typing import Final

from lakebase_tui.completion.candidates import Candidate
from lakebase_tui.completion.matching import Fit, Matcher
from lakebase_tui.completion.usage import Usage

MOST_CANDIDATES: Final = 200
"""How many are given at most; who looks for another types on."""


class Ranking:
    """Takes candidates in any order.

    Args:
        matcher: What was typed.
        usage: What the user named before.
    """

    def __init__(self, matcher: Matcher, usage: Usage) -> None:
        self.matcher = matcher
        self.usage = usage
        self._found: list[tuple[float, float, int, int, Candidate | Callable[[], Candidate]]] = []

    def offer(self, name: str, candidate: Candidate, cost: float = 0.0) -> None:
        """Take a candidate if it fits.

        Args:
            name: What is compared with what was typed, and what counts as used.
            candidate: It.
            cost: How unlikely it is at this place; 1 outweighs the step from a prefix to the whole.
        """
        fit = self.matcher.fit(name)
        if fit is not None:
            self.take(name, candidate, cost, fit)

    def take(
        self,
        name: str,
        candidate: Candidate | Callable[[], Candidate],
        cost: float,
        fit: Fit,
        place: int = 0,
    ) -> None:
        """Take a candidate that is known to fit; one of many is only made when it is among the best.

        Args:
            name: What counts as used.
            candidate: It, or what makes it.
            cost: How unlikely it is at this place.
            fit: How it fits.
            place: Among those that are equal in all else.
        """
        total = cost + (fit if self.matcher.needle else 0)
        self._found.append((total, -self.usage.weight(name), place, len(self._found), candidate))

    def best(self) -> tuple[Candidate, ...]:
        """The candidates, each only once."""
        self._found.sort(key=lambda found: found[:4])
        seen: set[tuple[str, str]] = set()
        chosen: list[Candidate] = []
        for *_, found in self._found:
            candidate = found if isinstance(found, Candidate) else found()
            key = (candidate.insert, candidate.kind.value)
            if key not in seen:
                seen.add(key)
                chosen.append(candidate)
                if len(chosen) == MOST_CANDIDATES:
                    break
        return tuple(chosen)
