"""The whole app on a real server, and waiting for what it shows."""

import os
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.widget import Widget

from lakebase_tui.cli.access import DatabricksAccess
from lakebase_tui.config.buffers import BufferStore
from lakebase_tui.config.settings import EditorSettings, GuardLevel, GuardSettings, Settings
from lakebase_tui.config.state import RecentStore
from lakebase_tui.query.rows import Row
from lakebase_tui.session.plain import PlainFlags, plain_target
from lakebase_tui.session.target import NetworkOverride
from lakebase_tui.ui.app import LakebaseApp
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.records import NO_RECORDS, Records
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.screens.workspace import WorkspaceScreen
from lakebase_tui.ui.widgets.result_bar import ResultBar
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from tests.support.frames import frame_of
from tests.support.postgres_server import PostgresServer

UNGUARDED = GuardSettings(level=GuardLevel.OFF)
"""Most tests tidy up after themselves, and are about something else."""
DEFAULT_EDITOR = EditorSettings()
_PATIENCE_S = float(os.environ.get("DESK_PATIENCE_S", "60"))
"""Only a failure lasts so long."""
_ROUNDS = 4
"""A key goes from the app to the widget; what it posts bubbles up, and changes other widgets."""


class Desk:
    """The app, and waiting for what it shows."""

    def __init__(self, app: LakebaseApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def workspace(self) -> WorkspaceScreen:
        """The workspace, whatever lies on top of it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, WorkspaceScreen))

    @property
    def screen(self) -> WorkspaceScreen:
        """The workspace, which nothing lies on."""
        assert isinstance(self.app.screen, WorkspaceScreen)
        return self.app.screen

    @property
    def grid(self) -> ResultGrid:
        """The grid of the result on show."""
        return self.workspace.results.grid

    @property
    def reader(self) -> ResultReader:
        """What is made of the result on show."""
        reader = self.workspace.results.reader
        assert reader is not None
        return reader

    @property
    def bar(self) -> str:
        """The line beneath the rows, as it is seen; empty where it is not there."""
        return self.text_of(self.workspace.query_one(ResultBar))

    @property
    def status(self) -> str:
        """The last line of the screen."""
        return frame_of(self.app).splitlines()[-1]

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and place of the grid's cursor."""
        return self.grid.cursor_row, self.grid.cursor_column

    @property
    def told(self) -> str:
        """The notifications that are on the screen."""
        return "\n".join(str(each.message) for each in self.app._notifications)

    def rows(self) -> Sequence[Row]:
        """All rows on show."""
        return self.reader.rows.rows(0, len(self.reader.rows))

    def column(self, number: int = 0) -> list[str | None]:
        """The values on show of one column, by its number in the result."""
        return [row[number] for row in self.rows()]

    def text_of(self, widget: Widget) -> str:
        """What is seen where a widget of the workspace stands."""
        area = widget.region
        lines = frame_of(self.app).splitlines()[area.y : area.bottom]
        return "\n".join(line[area.x : area.right] for line in lines)

    async def until(self, condition: str | Callable[[str], bool]) -> str:
        """Wait for a text, or for a condition on the frame.

        Raises:
            AssertionError: It does not come; with what is shown instead.
        """
        holds = (lambda frame: condition in frame) if isinstance(condition, str) else condition
        given_up_at = monotonic() + _PATIENCE_S
        while not holds(frame := frame_of(self.app)):
            assert monotonic() < given_up_at, f"It did not come; this is shown:\n{frame}"
            await self.pilot.pause(0.01)
        return frame

    async def until_true(self, holds: Callable[[], bool]) -> None:
        """Wait for something that is no text on the screen; as `until` otherwise."""
        await self.until(lambda _: holds())

    async def run(self, sql: str, *, row: int = 0, key: str = "f5") -> None:
        """Put a text into the editor, the cursor into one of its lines, and press a key."""
        self.screen.editor.text = sql
        self.screen.editor.move_cursor((row, 0))
        await self.press(key)

    async def read(self, sql: str, *, key: str = "f5") -> None:
        """Run it, wait until it has ended or waits for its reader, and go to the rows."""
        await self.run(sql, key=key)
        await self.until_true(lambda: not self.screen.busy)
        await self.press("f3")

    async def press(self, *keys: str) -> None:
        """Press keys, one when what the other did is done; what works in the background is not waited for."""
        for key in keys:
            # A pilot waits for an idle machine after each key, which takes ten times as long.
            self.app.post_message(_key(key))
            await self.settle()

    async def burst(self, *keys: str) -> None:
        """Press keys as a slow line brings them: all at once."""
        for key in keys:
            self.app.post_message(_key(key))
        for _ in keys:
            await self.settle()

    async def settle(self) -> None:
        """Let every widget take its messages, and those that come of them."""
        for _ in range(_ROUNDS):
            await self.pilot.pause(0)

    async def paste(self, text: str, *keys: str) -> None:
        """Paste a text, which is quicker than to type it, then press keys."""
        self.app.post_message(events.Paste(text))
        await self.settle()
        await self.press(*keys)

    async def type(self, text: str, *keys: str) -> None:
        """Type a text, then press keys."""
        await self.press(*(_character_to_key(each) for each in text), *keys)


def _key(name: str) -> events.Key:
    """A key as a terminal sends it, with its character where it has one."""
    name = name if len(name) > 1 or name.isalnum() else _character_to_key(name)
    try:
        return events.Key(name, unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name))))
    except KeyError:
        return events.Key(name, name if len(name) == 1 else None)


@asynccontextmanager
async def desk(
    server: PostgresServer,
    folder: Path,
    size: tuple[int, int] = (120, 34),
    buffers: BufferStore | None = None,
    *,
    schema: bool = False,
    database: str = "postgres",
    guard: GuardSettings = UNGUARDED,
    records: Records = NO_RECORDS,
    editor: EditorSettings = DEFAULT_EDITOR,
) -> AsyncIterator[Desk]:
    """The app, connected.

    Args:
        server: Where.
        folder: For what the app keeps.
        size: Of the screen.
        buffers: Where what is typed is kept, if anywhere.
        database: In which it works.
        guard: How strict to be with statements that destroy something.
        records: Where the history, saved queries and values of parameters are kept, if anywhere.
        editor: How one types.
        schema: Leave the schema beside the tabs, where there is room for it.
    """
    target, password = plain_target(PlainFlags(conninfo=server.dsn(database)), {})
    access = DatabricksAccess({}, NetworkOverride())
    launch = Launch(plain=target, password=password, settings=Settings(editor=editor, guard=guard))
    app = LakebaseApp(launch, access, RecentStore(folder / "recents.json"), buffers, records=records)
    async with app.run_test(size=size, notifications=True) as pilot:
        opened = Desk(app, pilot)
        try:
            await opened.until("tx none")
            if opened.workspace.schema.desk.display and not schema:
                opened.workspace.action_toggle_schema()
                await opened.settle()
            yield opened
        finally:
            app._exits.quit()  # as Ctrl+Q, but without a question
