"""What the parser cannot read in the statements of an editor, looked for while nobody types."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from textual.cache import LRUCache

from lakebase_tui.ui.widgets.editor_text import Range

PAUSE_S: Final = 0.3
"""Without a key, before anything is looked for."""
_SLICE_S: Final = 0.015
"""How long the looking may keep a key waiting, a single statement aside."""
_LONGEST: Final = 20_000
"""Characters of a statement that is read: one of more would keep a key waiting by itself."""
_KEPT: Final = 512


class SyntaxNotes:
    """Remembers by their text what is wrong with statements: one that is changed is no longer known.

    Args:
        find: Returns the parts of a statement that cannot be read, as offsets in it, but for what is being
            typed at another offset. Of a statement that it has just seen, it has them at once.
    """

    def __init__(self, find: Callable[[str, int | None], Sequence[Range]]) -> None:
        self.found_any = False
        """Whether there was ever something wrong."""
        self._find = find
        self._known: LRUCache[str, Sequence[Range]] = LRUCache(_KEPT)

    def of(self, statement: str, cursor: int | None) -> Sequence[Range]:
        """The parts of a statement that cannot be read; empty for one that was not looked at yet.

        Args:
            statement: The statement.
            cursor: Where in it one is typing; None: elsewhere.
        """
        if len(statement) > _LONGEST or not (known := self._known.get(statement)):
            return ()
        return known if cursor is None else self._find(statement, cursor)

    def look_at(self, statements: Iterable[str]) -> tuple[bool, bool]:
        """Look at statements that are not known yet, for a moment.

        Returns:
            Whether anything is wrong with one of them, and whether there are more to look at.
        """
        wrong, end = False, time.perf_counter() + _SLICE_S
        for statement in statements:
            if len(statement) > _LONGEST or statement in self._known:
                continue
            if time.perf_counter() > end:
                return wrong, True
            problems = self._known[statement] = self._find(statement, None)
            if problems:
                wrong = self.found_any = True
        return wrong, False
