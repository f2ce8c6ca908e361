"""Saved queries above an empty screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import Worker

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.config.saved_queries import QueryFolder
from lakebase_tui.ui.saved_queries_desk import SavedQueriesDesk
from lakebase_tui.ui.screens.parameters import ask_parameters
from lakebase_tui.ui.screens.saved_queries import SavedQueriesScreen
from lakebase_tui.ui.widgets.filter_list import FilterList
from lakebase_tui.ui.widgets.statement_view import StatementView
from tests.support.desk import _key
from tests.support.frames import ThemedApp, frame_of

DAY = "-- orders of one day\nselect * from orders where day = :'day' limit :most\n"
QUERIES = {"day": DAY, "reports/top": "-- best customers\nselect 1\n", "reports/slow": "select 2\n"}
STATEMENT = "select * from orders"


class QueriesApp(ThemedApp):
    """Has a desk, and notes what it is told to do."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = QueryFolder(folder / "queries")
        self.values = ParameterValues(folder / "state" / "parameters.json")
        self.done: list[tuple[str, str]] = []
        self.bound: list[str] | None = None

    def on_mount(self) -> None:
        self.under: Screen[None] = Screen()
        self.desk = SavedQueriesDesk(
            self.under, self.folder, self.values, self.doing("insert"), self.doing("run")
        )
        self.push_screen(self.under)

    def doing(self, what: str) -> Callable[[str], None]:
        return lambda text: self.done.append((what, text))

    def ask(self, *texts: str, query: str = "") -> Worker[None]:
        async def work() -> None:
            self.bound = await ask_parameters(self, texts, self.values, query)

        return self.run_worker(work)

    @property
    def told(self) -> str:
        return "\n".join(str(each.message) for each in self._notifications)


class Opened:
    """The app, and waiting for what it shows."""

    def __init__(self, app: QueriesApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def frame(self) -> str:
        return frame_of(self.app)

    @property
    def names(self) -> list[str]:
        return [row.key for row in self.app.screen.query_one(FilterList).rows_shown]

    @property
    def preview(self) -> str:
        return self.app.screen.query_one(StatementView).text

    @property
    def files(self) -> dict[str, str]:
        return {query.name: query.text for query in self.app.folder.load().queries}

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(1000):
            await self.pilot.pause(0.01)
            if holds():
                return
        raise AssertionError(f"It did not come; this is shown:\n{self.frame}")

    async def on(self, screen: type[Screen[Any]]) -> None:
        await self.until(lambda: isinstance(self.app.screen, screen) and bool(self.frame.strip()))

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(_key(key))
            for _ in range(3):
                await self.pilot.pause(0)


@asynccontextmanager
async def app_in(folder: Path, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Opened]:
    app = QueriesApp(folder)
    async with app.run_test(size=size) as pilot:
        yield Opened(app, pilot)


@asynccontextmanager
async def opened(
    folder: Path,
    queries: dict[str, str] = QUERIES,
    statement: str = STATEMENT,
    size: tuple[int, int] = (100, 30),
) -> AsyncIterator[Opened]:
    for name, text in queries.items():
        QueryFolder(folder / "queries").save(name, text)
    async with app_in(folder, size) as screen:
        screen.app.desk.show(statement)
        await screen.on(SavedQueriesScreen)
        await screen.until(lambda: len(screen.names) == len(queries) and "reading" not in screen.frame)
        yield screen
