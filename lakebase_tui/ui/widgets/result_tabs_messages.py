"""What the tabs of the results tell those around them."""

from typing import TYPE_CHECKING

from textual.message import Message

from lakebase_tui.ui.result_reader import ResultReader

if TYPE_CHECKING:
    from lakebase_tui.ui.widgets.result_tabs import ResultTabs


class TabsMessage(Message):
    """Something that happened in the tabs."""

    def __init__(self, tabs: "ResultTabs") -> None:
        super().__init__()
        self.set_sender(tabs)  # whoever changed it hears of it, too
        self.tabs = tabs

    @property
    def control(self) -> "ResultTabs":
        """The tabs."""
        return self.tabs


class TabChanged(TabsMessage, namespace="result_tabs"):
    """Another tab or run is shown."""


class RowsGrew(TabsMessage, namespace="result_tabs"):
    """The result on show has more rows, of which not all may be for its reader."""

    def __init__(self, tabs: "ResultTabs", reader: ResultReader) -> None:
        super().__init__(tabs)
        self.reader = reader

    def can_replace(self, message: Message) -> bool:
        """Only the newest number matters."""
        return isinstance(message, RowsGrew) and message.reader is self.reader
