"""A widget that has a tab of its own behind those of the statements: messages, a plan."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.widget import Widget

from lakebase_tui.ui.widgets.result_tab import Title


@dataclass(frozen=True, slots=True, eq=False)
class SidePane:
    """One of them."""

    widget: Widget
    """Has an id of its own."""
    title: Callable[[], Title | None]
    """What its tab is called; None: there is nothing to see, and no tab."""
    shown: Callable[[], None]
    """Called when it comes on show."""
