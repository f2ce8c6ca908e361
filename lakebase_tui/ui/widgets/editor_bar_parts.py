"""What the bars at an editor's foot are made of."""

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from lakebase_tui.ui.key_order import act_here


def hint(*keys: tuple[str, str]) -> Content:
    """Keys, each with what it does."""
    parts = [Content.assemble((key, "$accent"), (f" {what}   ", "$dim")) for key, what in keys]
    return Content.assemble(*parts).rstrip()


class BarField(Input):
    """A line to type in that leaves Alt and a letter to whoever has a use for it.

    Args:
        entered: Called with what is typed when Enter is pressed: at once, as the next key is under way.
        id: As for any widget.
        suggester: Knows how what is typed may go on.
    """

    DEFAULT_CSS = """
    BarField.-textual-compact, BarField.-textual-compact:focus {
        width: 1fr; height: 1; padding: 0 1; border: none; background: $raised;
    }
    """

    def __init__(
        self, entered: Callable[[str], None], *, id: str, suggester: Suggester | None = None
    ) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False, suggester=suggester)
        self.cursor_blink = False  # a blinking cursor is traffic
        self._entered = entered

    async def action_submit(self) -> None:
        """Enter."""
        self._entered(self.value)

    async def on_key(self, event: events.Key) -> None:
        """Alt and a letter is no letter."""
        if event.key.startswith("alt+") and event.is_printable:
            event.prevent_default()
            if await act_here(self, event.key):
                event.stop()


class Toggle(Static):
    """A choice of two, in a few cells; a click or its key turns it.

    Args:
        label: What it is called.
        key: Its key, which is told where there is room.
        id: Its name.
    """

    DEFAULT_CSS = """
    Toggle { width: auto; padding: 0 1; color: $dim; }
    Toggle.on { color: $accent; text-style: bold; background: $raised; }
    """

    class Turned(Message):
        """It was clicked."""

        def __init__(self, toggle: "Toggle") -> None:
            super().__init__()
            self.toggle = toggle

    def __init__(self, label: str, key: str, *, id: str) -> None:
        super().__init__(label, id=id, markup=False)
        self._label = label
        self._key = key

    def tell_key(self, told: bool) -> None:
        """Say by which key it is turned, or not."""
        self.update(Content.assemble(self._label, (f" {self._key}" if told else "", "$dim not bold")))

    @property
    def value(self) -> bool:
        """Whether it is on."""
        return self.has_class("on")

    def turn(self, on: bool | None = None) -> None:
        """Turn it, or set it."""
        self.set_class(not self.value if on is None else on, "on")

    def on_click(self) -> None:
        """Turn it, and say so."""
        self.turn()
        self.post_message(self.Turned(self))
