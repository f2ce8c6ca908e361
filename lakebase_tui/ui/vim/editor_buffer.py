"""An SQL editor as the engine sees it: its text, its view, its statements, its search."""

import re
from collections.abc import Sequence

from textual.widgets.text_area import Selection

from lakebase_tui.query.patterns import PatternError, patience
from lakebase_tui.ui.vim.step_history import StepHistory
from lakebase_tui.ui.vim.text import Location
from lakebase_tui.ui.widgets.editor_area import ExactEdit
from lakebase_tui.ui.widgets.editor_find_bar import FindBar
from lakebase_tui.ui.widgets.editor_search import Sought
from lakebase_tui.ui.widgets.sql_editor import SqlEditor


class EditorBuffer:
    """The text of an editor, whose history is replaced by one that knows steps.

    Args:
        editor: The editor.
    """

    def __init__(self, editor: SqlEditor) -> None:
        self._editor = editor
        before = editor.history
        self._history = StepHistory(
            max_checkpoints=before.max_checkpoints,
            checkpoint_timer=before.checkpoint_timer,
            checkpoint_max_characters=before.checkpoint_max_characters,
        )
        editor.history = self._history

    @property
    def lines(self) -> Sequence[str]:
        """Its lines, not to be changed."""
        return self._editor.document.lines

    @property
    def read_only(self) -> bool:
        """Whether it refuses edits."""
        return self._editor.read_only

    def replace(self, start: Location, end: Location, text: str) -> None:
        """Put a text in place of another."""
        self._editor.edit(ExactEdit(text, start, end, maintain_selection_offset=False))

    def begin_step(self, cursor: Location) -> None:
        """Take all edits until `end_step` as one step of undo."""
        self._editor.selection = Selection.cursor(cursor)
        self._history.begin()

    def end_step(self) -> None:
        """The step is done."""
        self._history.end()

    def undo(self) -> Location | None:
        """Take a step back; where the cursor was when it began."""
        if not self._history.undo_stack:
            return None
        self._editor.undo()
        return self._editor.cursor_location

    def redo(self) -> Location | None:
        """Do a step again; the same place."""
        undone = self._history.redo_stack
        if not undone:
            return None
        begun = undone[-1][0]._original_selection
        self._editor.redo()
        return begun.end if begun is not None else self._editor.cursor_location

    def statement_at(self, at: Location) -> tuple[Location, Location] | None:
        """The statement that a place means: where it begins, and the place behind it."""
        text = self._editor.analysis
        statement = text.statement_at(at)
        if statement is None:
            return None
        return text.location_of(statement.start), text.location_of(statement.end)


class EditorWindow:
    """The part of an editor's text that is in view.

    Args:
        editor: The editor.
    """

    def __init__(self, editor: SqlEditor) -> None:
        self._editor = editor

    @property
    def top(self) -> int:
        """The first line in view."""
        return self._editor.scroll_offset.y

    @property
    def height(self) -> int:
        """How many lines are in view."""
        return max(1, self._editor.scrollable_content_region.height)

    def scroll_to(self, top: int) -> None:
        """Put another line at the top."""
        self._editor.scroll_to(y=top, animate=False, immediate=True)


class BarSearch:
    """What the editor's find bar looks for.

    Args:
        bar: The find bar.
        editor: The editor that it belongs to.
    """

    def __init__(self, bar: FindBar, editor: SqlEditor) -> None:
        self._bar = bar
        self._editor = editor

    def ask(self, *, forward: bool) -> None:
        """Open the bar, which Enter closes then."""
        self._bar.enter_leaves = True
        self._bar.open(replacing=False)

    def look_for(self, text: str, *, whole: bool) -> None:
        """Make a text what the bar looks for, and mark where it stands."""
        escaped = re.escape(text)
        needle = rf"\b{escaped}\b" if whole else escaped
        self._bar.finder.look(Sought(needle, regex=True, exact=True))

    def next_from(self, at: Location, *, forward: bool) -> Location | None:
        """Where it stands next, line by line, around the ends of the text."""
        lines, sought = self._editor.document.lines, self._bar.finder.sought
        if not sought.needle:
            return None
        try:
            pattern = _pattern_of(sought)
            with patience(self._editor.document.line_count * 40):
                return _next_after(lines, pattern, at) if forward else _last_before(lines, pattern, at)
        except PatternError:
            return None


def _pattern_of(sought: Sought) -> "re.Pattern[str]":
    if sought.regex:
        return sought.pattern()
    return re.compile(re.escape(sought.needle), 0 if sought.exact else re.IGNORECASE)


def _next_after(lines: Sequence[str], pattern: "re.Pattern[str]", at: Location) -> Location | None:
    row, column = at
    count = len(lines)
    for step in range(count + 1):
        here = (row + step) % count
        match = pattern.search(lines[here], column + 1 if not step else 0)
        if match is not None and (step < count or match.start() <= column):
            return here, match.start()
    return None


def _last_before(lines: Sequence[str], pattern: "re.Pattern[str]", at: Location) -> Location | None:
    row, column = at
    count = len(lines)
    for step in range(count + 1):
        here = (row - step) % count
        starts = [match.start() for match in pattern.finditer(lines[here])]
        wanted = [start for start in starts if step or start < column]
        if wanted:
            return here, wanted[-1]
    return None
