"""An editor that completes from the shop's catalogue, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Static

from lakebase_tui.completion import Completer, Completions, Usage
from lakebase_tui.config.settings import Completing, EditorSettings
from lakebase_tui.ui.completion_desk import CompletionDesk
from lakebase_tui.ui.key_order import act_in_order
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.frames import ThemedApp
from tests.support.shop_catalogue import PATH, shop

QUICK = EditorSettings(completion_delay_ms=1)
NEVER = EditorSettings(completion_delay_ms=3_600_000)
ON_REQUEST = EditorSettings(completion=Completing.KEY, completion_delay_ms=1)


class CompletionApp(ThemedApp):
    """Args: the text to begin with, the cursor's place in it (at the end by default), the settings."""

    CSS = """
    SqlEditor { height: 1fr; }
    #below { height: 3; background: $panel; }
    """
    BINDINGS = [Binding("ctrl+@,ctrl+space", "complete", "Complete", id="editor.complete")]

    def __init__(
        self, text: str = "", at: tuple[int, int] | None = None, settings: EditorSettings = QUICK
    ) -> None:
        super().__init__()
        self._text = text
        self._at = at
        self._settings = settings
        self._completer = Completer(Usage())
        self.asked: list[str] = []
        """Every statement that candidates were asked for."""

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they come, as in the program."""
        if not (isinstance(event, events.Key) and not event.is_forwarded and await act_in_order(self, event)):
            await super().on_event(event)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SqlEditor(self._text)
            yield Static("below", id="below")
        yield CompletionMenu()

    def on_mount(self) -> None:
        editor = self.editor
        self.desk = CompletionDesk(editor, self.menu, self.find, self._settings)
        editor.key_takers.append(self.desk)
        editor.focus()
        editor.move_cursor(self._at or editor.document.end)

    def find(self, statement: str, cursor: int) -> Completions:
        self.asked.append(statement)
        return self._completer.complete(statement, cursor, shop(), PATH)

    @property
    def editor(self) -> SqlEditor:
        return self.query_one(SqlEditor)

    @property
    def menu(self) -> CompletionMenu:
        return self.query_one(CompletionMenu)

    @property
    def offered(self) -> list[str]:
        """The lines of the list as they are drawn; none where it is not on show."""
        if not self.menu.is_open:
            return []
        return [self.menu.render_line(y).text for y in range(self.menu.size.height)]

    def action_complete(self) -> None:
        self.desk.ask()


@asynccontextmanager
async def completing(
    text: str = "", at: tuple[int, int] | None = None, settings: EditorSettings = QUICK
) -> AsyncIterator[tuple[CompletionApp, Pilot[None]]]:
    """An app under a pilot."""
    app = CompletionApp(text, at, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        yield app, pilot


async def opened(app: CompletionApp, pilot: Pilot[None]) -> None:
    """Wait until a list is on show, and drawn; the test's own timeout bounds it."""
    while not (app.desk.is_open and app.menu.size.height):
        await pilot.pause(0.005)
    await pilot.pause()


async def followed(app: CompletionApp, pilot: Pilot[None], typed: str) -> None:
    """Wait until candidates were asked for what was typed."""
    while not (app.asked and app.asked[-1].endswith(typed)):
        await pilot.pause(0.005)
    await pilot.pause()


def labels(app: CompletionApp) -> list[str]:
    """The labels on show."""
    return [line[3:].split("  ")[0].strip() for line in app.offered]
