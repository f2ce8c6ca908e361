"""What the user names often, and lately: counted from the statements that were run."""

from collections.abc import Iterator
from typing import Final

from lakebase_tui.completion.syntax.lexemes import LexemeKind, lex

_LESS_PER_STATEMENT: Final = 0.98
"""What is left of a count when the next statement is noted: half after some 35."""
_MOST_NAMES: Final = 2_000
_LONGEST: Final = 20_000
"""Characters of a statement that are read."""
_TOO_LARGE: Final = 1e100


class Usage:
    """Counts names and keywords, the recent ones more."""

    def __init__(self) -> None:
        # Counts grow instead of shrinking, so that a statement touches only the names in it.
        self._counts: dict[str, float] = {}
        self._step = 1.0

    def note(self, statement: str) -> None:
        """Count the names of a statement that was run; literals and comments are not looked at."""
        self._step /= _LESS_PER_STATEMENT
        kinds = (LexemeKind.WORD, LexemeKind.NAME)
        for name in {each.name.lower() for each in lex(statement[:_LONGEST]) if each.kind in kinds}:
            self._counts[name] = self._counts.get(name, 0.0) + self._step
        if len(self._counts) > _MOST_NAMES * 1.25:
            kept = sorted(self._counts, key=self._counts.__getitem__, reverse=True)[:_MOST_NAMES]
            self._counts = {name: self._counts[name] for name in kept}
        if self._step > _TOO_LARGE:
            self._counts, self._step = dict(self), 1.0

    def weight(self, name: str) -> float:
        """How much a name, in any case, was used: about 1 for once a moment ago; 0 for never."""
        return self._counts.get(name.lower(), 0.0) / self._step

    def names(self) -> Iterator[str]:
        """All names that were used, in lower case."""
        return iter(self._counts)

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return ((name, count / self._step) for name, count in self._counts.items())
