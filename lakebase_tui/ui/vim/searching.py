"""Going to what is looked for: `n N * #`."""

from lakebase_tui.ui.vim.moving import Move, Start
from lakebase_tui.ui.vim.runs import run_at, runs_from
from lakebase_tui.ui.vim.surroundings import Search
from lakebase_tui.ui.vim.text import WORD, Location


class Searching:
    """Knows which way one looks.

    Args:
        search: What is looked for, and where it stands.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._forward = True

    def ask(self, *, forward: bool) -> None:
        """Ask what to look for, with `/` or `?`."""
        self._forward = forward
        self._search.ask(forward=forward)

    def found_from(self, at: Location) -> Location | None:
        """Where what was asked for stands next, from where the question was asked."""
        return self._search.next_from(at, forward=self._forward)

    def again(self, start: Start, key: str) -> Move | None:
        """`n`, or `N` for the other way."""
        return self._step(start, start.at, self._forward == (key == "n"))

    def word(self, start: Start, key: str) -> Move | None:
        """`*`, or `#` for the other way: the word at the cursor, or the next one on its line."""
        word = _word_at(start)
        if word is None:
            return None
        text, at, whole = word
        self._forward = key == "*"
        self._search.look_for(text, whole=whole)
        return self._step(start, at, self._forward)

    def _step(self, start: Start, at: Location, forward: bool) -> Move | None:
        for _ in range(start.times):
            found = self._search.next_from(at, forward=forward)
            if found is None:
                return None
            at = found
        return Move(at, jumps=True, fills_register_one=True)


def _word_at(start: Start) -> tuple[str, Location, bool] | None:
    """The word at a place or behind it, its place, and whether it is made of letters."""
    row = start.at[0]
    if not start.line:
        return None
    here = run_at(start.lines, start.at, big=False)
    runs = [here] if here.kind == WORD or here.kind > WORD else []
    if not runs:
        behind = (run for run in runs_from(start.lines, start.at, big=False) if run.row == row)
        for run in behind:
            if run.kind >= WORD:
                runs = [run]
                break
    if runs:
        found = runs[0]
        return start.line[found.start : found.end], (row, found.start), True
    big = run_at(start.lines, start.at, big=True)
    if not big.is_word:
        return None
    return start.line[big.start : big.end], (row, big.start), False
