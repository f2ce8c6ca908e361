"""Copy as …: the format for a selection, one key each."""

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.query.formats.registry import FORMATS
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.selection import CopyChoice
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.filter_list import Cell, FilterList, Row, plain

_KEYS = {
    "t": "tsv",
    "c": "csv",
    "j": "json",
    "l": "jsonl",
    "m": "markdown",
    "i": "insert",
    "u": "update",
    "n": "in-list",
    "p": "aligned",
}


class CopyAsScreen(ModalScreen[CopyChoice | None]):
    """Choose a format; dismisses with the choice, None for none.

    Args:
        rows: How many rows are selected.
        columns: How many columns of each.
        last: What was chosen before: where the cursor stands.
        unavailable: Formats that cannot write this selection, each with the reason in a few words.
    """

    BINDINGS = [
        *(
            Binding(key, f"take('{name}')", f"As {FORMATS[name].label}", id=f"copy_as.{name}")
            for key, name in _KEYS.items()
        ),
        Binding("enter", "choose", "As what the cursor is on", id="copy_as.choose"),
        Binding("h", "header", "With names of columns, or without", id="copy_as.header"),
        Binding("escape,q", "back", "Back", id="copy_as.back"),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="CopyAsScreen")
        + """
    CopyAsScreen > Vertical { width: 58; }
    CopyAsScreen FilterList { margin-top: 1; }
    CopyAsScreen .size { color: $dim; }
    """
    )

    def __init__(
        self,
        rows: int,
        columns: int,
        *,
        last: CopyChoice | None = None,
        unavailable: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._extent = f"{counted(rows, 'row')} \N{MULTIPLICATION SIGN} {counted(columns, 'column')}"
        self._choice = last or CopyChoice()
        self._unavailable = unavailable or {}

    def compose(self) -> ComposeResult:
        """How much is selected, the formats, and the keys."""
        with Vertical() as frame:
            frame.border_title = "Copy as …"
            yield Static(self._extent, classes="size", markup=False)
            yield FilterList(id="formats")
            yield Static(
                hint(("⏎", "copy"), ("h", "names of columns"), ("esc", "back")), classes="hint", markup=False
            )

    def on_mount(self) -> None:
        """Stand on what was chosen before."""
        self._show(self._choice.format)
        self._list.focus()

    @property
    def _list(self) -> FilterList:
        return self.query_one("#formats", FilterList)

    def _show(self, at: str | None = None) -> None:
        rows = [Row(name, self._title(key, name), (self._remark(name),)) for key, name in _KEYS.items()]
        self._list.show(rows, key=at)

    def _title(self, key: str, name: str) -> Cell:
        tone = "dim" if name in self._unavailable else ""
        return ((f"{key}  ", tone or "mark"), (FORMATS[name].label, tone))

    def _remark(self, name: str) -> Cell:
        if name in self._unavailable:
            return plain(visible(self._unavailable[name]), "dim")
        if not FORMATS[name].has_header:
            return ()
        return plain("with names" if self._choice.header else "without names", "dim")

    def action_header(self) -> None:
        """Names of columns, or none, in the formats that leave it open."""
        self._choice = replace(self._choice, header=not self._choice.header)
        self._show()

    def action_choose(self) -> None:
        """Take what is under the cursor."""
        key = self._list.cursor_key
        if key is not None:
            self.action_take(key)

    def action_take(self, name: str) -> None:
        """Take a format, if it can write the selection."""
        if name in self._unavailable:
            self._list.move_to(name)
            self.notify(
                f"{FORMATS[name].label}: {visible(self._unavailable[name])}.",
                severity="warning", markup=False,
            )  # fmt: skip
            return
        self.dismiss(replace(self._choice, format=name))

    def action_back(self) -> None:
        """Choose none."""
        self.dismiss(None)
