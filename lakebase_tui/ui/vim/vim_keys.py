"""Keys as in Vim in an SQL editor: between its events and the engine."""

from collections.abc import Callable, Sequence
from typing import Final

from textual import events
from textual.widgets import Input
from textual.widgets.text_area import Selection

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui.vim.editor_buffer import EditorBuffer, EditorWindow
from lakebase_tui.ui.vim.engine import Engine
from lakebase_tui.ui.vim.ex_commands import CommandActions, CommandLine
from lakebase_tui.ui.vim.prompt import VimPrompt
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.vim.state import Mode
from lakebase_tui.ui.vim.surroundings import Search, Surroundings
from lakebase_tui.ui.vim.text import Location, clamped, end_of
from lakebase_tui.ui.widgets.editor_lines import commented, formatted
from lakebase_tui.ui.widgets.sql_editor import KeyTaker, SqlEditor

_NAMES: Final = {
    "escape": "<Esc>",
    "enter": "<CR>",
    "tab": "<Tab>",
    "backspace": "<BS>",
    "delete": "<Del>",
    "up": "<Up>",
    "down": "<Down>",
    "left": "<Left>",
    "right": "<Right>",
    "home": "<Home>",
    "end": "<End>",
    "pageup": "<PageUp>",
    "pagedown": "<PageDown>",
    **{f"ctrl+{letter}": f"<C-{letter}>" for letter in "bdfhruw"},
}
"""How the engine calls keys that are no characters. Whatever else there is goes to the program."""
_MODES: Final = {
    Mode.NORMAL: "NORMAL",
    Mode.INSERT: "INSERT",
    Mode.REPLACE: "REPLACE",
    Mode.VISUAL: "VISUAL",
    Mode.LINES: "VISUAL LINE",
}
_CLASSES: Final = {Mode.INSERT: "vim-insert", Mode.REPLACE: "vim-replace"}
"""Classes of the editor, by which its cursor looks another."""
_ALT: Final = "alt+"


