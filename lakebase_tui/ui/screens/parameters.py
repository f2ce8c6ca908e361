"""What is to be put in for the `:name` parameters of statements."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.config.redaction import names_secret
from lakebase_tui.sql.parameters import ParameterError, bound, parameters
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.statement_view import StatementView

_DOTS: Final = "••••"
"""Stand for a secret in the preview."""
_LABEL: Final = 26
"""Most cells of a label."""
_SHARE: Final = 0.94
"""Of the screen's height, at most."""
_AROUND: Final = 7
"""Lines of the dialog that are neither parameters nor statement."""

Values = Mapping[str, str | None]


async def ask_parameters(
    app: App[Any], texts: Sequence[str], values: ParameterValues, query: str = ""
) -> list[str] | None:
    """Have the parameters of statements put in, each once; belongs into a worker.

    Args:
        app: Where it is asked.
        texts: The statements.
        values: What was put in before, and is remembered now.
        query: Name of the saved query that they are; empty where they were typed.

    Returns:
        The statements as they are to be run; None where the user does not want that. Nothing is asked, and
        they are as they were, where they have no parameters.
    """
    chosen = await ask_values(app, texts, values, query)
    return None if chosen is None else [filled(text, chosen) for text in texts]


async def ask_values(
    app: App[Any], texts: Sequence[str], values: ParameterValues, query: str = ""
) -> Values | None:
    """As `ask_parameters`, for who puts the values in: by name; a parameter without one stays as it is."""
    forms = _forms(texts)
    if not forms:
        return {}
    last = await asyncio.to_thread(values.last, query, list(forms))
    chosen = await app.push_screen_wait(ParametersScreen(texts, forms, last, query))
    if chosen is not None:
        await asyncio.to_thread(values.remember, query, chosen)
    return chosen


def filled(sql: str, values: Values) -> str:
    """A statement with values put in; a parameter without one stays as it is, as in psql.

    Raises:
        ParameterError: A value cannot be written where it has to stand.
    """
    parts: list[str] = []
    at = 0
    for each in parameters(sql):
        if each.name not in values:
            parts += [bound(sql[at : each.start], values), sql[each.start : each.end]]
            at = each.end
    return "".join([*parts, bound(sql[at:], values)])


