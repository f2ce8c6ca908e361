"""Which file a COPY ... FROM STDIN reads."""

import stat
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.statement_facts import copies_in
from lakebase_tui.query.streams import Streams
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.path_suggester import PathSuggester
from lakebase_tui.ui.screens.prompt import FRAME, hint

_BLOCK = 256 * 1024


class CopyInScreen(ModalScreen[Path | None]):
    """Dismisses with the file; None: do not run the statement."""

    BINDINGS = [Binding("escape", "back", "Do not run it", id="copy_in.back")]
    DEFAULT_CSS = FRAME.format(name="CopyInScreen")

    def compose(self) -> ComposeResult:
        """The path and what is wrong with it."""
        with Vertical() as frame:
            frame.border_title = "COPY FROM STDIN"
            yield Static("The file whose bytes are sent, in the statement's format", classes="label")
            yield Input("~/", compact=True, suggester=PathSuggester(files=True), select_on_focus=False)
            yield Static(classes="said", markup=False)
            yield Static(hint(("⏎", "run"), ("→", "complete"), ("esc", "do not run")), classes="hint")

    def on_mount(self) -> None:
        """Where one types."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the file, if it can be read."""
        event.stop()
        path = Path(event.value).expanduser()
        problem = problem_with(path)
        if not problem:
            self.dismiss(path)
            return
        said = self.query_one(".said", Static)
        said.update(Content.styled(visible(problem), "$error"))
        said.display = True

    def action_back(self) -> None:
        """Do not run it."""
        self.dismiss(None)


def problem_with(path: Path) -> str:
    """Why a file cannot be sent; empty if it can."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            return f"{path} is not a file."
        path.open("rb").close()
    except OSError as error:
        return f"{path} cannot be read: {error.strerror or error}."
    return ""


async def bytes_of(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a file, block by block.

    Raises:
        LakebaseTuiError: It cannot be read any more.
    """
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        reason = error.strerror or str(error)
        raise LakebaseTuiError(f"The file could not be read: {reason}.", "Nothing was copied.") from error


async def streams_for(app: App[Any], statements: Sequence[str]) -> Streams | None:
    """Ask for the file of each statement that copies one in; None: one of them is not to run."""
    files: dict[int, Path] = {}
    for index, sql in enumerate(statements):
        if copies_in(sql):
            path = await app.push_screen_wait(CopyInScreen())
            if path is None:
                return None
            files[index] = path
    return Streams(copy_in=lambda index: bytes_of(files[index])) if files else Streams()