class VimKeys:
    """The keys of one editor; a `KeyTaker` of it.

    Args:
        editor: The editor, mounted already.
        prompt: Where commands behind `:` are typed; mounted beside it.
        search: What `/`, `n` and `*` look for.
        registers: May be shared by the editors of an app.
        actions: What commands do outside of the text.
        mode_changed: Hears of the mode and of keys that wait for more, in words such as `NORMAL 2d`.
        alt_is_escape: Whether Alt and a letter, where one types, are Escape and the letter. A terminal sends
            the same for both, so on a slow line one that was typed as the other is understood.
        show_cursor: Is told where the cursor is drawn while something is selected, which is on the last
            character and not behind it as for the editor; None while nothing is.
    """

    def __init__(
        self,
        editor: SqlEditor,
        prompt: VimPrompt,
        search: Search,
        registers: Registers,
        actions: CommandActions,
        mode_changed: Callable[[str], None],
        *,
        alt_is_escape: bool = False,
        show_cursor: Callable[[Location | None], None] = lambda at: None,
    ) -> None:
        self._editor = editor
        self._prompt = prompt
        self._mode_changed = mode_changed
        self._alt_is_escape = alt_is_escape
        self._show_cursor = show_cursor
        buffer = EditorBuffer(editor)
        self._buffer = buffer
        self._asked_at: Location | None = None
        around = Surroundings(
            window=EditorWindow(editor),
            search=_Asking(search, self._begin_search),
            statement_at=buffer.statement_at,
            reformat=self._reformatted,
            toggle_comment=_comment_toggled,
            ask_command=lambda given: prompt.ask(given, self._run_command),
        )
        self._engine = Engine(buffer, registers, around)
        self._commands = CommandLine(self._engine, actions)
        self._shown = editor.selection
        self._told = ""
        self._acting = False
        self._follow()
        editor.watch(editor, "selection", self._selection_changed, init=False)
        editor.watch(editor, "has_focus", self._focus_changed, init=False)
        self._show()

    # What others ask

    @property
    def inserting(self) -> bool:
        """Whether keys are text that is put between other text: completion has its place only then."""
        return self._engine.inserting

    @property
    def typing(self) -> bool:
        """Whether keys are text, put between other text or over it."""
        return self._engine.state.mode.types

    @property
    def _has_focus(self) -> bool:
        """Whether keys are for the editor; the editor itself hears of that a moment later."""
        return self._editor.screen.focused is self._editor

    @property
    def _is_in_text(self) -> bool:
        """Whether the cursor is where there is text still; others may have put in another one."""
        cursor = self._engine.state.cursor
        return clamped(self._buffer.lines, cursor, behind=True) == cursor

    # Keys

    def take_key(self, event: events.Key) -> bool:
        """Do what a key means in this mode; False where it means nothing here, and is for others."""
        if not self._has_focus and self._is_under_way(event):
            return True
        self._prompt.hush()
        used = False
        for key in self._keys_of(event):
            used = self._act(key)
        self._show()
        return used

    def _is_under_way(self, event: events.Key) -> bool:
        """Whether a key was typed for what has the focus since a moment ago; then it gets there."""
        if self._prompt.asks:
            self._prompt.take_key(event)
            return True
        focused = self._editor.screen.focused
        if not isinstance(focused, Input):
            return False
        if event.key == "backspace":
            focused.action_delete_left()
        elif event.is_printable and event.character is not None:
            focused.insert_text_at_cursor(event.character)
        return True

    def _keys_of(self, event: events.Key) -> Sequence[str]:
        """The keys that an event stands for; none where the engine does not know it."""
        name: str | None = None
        if event.key.startswith(_ALT):
            key = event.character if event.is_printable else event.key.removeprefix(_ALT)
            if self._alt_is_escape and self.typing and key is not None and len(key) == 1:
                return ("<Esc>", key)
        elif event.is_printable and event.character is not None:
            name = event.character
        else:
            name = _NAMES.get(event.key)
        if name is None:
            self._engine.forget_keys()
        return () if name is None else (name,)

    def _act(self, key: str) -> bool:
        self._acting = True
        try:
            if self._editor.selection != self._shown or self.typing or not self._is_in_text:
                self._follow()
            if self.typing and not self._editor.selection.is_empty and self._delete_selection(key):
                return True
            return self._engine.feed(key) or (key == "<Tab>" and not self.typing)
        finally:
            self._acting = False

    def _delete_selection(self, key: str) -> bool:
        """While one types, a key replaces what was selected with the mouse; whether that was all of it."""
        if len(key) > 1 and key not in ("<BS>", "<Del>", "<CR>", "<Tab>"):
            return False
        start, end = sorted(self._editor.selection)
        self._buffer.replace(start, end, "")
        self._engine.place(start)
        return key in ("<BS>", "<Del>")

    # The editor

    def _selection_changed(self) -> None:
        """Others moved the cursor or selected something."""
        if self._acting or not self._has_focus or self._editor.selection == self._shown:
            return
        self._acting = True
        try:
            self._follow()
        finally:
            self._acting = False
        self._show()

    def _focus_changed(self, has_focus: bool) -> None:
        """Back from the find bar, the cursor is where what was looked for begins, and nothing is selected."""
        if not has_focus or self._asked_at is None:
            return
        origin, self._asked_at = self._asked_at, None
        self._engine.go_to_found(origin)
        self._show()

    def _begin_search(self) -> None:
        self._asked_at = self._engine.state.cursor

    def _follow(self) -> None:
        """Tell the engine where cursor and selection are."""
        start, end = self._editor.selection
        if self.typing or start == end:
            self._engine.place(end)
        elif start < end:
            self._engine.place(self._before(end), start)
        else:
            self._engine.place(end, self._before(start))

    def _before(self, at: Location) -> Location:
        row, column = at
        if column:
            return row, column - 1
        return (row - 1, len(self._buffer.lines[row - 1])) if row else at

    def _behind(self, at: Location) -> Location:
        row, column = at
        lines = self._buffer.lines
        if column < len(lines[row]):
            return row, column + 1
        return (row + 1, 0) if row + 1 < len(lines) else end_of(lines)

    def _selection(self) -> Selection:
        """What the editor has selected for what the engine has."""
        state = self._engine.state
        anchor, cursor = state.anchor, state.cursor
        if state.mode is Mode.LINES:
            first, last = sorted((anchor[0], cursor[0]))
            start, end = (first, 0), (last, len(self._buffer.lines[last]))
            return Selection(start, end) if anchor[0] <= cursor[0] else Selection(end, start)
        if state.mode is Mode.VISUAL:
            if cursor < anchor:
                return Selection(self._behind(anchor), cursor)
            return Selection(anchor, self._behind(cursor))
        return Selection.cursor(cursor)

    def _show(self) -> None:
        selection = self._selection()
        if selection != self._editor.selection and not (self.typing and not self._editor.selection.is_empty):
            self._acting = True
            try:
                self._editor.selection = selection
                self._editor.record_cursor_width()
            finally:
                self._acting = False
        self._shown = self._editor.selection
        state = self._engine.state
        self._show_cursor(state.cursor if state.mode.selects else None)
        mode = state.mode
        for each, name in _CLASSES.items():
            self._editor.set_class(mode is each, name)
        told = f"{_MODES[mode]} {self._engine.shown}".rstrip()
        if told != self._told:
            self._told = told
            self._mode_changed(told)

    # Commands

    def _run_command(self, line: str | None) -> None:
        self._editor.screen.set_focus(self._editor)  # at once: the next key is already under way
        if line is None:
            return
        try:
            self._acting = True
            told = self._commands.run(line)
        except LakebaseTuiError as error:
            self._prompt.tell(str(error), wrong=True)
        else:
            self._prompt.tell(told)
        finally:
            self._acting = False
        self._show()

    def _reformatted(self, text: str) -> str:
        try:
            return formatted(text)
        except LakebaseTuiError as error:
            self._prompt.tell(str(error), wrong=True)
            return text


class WhileInserting:
    """A `KeyTaker` that is asked in insert mode only.

    Args:
        vim: Knows the mode.
        taker: Who is asked, such as completion.
    """

    def __init__(self, vim: VimKeys, taker: KeyTaker) -> None:
        self._vim = vim
        self._taker = taker

    def take_key(self, event: events.Key) -> bool:
        """Whether the other used the key."""
        return self._vim.inserting and self._taker.take_key(event)


class _Asking:
    """A search that tells when the user is asked.

    Args:
        search: The search.
        asks: Is called before the user is asked.
    """

    def __init__(self, search: Search, asks: Callable[[], None]) -> None:
        self._search = search
        self._asks = asks
        self.next_from = search.next_from
        self.look_for = search.look_for

    def ask(self, *, forward: bool) -> None:
        """Ask what to look for."""
        self._asks()
        self._search.ask(forward=forward)


def _comment_toggled(lines: Sequence[str]) -> Sequence[str]:
    everything = Selection((0, 0), (len(lines) - 1, max(1, len(lines[-1]))))
    return commented(lines, everything).lines
