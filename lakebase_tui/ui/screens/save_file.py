"""Which file to save to, and whether another may go for it."""

from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from lakebase_tui.config.sql_files import (
    NOTHING_AGREED,
    Agreed,
    FileChangedError,
    FileExistsAlreadyError,
    FileIsLinkError,
    SqlFile,
    SqlFileError,
    path_of,
    write_sql_file,
)
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.editor_path_field import PathField

_KEYS = hint(("⏎", "save"), ("tab", "complete"), ("↑↓", "names"), ("esc", "close"))
_ANSWER_KEYS = hint(("⏎", "answer"), ("tab", "other answer"), ("esc", "back"))


class SaveFileScreen(ModalScreen[SqlFile | None]):
    """Dismisses with the file that was written, or with None.

    Args:
        file: What to write; its path is not looked at.
        start: What the path begins with.
    """

    BINDINGS = [Binding("escape", "back", "Take the question back, or close", id="save.back")]
    DEFAULT_CSS = (
        FRAME.format(name="SaveFileScreen")
        + """
    SaveFileScreen #question { height: auto; margin-top: 1; display: none; }
    SaveFileScreen #question Static { width: 1fr; color: $status-warn; }
    SaveFileScreen #question Button { margin-left: 2; &:focus { text-style: bold; } }
    """
    )

    def __init__(self, file: SqlFile, start: str) -> None:
        super().__init__()
        self._file = file
        self._path = PathField(start)
        self._said = Static(classes="said", markup=False)
        self._question = Static(markup=False)
        self._agree = Button("", id="agree", compact=True)
        self._refuse = Button("Back", id="refuse", variant="primary", compact=True)
        self._keys = Static(_KEYS, classes="hint")
        self._asked: tuple[str, Agreed] | None = None

    def compose(self) -> ComposeResult:
        """The path, the names, and what is asked or wrong."""
        with Vertical() as frame:
            frame.border_title = "Save as"
            yield self._path
            with Horizontal(id="question"):
                yield self._question
                yield self._refuse
                yield self._agree
            yield self._said
            yield self._keys

    def on_path_field_typed(self) -> None:
        """Another path is another question."""
        self._say(Content(""))
        self._ask(None)

    def on_path_field_answered(self, event: PathField.Answered) -> None:
        """Write it, if nothing stands against it."""
        self._write(event.path, NOTHING_AGREED)

    @work(exclusive=True)
    async def _write(self, typed: str, agreed: Agreed) -> None:
        thread = FileThread("save")
        try:
            path = path_of(typed)
            file = await thread.ask(
                lambda: write_sql_file(replace(self._file, path=path, stamp=None), agreed)
            )
        except FileIsLinkError as error:
            self._ask(
                (typed, replace(agreed, follow=True)), f"{visible(error.sentence)} Follow it?", "Follow"
            )
        except (FileExistsAlreadyError, FileChangedError) as error:
            self._ask(
                (typed, replace(agreed, replace=True)), f"{visible(error.sentence)} Replace it?", "Replace"
            )
        except SqlFileError as error:
            self._ask(None)
            self._say(words.failure(error.sentence, error.next_step))
        else:
            self.dismiss(file)
        finally:
            thread.close()

    def _ask(self, asked: tuple[str, Agreed] | None, question: str = "", agree: str = "") -> None:
        self._asked = asked
        self.query_one("#question").display = asked is not None
        self._keys.update(_KEYS if asked is None else _ANSWER_KEYS)
        if asked is not None:
            self._question.update(question)
            self._agree.label = agree
            self.set_focus(self._refuse)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        asked = self._asked
        self._ask(None)
        self._path.focus_field()
        if asked is not None and event.button is self._agree:
            self._write(*asked)

    def _say(self, text: Content) -> None:
        self._said.update(text)
        self._said.display = bool(text.plain)

    def action_back(self) -> None:
        """Take the question back; else close without a file."""
        if self._asked is not None:
            self._ask(None)
            self._path.focus_field()
        else:
            self.dismiss(None)
