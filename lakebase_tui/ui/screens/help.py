"""All keys, read from the bindings themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.keys import format_key
from textual.screen import ModalScreen
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One action and the keys that reach it."""

    binding_id: str
    keys: tuple[str, ...]
    description: str


def key_lines(bindings: Iterable[BindingType]) -> list[KeyLine]:
    """The bindings that have an id and a description, as lines for help and docs."""
    lines = []
    for binding in bindings:
        if isinstance(binding, Binding) and binding.id and binding.description:
            keys = tuple(_pretty(key.strip()) for key in binding.key.split(","))
            lines.append(KeyLine(binding.id, keys, binding.description))
    return lines


def _pretty(key: str) -> str:
    if len(key) == 1:
        return key  # a letter alone: upper case would mean Shift
    parts = key.split("+")
    return "+".join([*(part.capitalize() for part in parts[:-1]), _name(parts[-1])])


def _name(key: str) -> str:
    names = {"pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "slash": "/", "question_mark": "?"}
    if key in names:
        return names[key]
    if key.startswith("f") and key[1:].isdecimal():
        return key.upper()
    return (
        key.upper() if len(key) == 1 else format_key(key) if len(format_key(key)) == 1 else key.capitalize()
    )


class HelpScreen(ModalScreen[None]):
    """The keys of each part of the program, one below the other.

    Args:
        parts: Heading and bindings of each part.
    """

    BINDINGS = [
        Binding("escape,f1,q", "close", "Close", id="help.close"),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll {
        width: 76; max-width: 95%; height: 85%; padding: 1 2; border: round $primary; background: $panel;
    }
    """

    def __init__(self, parts: Sequence[tuple[str, Iterable[BindingType]]]) -> None:
        super().__init__()
        self._parts = parts

    def compose(self) -> ComposeResult:
        """One scrolling table."""
        with VerticalScroll() as scroll:
            scroll.border_title = "Keys"
            scroll.border_subtitle = "esc close"
            yield Static(self._table())

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        variables = self.app.theme_variables
        for heading, bindings in self._parts:
            table.add_row(Text(heading, style=f"bold {variables['primary']}"))
            for line in key_lines(bindings):
                keys = Text("  ").join(Text(key, style=variables["key"]) for key in line.keys)
                table.add_row(keys, Text(line.description))
            table.add_row("")
        return table

    def action_close(self) -> None:
        """Back to where we were."""
        self.dismiss()
