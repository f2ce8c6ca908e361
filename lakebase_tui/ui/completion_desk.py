"""Completion in an editor: when it offers itself, which keys it takes, and what it puts into the text.

It never takes a key that was meant as text or as a line break. Printable keys always type. Enter takes a
candidate only where the user asked for the list or moved in it; else it breaks the line. Tab takes the first
candidate of a list that is on show, opens one right behind a word or a dot, and indents everywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets.text_area import Selection

from lakebase_tui.completion import Candidate, Completions
from lakebase_tui.completion.around import asks_for_a_name, statement_around
from lakebase_tui.config.settings import Completing, EditorSettings
from lakebase_tui.ui.widgets.completion_menu import MOST_ROWS, CompletionMenu
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

_LONGEST_STATEMENT: Final = 200_000
"""Characters of a statement in which something is offered when it is asked for."""
_LONGEST_WHILE_TYPING: Final = 30_000
"""Characters of one in which something is offered after a pause, too."""
_LARGEST_WHILE_TYPING: Final = 2_000_000
"""Characters of a text of which the same holds."""
_NARROWING_S: Final = 0.03
"""How long a list that is on show waits for a further key before it follows."""
_STEPS: Final = {"up": -1, "down": 1, "pageup": 1 - MOST_ROWS, "pagedown": MOST_ROWS - 1}


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is on show."""

    candidates: tuple[Candidate, ...]
    start: int
    """Offset into the whole text of what a candidate replaces."""
    end: int
    row: int
    column: int
    """Where that begins."""


