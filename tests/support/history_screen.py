"""The history above an empty screen, filled with a few statements."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import Screen

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry, Ran, Search
from lakebase_tui.query.history.history import History
from lakebase_tui.session.target import Auth, ConnectionTarget
from lakebase_tui.ui.history_desk import HistoryDesk
from lakebase_tui.ui.widgets.history_list import HistoryList
from lakebase_tui.ui.widgets.statement_view import StatementView
from tests.support.desk import _key
from tests.support.frames import ThemedApp, frame_of
from tests.support.history import Told, ran

TARGET = ConnectionTarget(
    "host", "one", "ana", Auth.NONE, branch="projects/shop/branches/dev", compute="projects/shop/computes/p"
)
STATEMENTS = (
    ran("select * from orders", target="shop/dev", database="one", rows=12_345, elapsed_s=0.084),
    ran("update orders set note = 'x'\nwhere id = 1", target="shop/prod", database="two", writes=True,
        elapsed_s=3),
    ran("select * from nowhere", target="shop/dev", database="two", outcome=OutcomeKind.FAILED,
        sqlstate="42P01", message='relation "nowhere" does not exist'),
    ran("alter role app password 'hunter2'", target="shop/prod", database="one"),
)  # fmt: skip
"""The oldest first."""


class HistoryApp(ThemedApp):
    """Has a desk, and notes what it is told to do."""

    def __init__(self, history: History | None) -> None:
        super().__init__()
        self.history = history
        self.done: list[tuple[str, str]] = []

    def on_mount(self) -> None:
        screen: Screen[None] = Screen()
        self.desk = HistoryDesk(screen, self.history, self.doing("insert"), self.doing("run"))
        self.push_screen(screen)

    def doing(self, what: str) -> Callable[[str], None]:
        return lambda text: self.done.append((what, text))

    @property
    def told(self) -> str:
        return "\n".join(str(each.message) for each in self._notifications)


class Opened:
    """The history on screen, and waiting for what it shows."""

    def __init__(self, app: HistoryApp, pilot: Pilot[None], history: History) -> None:
        self.app, self.pilot, self.history = app, pilot, history

    @property
    def entries(self) -> HistoryList:
        return self.app.screen.query_one(HistoryList)

    @property
    def shown(self) -> list[str]:
        """Statements in the list, as far as they are drawn."""
        lines = [line[: self.entries.region.right] for line in frame_of(self.app).splitlines()]
        area = self.entries.region
        return [line[area.x : area.right].strip("┃ ").strip() for line in lines[area.y : area.bottom]]

    @property
    def preview(self) -> str:
        return self.app.screen.query_one(StatementView).text

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(1000):
            await self.pilot.pause(0.01)
            if holds():
                return
        raise AssertionError(f"It did not come; this is shown:\n{frame_of(self.app)}")

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(_key(key))  # a pilot's own way takes ten times as long
            for _ in range(3):
                await self.pilot.pause(0)

    async def found(self, number: int) -> None:
        await self.until(lambda: len(self.entries) == number)

    async def kept(self) -> list[Entry]:
        return await self.history.search(Search())


@asynccontextmanager
async def opened(
    folder: Path, statements: tuple[Ran, ...] = STATEMENTS, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Opened]:
    history = History(folder / "history.sqlite3", 10_000, Told().append)
    for statement in statements:
        history.add(statement)
    app = HistoryApp(history)
    async with app.run_test(size=size) as pilot:
        app.desk.show(TARGET)
        screen = Opened(app, pilot, history)
        await pilot.pause(0.01)
        if statements:
            await screen.found(len(statements))
        yield screen
    assert history.close(30)
