"""Finding and replacing in an editor: what is looked for, what was found, and where one is in it."""

import asyncio
import time
from collections.abc import Callable

from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.patterns import PatternError
from lakebase_tui.ui.widgets.editor_search import Matches, Search, Sought
from lakebase_tui.ui.widgets.editor_text import Range
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

_SLICE_S = 0.008
"""How long a search may keep keys waiting."""
_TELLS_S = 0.1
"""Between two counts, while there is more to find."""


class Finder:
    """Searches an editor's text and moves its selection from match to match.

    Args:
        editor: The editor.
        changed: Is called when `count`, `number` or `problem` may be others.
    """

    def __init__(self, editor: SqlEditor, changed: Callable[[], None]) -> None:
        self.sought = Sought("")
        """What is looked for."""
        self.scope: Range | None = None
        """The part of the text that is searched, in offsets of its flat text; None: all of it."""
        self.problem = ""
        """Why nothing can be found, in one sentence."""
        self.replaced = 0
        """How many were replaced at once a moment ago."""
        self._editor = editor
        self._changed = changed
        self._search: Search | None = None
        self._from: int | None = None
        self._work: Worker[None] | None = None

    # -- what was found ---------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many matches were found so far."""
        return len(self._search.matches) if self._search is not None else 0

    @property
    def counting(self) -> bool:
        """Whether there may be more."""
        return self._search is not None and not self._search.whole

    @property
    def number(self) -> int:
        """Which match is selected, counted from 1; 0 for none."""
        return self._selected + 1

    @property
    def selection(self) -> Range:
        """The editor's selection, in offsets of its flat text."""
        text = self._editor.analysis
        start, end = sorted(self._editor.selection)
        return text.flat_offset(start), text.flat_offset(end)

    @property
    def _selected(self) -> int:
        if self._search is None or self._is_stale(self._search):
            return -1
        start, end = self.selection
        index = self._search.matches.first_from(start)
        return index if index < self.count and self._search.matches[index] == (start, end) else -1

    def _is_stale(self, search: Search) -> bool:
        return search.text is not self._editor.analysis.flat

    # -- looking ----------------------------------------------------------------------------------

    def look(self, sought: Sought, origin: int | None = None) -> None:
        """Look for something else, and select the first match from a place on.

        Args:
            sought: What is looked for.
            origin: The place, in offsets of the flat text; None to leave the selection alone.
        """
        self.sought = sought
        self._begin(origin)

    def follow(self) -> None:
        """Look again where the text is another; a scope goes along with what is typed inside of it."""
        if self._search is None or not self._is_stale(self._search):
            return
        if self.scope is not None:
            start, end = self.scope
            end += len(self._editor.analysis.flat) - len(self._search.text)
            self.scope = (start, end) if start <= self.selection[1] <= end else None
        self._begin(None)

    def stop(self) -> None:
        """Look for nothing any more; what was looked for is remembered."""
        self._cancel()
        self._search, self.problem = None, ""
        self._editor.show_matches(Matches())

    def step(self, by: int) -> None:
        """Go to the next match, or with -1 to the one before, around the ends of the text."""
        if self._search is None or self._is_stale(self._search):
            self._begin(None)
        search = self._search
        if search is None or not self.count:
            return
        self.replaced = 0
        start, end = self.selection
        index = search.matches.first_from(start)
        if by < 0 or self._selected >= 0:
            index += by
        if 0 <= index < self.count or search.done:
            self._go_to(search, index % self.count)
        else:
            self._from = end  # where the next one is will be known in a moment

    def _begin(self, origin: int | None) -> None:
        self._cancel()
        self.problem, self.replaced, self._from = "", 0, origin
        try:
            self._search = Search(self._editor.analysis.flat, self.sought, self.scope)
        except PatternError as error:
            self._search, self.problem = None, str(error)
            self._editor.show_matches(Matches())
        else:
            self._editor.show_matches(self._search.matches)
            self._go_on(self._search)
            if not self._search.done and not self.problem:
                self._work = self._editor.run_worker(self._finish, group="find")
        self._changed()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _go_on(self, search: Search) -> None:
        try:
            search.go_on(_SLICE_S)
        except PatternError as error:
            self.problem = str(error)
        if self._from is not None:
            index = search.matches.first_from(self._from)
            if index < self.count or (search.done and self.count):
                self._from = None
                self._go_to(search, index % self.count)

    async def _finish(self) -> None:
        search, told = self._search, time.monotonic()
        while search is not None and not search.done and not self.problem:
            await asyncio.sleep(0)
            self._go_on(search)
            if time.monotonic() - told > _TELLS_S:
                told = time.monotonic()
                self._tell()
        self._tell()

    def _tell(self) -> None:
        self._editor.refresh()
        self._changed()

    def _go_to(self, search: Search, index: int) -> None:
        self._editor.select_range(*search.matches[index])
        self._changed()

    # -- replacing --------------------------------------------------------------------------------

    def replace(self, template: str) -> None:
        """Replace the match that is selected, and go to the next; where none is selected, only go."""
        search, index = self._search, self._selected
        if search is None or index < 0 or self._editor.read_only:
            self.step(1)
            return
        try:
            new = search.instead_of(index, template)
        except LakebaseTuiError as error:
            self._fail(error)
            return
        start, end = search.matches[index]
        self._put(start, end, new)
        self._begin(start + len(new))

    async def replace_all(self, template: str) -> None:
        """Replace all matches as one step; a text that is changed meanwhile is left as it is."""
        search = self._search
        if search is None or self._editor.read_only:
            return
        while not search.done and not self.problem:
            await asyncio.sleep(0)
            self._go_on(search)
        count = len(search.matches)
        if not count or self.problem:
            return
        pieces, pause = [], time.monotonic() + _SLICE_S
        try:
            for piece in search.all_replaced(template):
                pieces.append(piece)
                if time.monotonic() > pause:
                    await asyncio.sleep(0)
                    pause = time.monotonic() + _SLICE_S
        except LakebaseTuiError as error:
            self._fail(error)
            return
        if not self._is_stale(search):
            self._put(search.matches.starts[0], search.matches.ends[-1], "".join(pieces))
            self._begin(None)
            self.replaced = count
            self._changed()

    def _put(self, start: int, end: int, new: str) -> None:
        text = self._editor.analysis
        first, last = text.flat_location(start), text.flat_location(end)
        self._editor.put(first, last, new)
        if self.scope is not None:
            self.scope = self.scope[0], self.scope[1] + len(new) - (end - start)

    def _fail(self, error: LakebaseTuiError) -> None:
        self.problem = str(error)
        self._changed()
