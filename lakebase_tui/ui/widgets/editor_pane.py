"""The editor in its frame, with the bars at its foot, and the keys for what is more than typing."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from lakebase_tui.ui.widgets.editor_find_bar import FindBar
from lakebase_tui.ui.widgets.editor_line_bar import LineBar
from lakebase_tui.ui.widgets.sql_editor import SqlEditor


class EditorPane(Vertical):
    """An editor, what one finds in it, and where one goes in it.

    Args:
        editor: The editor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "find", "Find", show=False, id="editor.find"),
        Binding("alt+h", "replace", "Find and replace", show=False, id="editor.replace"),
        Binding("alt+g", "step(1)", "Next match", show=False, id="editor.find_next"),
        Binding("alt+shift+g", "step(-1)", "Previous match", show=False, id="editor.find_previous"),
        Binding("ctrl+g", "go_to_line", "Go to a line", show=False, id="editor.go_to_line"),
        Binding("escape", "close_bars", "Close the bar", show=False, id="editor.close_bars"),
    ]
    DEFAULT_CSS = """
    EditorPane {
        border: round $line; border-title-color: $foreground; border-subtitle-color: $dim;
        background: $ground;
        &:focus-within { border: round $accent; }
        & > SqlEditor, & > SqlEditor:focus {
            border: none; padding: 0; height: 1fr; min-height: 1; background: $ground;
        }
    }
    """

    def __init__(self, editor: SqlEditor, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.editor = editor
        """Where one types."""
        self.find_bar = FindBar(editor)
        """What one finds."""
        self.line_bar = LineBar(editor)
        """Where one goes."""

    def compose(self) -> ComposeResult:
        """The editor above its bars."""
        yield self.editor
        yield self.find_bar
        yield self.line_bar

    @on(TextArea.Changed)
    def _follow_text(self) -> None:
        self.find_bar.follow()
        self.text_changed()

    def text_changed(self) -> None:
        """The editor's text is another; for those who make more of a pane."""

    @on(TextArea.SelectionChanged)
    def _follow_selection(self) -> None:
        self.find_bar.follow_selection()

    def action_find(self) -> None:
        """Ask what to find."""
        self._show_find_bar(replacing=False)

    def action_replace(self) -> None:
        """Ask what to find, and what to put in its place."""
        self._show_find_bar(replacing=True)

    def _show_find_bar(self, *, replacing: bool) -> None:
        self.line_bar.remove_class("open")
        self.find_bar.open(replacing=replacing)

    def action_step(self, by: int) -> None:
        """Go to another match of what was looked for last."""
        self.find_bar.step(by)

    def action_go_to_line(self) -> None:
        """Ask for a line."""
        if self.find_bar.is_open:
            self.find_bar.action_leave()
        self.line_bar.open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is for others while no bar is open."""
        return action != "close_bars" or self.find_bar.is_open or self.line_bar.is_open

    def action_close_bars(self) -> None:
        """Close what is open, from the text."""
        for bar in (self.find_bar, self.line_bar):
            if bar.is_open:
                bar.action_leave()
