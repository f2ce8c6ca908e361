"""The bar at an editor's foot in which one types what to find, and what to put in its place."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from lakebase_tui.sql.visible import is_clean
from lakebase_tui.ui.widgets.editor_bar_parts import BarField, Toggle, hint
from lakebase_tui.ui.widgets.editor_finder import Finder
from lakebase_tui.ui.widgets.editor_search import Sought
from lakebase_tui.ui.widgets.editor_text import Range
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

_LONGEST_NEEDLE = 200
"""Characters of a selection that are taken as what to find."""
_NO_MATCH = "no match"
_ROOM_FOR_KEYS = 100
"""Cells."""


class FindBar(Vertical):
    """One line to find, one more to replace, one more for what is wrong with a regular expression.

    Args:
        editor: Whose text is searched.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,enter", "step(1)", "Next match", show=False, id="find.next"),
        Binding("up,shift+enter", "step(-1)", "Previous match", show=False, id="find.previous"),
        Binding("alt+e", "turn('regex')", "Regular expression, or text", show=False, id="find.regex"),
        Binding("alt+i", "turn('exact')", "Heed capital letters, or not", show=False, id="find.exact"),
        Binding("alt+s", "turn('scope')", "In the selection, or everywhere", show=False, id="find.scope"),
        Binding("alt+l,ctrl+enter", "replace_all", "Replace all", show=False, id="find.replace_all"),
        Binding("escape", "leave", "Back to the text", show=False, id="find.leave"),
    ]
    DEFAULT_CSS = """
    FindBar {
        display: none; height: auto; background: $panel;
        &.open { display: block; }
        & > Horizontal { height: 1; }
        & .label { width: 9; padding: 0 1; color: $accent; }
        & .count { width: auto; min-width: 10; padding: 0 1; text-align: right; color: $foreground; }
        & .count.none { color: $status-bad; }
        & .keys { width: auto; padding: 0 1; }
        &.narrow .spare { display: none; }
        & > .problem {
            display: none; height: 1; padding: 0 1; color: $status-bad;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        &.wrong > .problem { display: block; }
        & > .replacing { display: none; }
        &.replace > .replacing { display: block; }
    }
    """

    def __init__(self, editor: SqlEditor, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.finder = Finder(editor, self._draw)
        """What is looked for, and what was found."""
        self._editor = editor
        self._needle = BarField(lambda _: self._enter(), id="needle")
        self.enter_leaves = False
        """Whether Enter takes what is found, and goes back to the text, as Vim has it."""
        self._replacement = BarField(self._replace, id="replacement")
        self._count = Static(classes="count", markup=False)
        self._problem = Static(classes="problem", markup=False)
        self._toggles = {
            "regex": Toggle(".*", "alt+e", id="regex"),
            "exact": Toggle("Aa", "alt+i", id="exact"),
            "scope": Toggle("Sel", "alt+s", id="scope"),
        }
        self._counted = ""
        self._origin = 0
        self._selected: Range | None = None

    def compose(self) -> ComposeResult:
        """What to find, what to put in its place, and what is wrong."""
        with Horizontal():
            yield Static("Find", classes="label", markup=False)
            yield self._needle
            yield self._count
            yield from self._toggles.values()
            yield Static(hint(("⏎ ↓", "next"), ("↑", "previous"), ("esc", "back")), classes="keys spare")
        with Horizontal(classes="replacing"):
            yield Static("Replace", classes="label", markup=False)
            yield self._replacement
            yield Static(hint(("⏎", "this one"), ("alt+l", "all")), classes="keys")
        yield self._problem

    def on_resize(self) -> None:
        """There is more or less room."""
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, keys that one guesses give way."""
        narrow = self._editor.size.width < _ROOM_FOR_KEYS  # one that was never shown has no size of its own
        self.set_class(narrow, "narrow")
        for toggle in self._toggles.values():
            toggle.tell_key(not narrow)

    @property
    def is_open(self) -> bool:
        """Whether it is on show."""
        return self.has_class("open")

    def open(self, *, replacing: bool) -> None:
        """Show it, with what is selected in the editor as what to find, or as where to look."""
        start, end = self.finder.selection
        text = self._editor.analysis.flat[start:end]
        self._selected = (start, end) if "\n" in text else None
        self._toggles["scope"].turn(self._selected is not None)
        if text and self._selected is None and len(text) <= _LONGEST_NEEDLE and is_clean(text):
            self._toggles["regex"].turn(False)
            with self.prevent(Input.Changed):
                self._needle.value = text
        self._origin = start
        self._fit()
        self.add_class("open")
        self.set_class(replacing or (self.is_open and self.has_class("replace")), "replace")
        self._needle.action_select_all()
        self.screen.set_focus(self._needle)  # at once: the next key is already under way
        self._look()

    def step(self, by: int) -> None:
        """Go to another match, and show what is looked for without taking the focus."""
        if not self.finder.sought.needle:
            self.open(replacing=False)
            return
        self.add_class("open")
        self.finder.step(by)
        self._origin = self.finder.selection[0]

    def follow(self) -> None:
        """The editor's text is another."""
        if self.is_open:
            self.finder.follow()

    def follow_selection(self) -> None:
        """The editor's selection is another."""
        if self.is_open:
            self._draw()

    # -- what is typed ----------------------------------------------------------------------------

    @on(Input.Changed, "#needle")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    @on(Input.Changed, "#replacement")
    def _typed_replacement(self, event: Input.Changed) -> None:
        event.stop()

    def on_toggle_turned(self, event: Toggle.Turned) -> None:
        """A click on a choice."""
        event.stop()
        self._look()

    def _replace(self, template: str) -> None:
        self._look_if_typed()
        self.finder.replace(template)

    def _enter(self) -> None:
        if self.enter_leaves:
            self._look_if_typed()
            self.action_leave()
        else:
            self.action_step(1)

    def _look_if_typed(self) -> None:
        """Keys may be quicker than the word that the field has changed."""
        if self._needle.value != self.finder.sought.needle:
            self._look()

    def _look(self) -> None:
        toggles = self._toggles
        self.finder.scope = self._selected if toggles["scope"].value else None
        sought = Sought(self._needle.value, regex=toggles["regex"].value, exact=toggles["exact"].value)
        self.finder.look(sought, self._origin)

    def action_step(self, by: int) -> None:
        """Another match."""
        self._look_if_typed()
        self.finder.step(by)
        self._origin = self.finder.selection[0]

    def action_turn(self, name: str) -> None:
        """Turn a choice."""
        if name == "scope" and self._selected is None:
            self._say_wrong("Nothing is selected. Select lines in the text, then find in them.")
            return
        self._toggles[name].turn()
        self._look()

    @work(group="replace", exclusive=True)
    async def action_replace_all(self) -> None:
        """Replace all matches, as one step."""
        if self.has_class("replace"):
            self._look_if_typed()
            await self.finder.replace_all(self._replacement.value)

    def action_leave(self) -> None:
        """Close it; the selection stays on the match."""
        self.finder.stop()
        self.remove_class("open", "replace")
        self.screen.set_focus(self._editor)

    # -- what is told -----------------------------------------------------------------------------

    def _draw(self) -> None:
        finder = self.finder
        words = _words(finder) if finder.sought.needle and not finder.problem else ""
        if words != self._counted:
            # Where it is as long as before, nothing moves.
            self._count.update(words, layout=len(words) != len(self._counted))
            self._counted = words
        self._count.set_class(words == _NO_MATCH, "none")
        self._say_wrong(finder.problem)

    def _say_wrong(self, words: str) -> None:
        if words or self.has_class("wrong"):
            self._problem.update(words)
            self.set_class(bool(words), "wrong")


def _words(finder: Finder) -> str:
    if finder.replaced:
        return f"{finder.replaced:,} replaced"
    if finder.count or finder.counting:
        return f"{finder.number:,}/{finder.count:,}{'+' if finder.counting else ''}"
    return _NO_MATCH
