"""One of several: the cursor is the choice."""

from lakebase_tui.ui.widgets.filter_list import FilterList, Row, Span


class ChoiceList(FilterList):
    """A group of radio lines; arrows choose, and `CursorMoved` tells it.

    Args:
        group: What is chosen; the owner tells groups apart by it.
    """

    DEFAULT_CSS = """
    ChoiceList {
        max-height: 8;
        & > .list--selected { background: $ground; }
    }
    """

    mark_width = 2

    def __init__(self, group: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.group = group

    def mark(self, row: Row, at_cursor: bool) -> list[Span]:
        """A filled dot at the choice, a ring at the others."""
        return [("● ", "mark")] if at_cursor else [("○ ", "dim")]