class CompletionDesk:
    """Completes what is typed in one editor; a `KeyTaker` of it, behind one that gives letters a meaning.

    Args:
        editor: Mounted already.
        menu: Mounted on the same screen; several editors may share it.
        complete: Finds what could stand at an offset into a statement.
        settings: When it offers itself.
    """

    def __init__(
        self,
        editor: SqlEditor,
        menu: CompletionMenu,
        complete: Callable[[str, int], Completions],
        settings: EditorSettings,
    ) -> None:
        self.settings = settings
        """When it offers itself; may be replaced at any time."""
        self._editor = editor
        self._menu = menu
        self._complete = complete
        self._timer: Timer | None = None
        self._offer: _Offer | None = None
        self._asked = False
        self._left: tuple[int, int] | None = None
        self._line = ""
        editor.watch(editor, "selection", self._selection_changed, init=False)
        editor.watch(editor, "has_focus", self._focus_changed, init=False)
        editor.watch(editor, "scroll_x", self._scrolled, init=False)
        editor.watch(editor, "scroll_y", self._scrolled, init=False)
        menu.screen.screen_layout_refresh_signal.subscribe(editor, self._laid_out)

    @property
    def is_open(self) -> bool:
        """Whether its list is on show."""
        return self._offer is not None

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, event: events.Key) -> bool:
        """Use a key that means the list; after a key that types, offer what fits when no other follows."""
        if self._offer is not None and self._takes_from_list(event.key):
            return True
        if event.key == "tab" and self._offer is None and self._stands_behind_word():
            return self._complete_word()
        if event.is_printable:
            self._wait_for_pause()
        elif event.key != "backspace":
            self.close()
        return False

    def _takes_from_list(self, key: str) -> bool:
        if key == "escape" and self._offer is not None:
            self._left = self._offer.row, self._offer.column  # this word is not offered again
            self.close()
        elif key in _STEPS:
            self._asked = True
            self._menu.move(_STEPS[key])
        elif key == "tab" or (key == "enter" and self._asked):
            return self._accept()
        else:
            return False
        return True

    def _stands_behind_word(self) -> bool:
        """Whether something was typed right before the cursor that can be completed."""
        row, column = self._editor.cursor_location
        if self._editor.read_only or not self._editor.selection.is_empty or not column:
            return False
        before = self._editor.document.get_line(row)[column - 1]
        return before in '._$"' or before.isalnum()

    def _stands_behind_opening(self) -> bool:
        """Whether a name has to come next, of which nothing was typed."""
        row, column = self._editor.cursor_location
        if self._editor.read_only or not self._editor.selection.is_empty:
            return False
        return asks_for_a_name(self._editor.document.get_line(row)[:column])

    # -- offering ---------------------------------------------------------------------------------

    def ask(self) -> None:
        """Offer what could stand at the cursor, where keys reach the list."""
        if not self._editor.read_only and self._editor.has_focus:
            self._asked = True
            self._find()

    def _complete_word(self) -> bool:
        """Complete the word before the cursor: at once where there is only one way; False where none."""
        self.ask()
        if self._offer is not None and len(self._offer.candidates) == 1:
            return self._accept()
        return self._offer is not None

    def _wait_for_pause(self) -> None:
        self._stop_waiting()
        if self._editor.read_only or self.settings.completion is not Completing.TYPING:
            return
        if self._offer is None:
            delay_s = self.settings.completion_delay_ms / 1000
            self._timer = self._editor.set_timer(delay_s, self._pause_is_over)

    def _pause_is_over(self) -> None:
        self._timer = None
        small = len(self._editor.analysis.text) <= _LARGEST_WHILE_TYPING
        place = self._stands_behind_word() or self._stands_behind_opening()
        if small and self._editor.has_focus and place:
            self._asked = False
            self._find()

    def _follow(self) -> None:
        """Bring a list that is on show up to date with what was typed since."""
        self._stop_waiting()
        self._find()

    def _find(self) -> None:
        """Look for candidates at the cursor and show them, or take the list away where there are none."""
        self._stop_waiting()
        editor = self._editor
        text, offset = editor.analysis.text, editor.cursor_offset
        start, end = statement_around(text, editor.analysis.statements, offset)
        longest = _LONGEST_STATEMENT if self._asked else _LONGEST_WHILE_TYPING
        if end - start > longest or not editor.selection.is_empty:
            self.close()
            return
        found = self._complete(text[start:end], offset - start)
        typed = text[start + found.start : offset].lower()
        row, column = editor.analysis.location_of(start + found.start)
        is_done = bool(found.candidates) and found.candidates[0].insert.lower() == typed
        if not found.candidates or (not self._asked and (is_done or self._left == (row, column))):
            self.close()
            return
        self._left = None
        self._offer = _Offer(found.candidates, start + found.start, start + found.end, row, column)
        self._line = editor.document.get_line(row)
        self._menu.show(found.candidates, self._anchor(), self._click)

    def close(self) -> None:
        """Take the list away, and offer nothing until a key is typed."""
        self._stop_waiting()
        self._asked = False
        if self._offer is not None:
            self._offer = None
            self._menu.hide()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    # -- taking -----------------------------------------------------------------------------------

    def _click(self, index: int) -> None:
        self._editor.focus()
        self._take(index)

    def _accept(self) -> bool:
        """Take the candidate under the cursor; False where what was typed since left none."""
        if self._timer is not None:
            self._follow()
        if self._offer is None:
            return False
        self._take(self._menu.cursor)
        return True

    def _take(self, index: int) -> None:
        offer = self._offer
        if offer is None:
            return
        candidate = offer.candidates[index]
        self.close()
        editor = self._editor
        begin, end = editor.analysis.location_of(offer.start), editor.analysis.location_of(offer.end)
        editor.history.checkpoint()
        editor.replace(candidate.insert, begin, end, maintain_selection_offset=False)
        lines = candidate.insert[: candidate.cursor].split("\n")
        column = len(lines[-1]) + (begin[1] if len(lines) == 1 else 0)
        editor.move_cursor((begin[0] + len(lines) - 1, column))
        if candidate.insert.endswith("."):
            self._find()

    # -- what happens around it -------------------------------------------------------------------

    def _selection_changed(self, selection: Selection) -> None:
        """Follow what is typed; leave when the cursor goes somewhere else."""
        row, column = selection.end
        if self._left is not None and (row != self._left[0] or column <= self._left[1]):
            self._left = None  # what is typed there next is another word
        if self._offer is None:
            return
        line = self._editor.document.get_line(row)
        strayed = row != self._offer.row or column < self._offer.column or not selection.is_empty
        if strayed or line == self._line:
            self.close()
        elif self._stands_behind_word() or (self._asked and column == self._offer.column):
            self._line = line
            self._stop_waiting()
            self._timer = self._editor.set_timer(_NARROWING_S, self._follow)
        else:
            self.close()

    def _focus_changed(self, has_focus: bool) -> None:
        if not has_focus:
            self.close()

    def _scrolled(self) -> None:
        if self._offer is not None:
            self._menu.place(self._anchor())

    def _laid_out(self, _: Screen[object]) -> None:
        """Something changed its place: the list goes with the text."""
        if self._offer is not None:
            self._menu.place(self._anchor())

    def _anchor(self) -> Offset:
        """Where on the screen the text begins that is completed."""
        editor, offer = self._editor, self._offer
        cursor = editor.cursor_screen_offset
        if offer is None:
            return cursor
        row, column = editor.cursor_location
        typed = editor.document.get_line(row)[offer.column : column]
        return Offset(cursor.x - cell_len(typed), cursor.y)
