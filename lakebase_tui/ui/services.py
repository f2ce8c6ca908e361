"""What all tabs of the program share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from lakebase_tui.completion import Completer, Usage
from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.config.saved_queries import QueryFolder
from lakebase_tui.config.settings import Settings
from lakebase_tui.query.history.entries import Search
from lakebase_tui.query.history.history import History, HistoryError
from lakebase_tui.ui.libraries import Libraries
from lakebase_tui.ui.records import Records
from lakebase_tui.ui.vim.registers import Registers

_RECALLED = 300
"""Statements of the history that tell what the user names often."""


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by the app, and handed to whoever needs some of it."""

    settings: Settings
    libraries: Libraries
    """What is in the databases that are open."""
    usage: Usage
    """What the user names often, and lately."""
    completer: Completer
    """What could stand where something is being typed."""
    history: History | None
    """What ran; None where the user wants none."""
    queries: QueryFolder
    """What was saved to be run again."""
    values: ParameterValues
    """What was put in for the parameters of statements."""
    registers: Registers
    """What was deleted and copied with keys as in Vim."""

    async def recall(self) -> None:
        """Learn from the history what the user names often."""
        if self.history is None:
            return
        try:
            found = await self.history.find(Search(), _RECALLED)
        except HistoryError:
            return  # the history says so itself; without it everything is named equally often
        for entry in reversed(found.entries):
            self.usage.note(entry.ran.text)

    async def aclose(self) -> None:
        """Write what is to be kept, and stop reading catalogues."""
        if self.history is not None:
            await asyncio.to_thread(self.history.close)
        await self.libraries.aclose()


def services_for(
    settings: Settings,
    libraries: Libraries,
    records: Records,
    registers: Registers,
    tell: Callable[[str], None],
) -> Services:
    """Make them.

    Args:
        settings: What the user chose.
        libraries: What is in the databases that are open.
        records: Where the history, saved queries and values of parameters are kept.
        registers: What was deleted and copied with keys as in Vim.
        tell: Hears of trouble with those.
    """
    usage = Usage()
    return Services(
        settings,
        libraries,
        usage,
        Completer(usage),
        records.history(settings.history, tell),
        records.queries(settings.queries),
        records.values(),
        registers,
    )
