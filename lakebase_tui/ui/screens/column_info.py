"""What is known of one column of a result."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.query.column_facts import ColumnFacts
from lakebase_tui.query.columns import Column
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.screens.prompt import FRAME

_LABEL_WIDTH = 10


class ColumnInfoScreen(ModalScreen[None]):
    """Shows it until a key is pressed.

    Args:
        column: Of the result.
        number: Its number, from 1.
        facts: What the catalogue says; None while, or if, that is not known.
    """

    BINDINGS = [Binding("escape,q,i,enter", "close", "Close", id="column.close")]
    DEFAULT_CSS = FRAME.format(name="ColumnInfoScreen")

    def __init__(self, column: Column, number: int, facts: ColumnFacts | None) -> None:
        super().__init__()
        self._column = column
        self._number = number
        self._facts = facts

    def compose(self) -> ComposeResult:
        """A line for each thing known."""
        with Vertical() as frame:
            frame.border_title = Content(f"Column {self._number}")
            frame.border_subtitle = "esc close"
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> list[Content]:
        facts = self._facts
        type_name = facts.type_name if facts is not None else self._column.type_name
        lines = [("Name", visible(self._column.name) or "(no name)"), ("Type", visible(type_name))]
        if facts is None:
            lines.append(("Origin", "not known: the catalogue was not asked, or did not answer"))
        elif not facts.table:
            lines.append(("Origin", "an expression"))
        else:
            lines.append(("Origin", visible(facts.origin)))
            null = "no: NOT NULL" if facts.not_null else "yes"
            lines.append(("NULL", f"{null}, part of the primary key" if facts.key_size else null))
            lines.append(("Default", visible(facts.default) or "none"))
        if facts is not None and facts.comment:
            lines.append(("Comment", visible_lines(facts.comment)))
        lines.append(("Type oid", str(self._column.type_oid)))
        return [Content.assemble((f"{label:<{_LABEL_WIDTH}}", "$dim"), words) for label, words in lines]

    def action_close(self) -> None:
        """Back to the rows."""
        self.dismiss()
