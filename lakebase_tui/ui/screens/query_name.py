"""The name under which a query is saved, or is saved from now on."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.config.saved_queries import QueryExistsError, SavedQueryError, name_problem, plain_name
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.prompt import FRAME, hint

Act = Callable[[str, str, bool], object]
"""Takes name, description and whether another query may be replaced; raises SavedQueryError. On a thread."""


class QueryNameScreen(ModalScreen[str | None]):
    """Asks for a name until something could be done under it; dismisses with the name.

    Args:
        title: What is done.
        verb: The same in a word.
        act: Does it.
        name: What to begin with.
        description: What the query is for; None where that is not asked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take the name", id="query_name.take"),
        Binding("escape", "back", "Back", id="query_name.back"),
    ]
    DEFAULT_CSS = FRAME.format(name="QueryNameScreen")

    def __init__(
        self, title: str, verb: str, act: Act, name: str = "", description: str | None = None
    ) -> None:
        super().__init__()
        self._heading = title
        self._verb = verb
        self._act = act
        self._first_name = name
        self._description = description

    def compose(self) -> ComposeResult:
        """The name, perhaps the description, what is wrong, the keys."""
        with Vertical() as frame:
            frame.border_title = Content(visible(self._heading))
            yield Static("Name: letters, digits, blanks; / makes a group", classes="label", markup=False)
            yield Input(self._first_name, id="name", compact=True, select_on_focus=False)
            if self._description is not None:
                yield Static("What it is for: its first line, behind --", classes="label", markup=False)
                yield Input(self._description, id="description", compact=True, select_on_focus=False)
            yield Static(classes="said", markup=False)
            keys = [("⏎", self._verb), *([("tab", "next")] if self._description is not None else [])]
            yield Static(hint(*keys, ("esc", "back")), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Where one types."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#name").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was said was said of another name."""
        event.stop()
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on from each field."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Do it under this name, if it can be one."""
        name = plain_name(self.query_one("#name", Input).value)
        if problem := name_problem(name):
            self._say(problem)
        else:
            self._try(name, replace=False)

    @work(group="act", exclusive=True)
    async def _try(self, name: str, *, replace: bool) -> None:
        description = "" if self._description is None else self.query_one("#description", Input).value
        try:
            await asyncio.to_thread(self._act, name, description, replace)
        except QueryExistsError as error:
            if self._description is None:
                self._say(f"{error.sentence} {error.next_step}")
                return
            question = f"There is a query {visible(name)}. Replace it?"
            if await self.app.push_screen_wait(ConfirmScreen(question, agree="Replace", refuse="Keep")):
                self._try(name, replace=True)
        except SavedQueryError as error:
            self._say(f"{error.sentence} {error.next_step}")
        else:
            self.dismiss(name)

    def _say(self, words: str) -> None:
        said = self.query_one(".said", Static)
        said.update(Content.styled(visible(words), "$status-bad"))
        said.display = bool(words)

    def action_back(self) -> None:
        """Do nothing."""
        self.dismiss(None)
