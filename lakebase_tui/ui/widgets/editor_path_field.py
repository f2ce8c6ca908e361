"""A field for the path of a file, above the names that go on as typed."""

import time
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from lakebase_tui.config.sql_files import Entry, SqlFileError, entries_like
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import ago, size
from lakebase_tui.ui.path_suggester import PathSuggester
from lakebase_tui.ui.widgets.editor_bar_parts import BarField
from lakebase_tui.ui.widgets.filter_list import FilterList, Row, plain

_MOST_ROWS = 200


class NameList(FilterList, can_focus=False):
    """Names below the field that has the focus; none is chosen until one goes to them."""

    chosen = False
    """Whether the cursor means a name."""

    def line_style(self, at_cursor: bool) -> str:
        """The component class beneath a row."""
        return "list--cursor" if at_cursor and self.chosen else ""


class PathField(Vertical):
    """Asks for the path of a file; the arrows go through the names, Tab takes one, Enter is an answer.

    Args:
        start: What to begin with; the part before the last slash is the folder.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next name", show=False, id="path.down"),
        Binding("up", "move(-1)", "Name before", show=False, id="path.up"),
        Binding("pagedown", "move(8)", "Names further down", show=False, id="path.page_down"),
        Binding("pageup", "move(-8)", "Names further up", show=False, id="path.page_up"),
        Binding("tab", "take", "Take the name", show=False, id="path.take"),
    ]
    DEFAULT_CSS = """
    PathField {
        height: auto;
        & > NameList { height: 10; margin-top: 1; background: $panel; }
    }
    """

    class Answered(Message):
        """Enter was pressed, or a file was clicked."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class Typed(Message):
        """The path is another."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._field = BarField(self._answer, id="path", suggester=PathSuggester(files=True))
        self._field.value = start
        self._names = NameList(id="names")

    def compose(self) -> ComposeResult:
        """The field above the names."""
        yield self._field
        yield self._names

    def on_mount(self) -> None:
        """The focus is on the field, from now on."""
        self.screen.set_focus(self._field)
        self._list()

    @property
    def value(self) -> str:
        """What is typed."""
        return self._field.value

    def focus_field(self) -> None:
        """Back to typing."""
        self.screen.set_focus(self._field)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._names.chosen = False
        self.post_message(self.Typed())
        self._list()

    @work(group="names", exclusive=True)
    async def _list(self) -> None:
        thread, typed = FileThread("names"), self._field.value
        try:
            entries = await thread.ask(lambda: entries_like(typed))
        except SqlFileError as error:
            self._names.show([], notice=plain(visible(error.sentence), "warn"))
            return
        finally:
            thread.close()
        rows = [_row(entry) for entry in entries[:_MOST_ROWS]]
        if len(entries) > _MOST_ROWS:
            rows.append(Row("", plain(f"… {len(entries) - _MOST_ROWS:,} more: type on", "dim")))
        first = rows[0].key if rows else None
        self._names.show(rows, key=first, notice=plain("no file has such a name", "dim"))

    def action_move(self, by: int) -> None:
        """Go through the names."""
        if self._names.chosen:
            self._names.action_move(by)
        self._names.chosen = bool(self._names.rows_shown)
        self._names.refresh()

    def action_take(self) -> None:
        """Complete what is typed by the name under the cursor, at first the first."""
        if key := self._names.cursor_key:
            head, slash, _ = self._field.value.rpartition("/")
            self._field.value = head + slash + key
            self._field.cursor_position = len(self._field.value)

    def _answer(self, typed: str) -> None:
        """A name that is chosen is taken first; a folder is gone into."""
        if self._names.chosen:
            self.action_take()
        if not self._field.value.endswith("/"):
            self.post_message(self.Answered(self._field.value))

    def on_filter_list_cursor_moved(self, event: FilterList.CursorMoved) -> None:
        """A click is a choice too."""
        self._names.chosen = True


def _row(entry: Entry) -> Row:
    if entry.is_folder:
        return Row(entry.name + "/", plain(visible(entry.name) + "/", "branch"))
    facts = (plain(size(entry.size), "dim"), plain(ago(time.time() - entry.changed), "dim"))
    return Row(entry.name, plain(visible(entry.name), "" if entry.is_sql else "dim"), facts)
