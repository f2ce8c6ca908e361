"""Keys as in Vim for an editor in its pane: a prompt at its foot, the mode in its frame, files behind `:`."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from lakebase_tui.config.sql_files import path_of
from lakebase_tui.ui.vim.editor_buffer import BarSearch
from lakebase_tui.ui.vim.ex_commands import CommandActions
from lakebase_tui.ui.vim.prompt import VimPrompt
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.vim.text import Location
from lakebase_tui.ui.vim.vim_keys import VimKeys, WhileInserting
from lakebase_tui.ui.widgets.editor_pane import EditorPane


class Files(Protocol):
    """What saves and opens for an editor."""

    def action_save(self) -> None:
        """Save to the text's file, or ask for one."""

    def save_to(self, path: Path) -> None:
        """Save to a file."""

    def save_and(self, then: Callable[[], object]) -> None:
        """Save, and do something once that is done."""

    def open_path(self, path: Path) -> object:
        """Open a file."""


class VimDesk:
    """Makes the editor of a pane modal. Those that take its keys already are asked in insert mode only.

    Args:
        pane: The editor with its find bar; mounted already.
        files: What saves its text, and opens others.
        registers: Shared by all editors of the app.
        close: Closes the tab; where True, at once.
    """

    def __init__(
        self, pane: EditorPane, files: Files, registers: Registers, close: Callable[[bool], object]
    ) -> None:
        self._pane = pane
        self._files = files
        self._close = close
        self._keys_told = pane.border_subtitle or ""
        editor, prompt, bar = pane.editor, VimPrompt(), pane.find_bar
        pane.mount(prompt)
        self.keys = VimKeys(
            editor,
            prompt,
            BarSearch(bar, editor),
            registers,
            self._actions(),
            self._tell,
            alt_is_escape=True,
            show_cursor=self._show_cursor,
        )
        """The keys themselves."""
        editor.key_takers = [*(WhileInserting(self.keys, each) for each in editor.key_takers), self.keys]

    def _actions(self) -> CommandActions:
        return CommandActions(
            save=self._save,
            close=self._close,
            save_and_close=lambda: self._files.save_and(lambda: self._close(False)),
            open=self._open,
            hide_matches=self._pane.find_bar.finder.stop,
        )

    def _save(self, path: str) -> None:
        if path:
            self._files.save_to(path_of(path))
        else:
            self._files.action_save()

    def _open(self, path: str) -> None:
        self._files.open_path(path_of(path))

    def _show_cursor(self, at: Location | None) -> None:
        editor = self._pane.editor
        if at != editor.cursor_shown_at:
            editor.cursor_shown_at = at
            editor.refresh()

    def _tell(self, mode: str) -> None:
        self._pane.border_subtitle = f"{mode}  {self._keys_told}".rstrip()
