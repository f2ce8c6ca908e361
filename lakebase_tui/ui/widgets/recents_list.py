"""Targets that were opened before."""

from lakebase_tui.ui.widgets.filter_list import FilterList, Row, Span


class RecentsList(FilterList):
    """Recent targets, newest first; the cursor only counts while the list has the focus."""

    mark_width = 2

    def mark(self, row: Row, at_cursor: bool) -> list[Span]:
        """The sign of a branch."""
        return [("⎇ ", "branch")]

    def line_style(self, at_cursor: bool) -> str:
        """No bar without the focus: what will be opened is chosen elsewhere then."""
        return super().line_style(at_cursor) if self.has_focus else ""
