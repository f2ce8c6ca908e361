"""What the tabs of a workspace are called in their strip."""

from collections.abc import Sequence

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.query_tab import QueryTab
from lakebase_tui.ui.widgets.result_tab import Title


def tab_titles(tabs: Sequence[QueryTab], shown: QueryTab) -> list[Title]:
    """Titles in the order of the tabs; where another than the one on show is elsewhere, it says where."""
    return [_title(number, tab, shown) for number, tab in enumerate(tabs, 1)]


def _title(number: int, tab: QueryTab, shown: QueryTab) -> Title:
    title = [(f"{number} ", "dim"), (visible(tab.title), "name")]
    if tab.session is not None and shown.session is not None:
        here, there = shown.session.target, tab.session.target
        if there.label != here.label:
            title.append((f" {visible(there.label)}", "dim"))
        elif there.database != here.database:
            title.append((f" {visible(there.database)}", "dim"))
    if tab.modified:
        title.append((" ●", "dim"))
    if tab.busy:
        title.append((" ◐", "warn"))
    elif tab.session is not None and tab.session.in_transaction():
        title.append((" tx", "warn"))
    return title