def _forms(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """How each parameter is written, by its name, in their order: as `:day`, as `:'day'`."""
    forms: dict[str, dict[str, None]] = {}
    for text in texts:
        for each in parameters(text) if ":" in text else ():
            forms.setdefault(each.name, {})[text[each.start : each.end]] = None
    return {name: tuple(found) for name, found in forms.items()}


class ParameterInput(Input):
    """What is put in for one parameter: a text, NULL, or nothing at all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.field(1)", "Next parameter", show=False, id="parameters.next"),
        Binding("up", "screen.field(-1)", "Previous parameter", show=False, id="parameters.previous"),
    ]

    def __init__(self, name: str, value: str | None) -> None:
        super().__init__(
            value or "", name=name, compact=True, password=names_secret(name), select_on_focus=True
        )
        self.cursor_blink = False
        self._instead = "NULL" if value is None else ""
        self._show()

    @property
    def is_left(self) -> bool:
        """Whether the parameter stays in the statement as it is."""
        return self._instead == "left"

    @property
    def chosen(self) -> str | None:
        """The value; None for NULL."""
        return None if self._instead == "NULL" else self.value

    def toggle(self, instead: str) -> None:
        """Put in something else than a text, or a text again."""
        self._instead = "" if self._instead == instead else instead
        self.value = ""
        self._show()

    def typed(self) -> None:
        """What was typed is what is wanted."""
        if self.value:
            self._instead = ""
            self._show()

    def _show(self) -> None:
        words = {"NULL": "NULL", "left": f"stays :{self.name}", "": "the empty text"}
        self.placeholder = visible(words[self._instead])


class ParametersScreen(ModalScreen[Values | None]):
    """Dismisses with the values; a name without one is to be left as it is. None: do not run it.

    Args:
        texts: The statements.
        forms: How each parameter is written, by its name.
        last: What was put in last.
        query: Name of the saved query; empty where the statements were typed.
    """

    BINDINGS = [
        Binding("enter,f5,ctrl+j", "run", "Run it with these values", id="parameters.run"),
        Binding("alt+n", "instead('NULL')", "NULL, or a text again", id="parameters.null"),
        Binding("alt+l", "instead('left')", "Leave the parameter as it is", id="parameters.leave_as_is"),
        Binding("escape", "back", "Do not run it", id="parameters.back"),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="ParametersScreen")
        + """
    ParametersScreen > Vertical { width: 96; }
    ParametersScreen VerticalScroll { height: auto; background: $panel; }
    ParametersScreen .parameter { height: 1; }
    ParametersScreen .parameter Static { width: auto; max-width: 40%; color: $syntax-parameter; }
    ParametersScreen Input { width: 1fr; }
    ParametersScreen StatementView { height: auto; margin-top: 1; }
    """
    )

    def __init__(
        self, texts: Sequence[str], forms: Mapping[str, Sequence[str]], last: Values, query: str
    ) -> None:
        super().__init__()
        self._texts = texts
        self._forms = forms
        self._last = last
        self._query = query
        self._fits = False

    def compose(self) -> ComposeResult:
        """A line for each parameter, the statement as it will be, the keys."""
        labels = {name: visible(" ".join(forms)) for name, forms in self._forms.items()}
        width = min(_LABEL, max(map(len, labels.values())))
        with Vertical() as frame:
            of = f"  {visible(self._query)}" if self._query else ""
            frame.border_title = Content.assemble("Parameters", (of, "$dim"))
            with VerticalScroll(can_focus=False):
                for name, label in labels.items():
                    with Horizontal(classes="parameter"):
                        yield Static(f"{label:<{width}}  ", markup=False)
                        yield ParameterInput(name, self._last.get(name, ""))
            yield Static(classes="said", markup=False)
            yield StatementView()
            keys = (
                ("⏎", "run"),
                ("↑↓", "choose"),
                ("alt+n", "NULL"),
                ("alt+l", "leave as is"),
                ("esc", "back"),
            )
            yield Static(hint(*keys), classes="hint", markup=False)

    def on_mount(self) -> None:
        """The first that has no value, else the first."""
        fields = list(self.query(ParameterInput))
        new = [field for field in fields if field.name not in self._last]
        (new or fields)[0].focus()
        self._preview()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the statement is now."""
        event.stop()
        if isinstance(event.input, ParameterInput):
            event.input.typed()
        self._preview()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field runs."""
        event.stop()
        self.action_run()

    def on_resize(self, event: events.Resize) -> None:
        """Half of the room at most for the parameters, and what is left for the statement."""
        room = max(4, int(event.size.height * _SHARE) - _AROUND)
        fields = min(len(self._forms), room // 2)
        self.query_one(VerticalScroll).styles.max_height = fields
        self.query_one(StatementView).styles.max_height = room - fields

    def _chosen(self) -> dict[str, str | None]:
        return {str(field.name): field.chosen for field in self.query(ParameterInput) if not field.is_left}

    def _preview(self) -> None:
        values = {
            name: _DOTS if value and names_secret(name) else value for name, value in self._chosen().items()
        }
        said = self.query_one(".said", Static)
        try:
            shown = ";\n".join(filled(text, values) for text in self._texts)
        except ParameterError as error:
            said.update(Content.styled(visible(str(error)), "$status-warn"))
        else:
            said.update("")
            self.query_one(StatementView).show(shown)
        self._fits = not str(said.content)
        said.display = not self._fits

    def action_field(self, step: int) -> None:
        """The next parameter; behind the last comes the first."""
        fields = list(self.query(ParameterInput))
        here = fields.index(self.focused) if isinstance(self.focused, ParameterInput) else -step
        self.set_focus(fields[(here + step) % len(fields)])  # at once: what is typed next is for it

    def action_instead(self, what: str) -> None:
        """Something else than a text."""
        field = self.focused
        if isinstance(field, ParameterInput):
            field.toggle(what)
            self._preview()

    def action_run(self) -> None:
        """Take the values, if they can be put in."""
        if self._fits:
            self.dismiss(self._chosen())

    def action_back(self) -> None:
        """Do not run it."""
        self.dismiss(None)
