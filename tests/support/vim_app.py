"""An editor with keys as in Vim, alone on a screen."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot

from lakebase_tui.ui.key_order import _settled, act_in_order
from lakebase_tui.ui.vim.editor_buffer import BarSearch
from lakebase_tui.ui.vim.ex_commands import CommandActions
from lakebase_tui.ui.vim.prompt import VimPrompt
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.vim.vim_keys import VimKeys, WhileInserting
from lakebase_tui.ui.widgets.editor_pane import EditorPane
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.frames import ThemedApp
from tests.support.settling import settle

SQL = """select id, name
from orders
where total > 10;

update orders set a = 1;"""
PASSED_ON = ["f5", "ctrl+j", "ctrl+enter", "alt+enter", "ctrl+t", "alt+c", "ctrl+pagedown"]


class Completing:
    """Takes Tab, as completion does with a list on show."""

    def __init__(self, editor: SqlEditor) -> None:
        self.seen: list[str] = []
        self._editor = editor

    def take_key(self, event: events.Key) -> bool:
        self.seen.append(event.key)
        if event.key != "tab":
            return False
        row, column = self._editor.cursor_location
        self._editor.replace("orders", (row, column - 2), (row, column), maintain_selection_offset=False)
        return True


class VimHost(ThemedApp):
    """An editor with keys as in Vim."""

    CSS = "SqlEditor { width: 60; height: 10; }"
    BINDINGS = [Binding(key, f"heard('{key}')") for key in ["escape", *PASSED_ON]]

    def __init__(self, text: str = SQL, *, letters_are_waited_for: bool = True) -> None:
        super().__init__()
        self.letters_are_waited_for = letters_are_waited_for
        self.editor = SqlEditor(text)
        self.pane = EditorPane(self.editor)
        self.prompt = VimPrompt()
        self.heard: list[str] = []
        self.modes: list[str] = []
        self.done: list[tuple[Any, ...]] = []
        self.clip = ""
        self.cursor_drawn_at: tuple[int, int] | None = None

    def compose(self) -> ComposeResult:
        yield self.pane

    async def on_mount(self) -> None:
        await self.pane.mount(self.prompt)
        self.vim = VimKeys(
            self.editor,
            self.prompt,
            BarSearch(self.pane.find_bar, self.editor),
            Registers(lambda: self.clip, self.write_clip),
            CommandActions(
                save=lambda path: self.done.append(("save", path)),
                close=lambda at_once: self.done.append(("close", at_once)),
                save_and_close=lambda: self.done.append(("save and close",)),
                open=lambda path: self.done.append(("open", path)),
                hide_matches=self.pane.find_bar.finder.stop,
            ),
            self.modes.append,
            show_cursor=self.show_cursor,
        )
        self.completing = Completing(self.editor)
        self.editor.key_takers += [WhileInserting(self.vim, self.completing), self.vim]
        self.editor.focus()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            if event.is_printable and self.focused is self.editor and self.letters_are_waited_for:
                self.editor._forward_event(event)
                await _settled(self.editor)  # a letter may have moved the focus
                return
            if await act_in_order(self, event):
                return
        await super().on_event(event)

    def show_cursor(self, at: tuple[int, int] | None) -> None:
        self.cursor_drawn_at = at

    def write_clip(self, text: str) -> None:
        self.clip = text

    def action_heard(self, key: str) -> None:
        self.heard.append(key)

    @property
    def told(self) -> str:
        return str(self.prompt._told.content) if self.prompt.has_class("tells") else ""


async def typed(pilot: Pilot[None], *keys: str) -> None:
    """Put keys on their way all at once, as a slow line brings them; some have a name, a text is several."""
    for key in keys:
        if key in NAMED or key.startswith(("ctrl+", "shift+", "alt+")):
            pilot.app.post_message(events.Key(key, None))
        else:
            for character in key:
                pilot.app.post_message(events.Key("space" if character == " " else character, character))
    await settle(pilot)


def as_event(key: str) -> events.Key:
    """The event of a key that is written as in `<Esc>`."""
    if len(key) == 1:
        return events.Key("space" if key == " " else key, key)
    return events.Key(_EVENTS.get(key) or key.strip("<>").replace("C-", "ctrl+").lower(), None)


_EVENTS = {"<Esc>": "escape", "<CR>": "enter", "<BS>": "backspace", "<Del>": "delete"}
NAMED = {"escape", "enter", "tab", "backspace", "delete", "left", "right", "up", "down", "home", "end", "f5"}
