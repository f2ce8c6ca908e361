"""Which file to open."""

from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.config.sql_files import SqlFile, SqlFileError, path_of, read_sql_file
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.editor_path_field import PathField


class OpenFileScreen(ModalScreen[SqlFile | None]):
    """Dismisses with a file that was read, or with None.

    Args:
        start: What the path begins with; a folder ends in a slash.
    """

    BINDINGS = [Binding("escape", "back", "Close", id="open.back")]
    DEFAULT_CSS = FRAME.format(name="OpenFileScreen")

    def __init__(self, start: str) -> None:
        super().__init__()
        self._path = PathField(start)
        self._said = Static(classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """The path, the names, and what is wrong."""
        with Vertical() as frame:
            frame.border_title = "Open a file"
            yield self._path
            yield self._said
            keys = (("⏎", "open"), ("tab", "complete"), ("↑↓", "names"), ("esc", "close"))
            yield Static(hint(*keys), classes="hint")

    def on_path_field_typed(self) -> None:
        """What was wrong is wrong no more."""
        self._say(Content(""))

    def on_path_field_answered(self, event: PathField.Answered) -> None:
        """Read it."""
        self._read(event.path)

    @work(exclusive=True)
    async def _read(self, typed: str) -> None:
        thread = FileThread("open")
        try:
            path: Path = path_of(typed)
            file = await thread.ask(lambda: read_sql_file(path))
        except SqlFileError as error:
            self._say(words.failure(error.sentence, error.next_step))
        else:
            self.dismiss(file)
        finally:
            thread.close()

    def _say(self, text: Content) -> None:
        self._said.update(text)
        self._said.display = bool(text.plain)

    def action_back(self) -> None:
        """Close without a file."""
        self.dismiss(None)
