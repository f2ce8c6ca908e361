"""What goes on behind a result while one reads it: filtering, sorting, finding, counting."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.find import Hit
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.reading_words import reading_words
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.result_bar import ResultBar
from lakebase_tui.ui.widgets.result_tabs import ResultTabs

_COUNT_SHARES = 50
"""A share of counting below a fiftieth is not worth a repaint."""


class ReaderWork:
    """Does one thing at a time, and counts matches beside it; all of it can be stopped.

    Args:
        owner: Whose workers they are.
        tabs: The results.
        bar: Says how far it is, and what is looked for, filtered and changed.
    """

    def __init__(self, owner: Widget, tabs: ResultTabs, bar: ResultBar) -> None:
        self._owner = owner
        self._tabs = tabs
        self._bar = bar
        self._work: Worker[None] | None = None
        self._counting: Worker[None] | None = None
        self._match: tuple[int, int] | None = None
        self._match_number: int | None = None
        self._said: tuple[str, int] = ("", -1)

    @property
    def busy(self) -> bool:
        """Whether something goes on that Escape would stop."""
        return self._work is not None and self._work.is_running

    def do(self, what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do it in the background, in place of what goes on."""

        async def run() -> None:
            try:
                await work()
                await self.catch_up()
            except (LakebaseTuiError, OSError) as error:
                self.fail(error)

        self._said = (what, -1)
        self._work = self._owner.run_worker(run, group="reading", exclusive=True)

    async def catch_up(self) -> None:
        """Filter the rows that have arrived meanwhile."""
        reader = self._tabs.reader
        while reader is not None and reader is self._tabs.reader and reader.scanned < len(reader.source):
            await reader.go_on()
            self._tabs.rows_grew(len(reader.rows))
            self.say()

    def progress(self, what: str) -> Callable[[int, int], None]:
        """Tells the bar how far something is."""

        def tell(done: int, total: int) -> None:
            share = done * 100 // max(1, total)
            if self._said != (what, share):
                self._said = (what, share)
                self._bar.say(f"{what}… {share} %  Esc stops")

        return tell

    def fail(self, error: LakebaseTuiError | OSError) -> None:
        """Say why something could not be done."""
        words = str(error)
        if isinstance(error, LakebaseTuiError):
            words = f"{error.sentence} {error.next_step}".strip()
        self._bar.say(Content.styled(visible(words), "$error"))

    def stop(self) -> None:
        """Stop what goes on."""
        if self._work is not None:
            self._work.cancel()
        self.say()

    def leave(self) -> None:
        """Another result is on show: what goes on is of no use there."""
        for worker in (self._work, self._counting):
            if worker is not None:
                worker.cancel()
        self._said = ("", -1)
        self.forget_match()

    def say(self) -> None:
        """Say what is looked for, filtered and changed."""
        reader = self._tabs.reader
        self._bar.say(reading_words(reader, self._match_number) if reader is not None else "")

    # -- matches --------------------------------------------------------------------------------------

    def forget_match(self) -> None:
        """The cursor is on no match that is known."""
        self._match = self._match_number = None

    async def found(self, reader: ResultReader, hit: Hit) -> None:
        """The cursor is on this match: learn which of all it is, once that is counted."""
        self._match = (hit.row, hit.column)
        await self._number_match(reader)

    def count(self) -> None:
        """Count matches in the background, unless that goes on already."""
        if self._counting is None or not self._counting.is_running:
            self._counting = self._owner.run_worker(self._count, group="count", exclusive=True)

    def count_anew(self) -> None:
        """The rows are others, or something else is looked for."""
        self.forget_match()
        self.say()
        reader = self._tabs.reader
        if reader is not None and reader.find is not None:
            self._counting = self._owner.run_worker(self._count, group="count", exclusive=True)

    async def _count(self) -> None:
        reader = self._tabs.reader
        if reader is None or reader.find is None:
            return
        try:
            await reader.find.count(self._tell_count)
            await self._number_match(reader)
        except (LakebaseTuiError, OSError) as error:
            self.fail(error)
            return
        self.say()

    async def _number_match(self, reader: ResultReader) -> None:
        find, match = reader.find, self._match
        self._match_number = await find.place(*match) if find is not None and match is not None else None

    def _tell_count(self, done: int, total: int) -> None:
        share = done * _COUNT_SHARES // max(1, total)
        if self._said != ("count", share):
            self._said = ("count", share)
            self.say()
