"""A small app around the SQL editor, and how to look at what it draws."""

from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Static

from lakebase_tui.ui.widgets.editor_pane import EditorPane
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.frames import ThemedApp
from tests.support.settling import settle

SCREEN_KEYS = [
    *(f"f{number}" for number in range(1, 13)),
    *("ctrl+j", "ctrl+enter", "alt+enter", "shift+f5", "escape", "ctrl+q", "ctrl+p", "ctrl+n", "ctrl+w"),
    *("alt+1", "alt+4", "ctrl+s", "ctrl+pagedown", "ctrl+t"),
]


class Host(App[None]):
    """An app whose screen-level keys are written down, as the workspace has them."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "SqlEditor { width: 60; height: 14; }"
    BINDINGS = [Binding(key, f"heard('{key}')") for key in SCREEN_KEYS]

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.initial = text
        self.heard: list[str] = []
        self.replaced: list[int] = []
        self.hidden: list[int] = []

    def compose(self) -> ComposeResult:
        yield SqlEditor(self.initial)

    def on_mount(self) -> None:
        self.editor.focus()

    @property
    def editor(self) -> SqlEditor:
        return self.query_one(SqlEditor)

    def action_heard(self, key: str) -> None:
        self.heard.append(key)

    def on_sql_editor_line_breaks_replaced(self, message: SqlEditor.LineBreaksReplaced) -> None:
        self.replaced.append(message.count)

    def on_sql_editor_hidden_pasted(self, message: SqlEditor.HiddenPasted) -> None:
        self.hidden.append(message.count)

    def drawn(self) -> list[str]:
        """What stands on the screen where the editor is, without its frame."""
        inner = self.editor.content_region
        return ["".join(segment.text for segment in self.editor.render_line(y)) for y in range(inner.height)]


def style_at(app: Host, y: int, column: int) -> Style:
    """How a character of a line is drawn."""
    cell = app.editor.gutter_width + column
    (segment,) = app.editor.render_line(y).crop(cell, cell + 1)
    return segment.style or Style.null()


class PaneHost(ThemedApp):
    """The editor in its pane, alone on the screen."""

    BINDINGS = [Binding("escape", "heard('escape')")]

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.editor = SqlEditor(text, id="editor")
        self.pane = EditorPane(self.editor)
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.editor.focus()

    def action_heard(self, key: str) -> None:
        self.heard.append(key)

    @property
    def said(self) -> str:
        """What the bar says of the matches."""
        return str(self.query_one("FindBar .count", Static).content).strip()

    @property
    def problem(self) -> str:
        """What the bar says is wrong."""
        problem = self.query_one("FindBar .problem", Static)
        return str(problem.content) if problem.display else ""


def marked(editor: SqlEditor, style: Style) -> list[str]:
    """The parts of what is drawn that have the colours of a style."""
    found = []
    for y in range(editor.content_region.height):
        for segment in editor.render_line(y):
            if segment.style and (segment.style.bgcolor, segment.style.bold) == (style.bgcolor, style.bold):
                found.append(segment.text)
    return found


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was asked of files, searches and other programs has been answered and shown."""
    for _ in range(3):
        await settle(pilot)
        await pilot.app.workers.wait_for_complete()
    await settle(pilot)
