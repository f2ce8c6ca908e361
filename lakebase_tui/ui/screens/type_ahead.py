"""Keeps what is typed while that which will take it is still being opened."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from textual import events
from textual.binding import Binding
from textual.screen import ModalScreen

_Result = TypeVar("_Result")


class TypeAheadScreen(ModalScreen[None]):
    """Nothing to be seen: keys go here, so that they are no commands of what lies beneath."""

    BINDINGS = [Binding("escape", "give_up", "Give up", show=False, id="type_ahead.give_up")]
    DEFAULT_CSS = "TypeAheadScreen { background: transparent; }"

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[events.Key] = []
        """What was typed, in its order."""
        self.given_up = False
        """Escape came: nothing is to be opened any more."""
        self._over = False

    def on_key(self, event: events.Key) -> None:
        """Keep it."""
        event.stop()
        event.prevent_default()
        self.keys.append(events.Key(event.key, event.character))

    def action_give_up(self) -> None:
        """Open nothing; what lies beneath gets the keys again."""
        self.given_up = True
        self.leave()

    def leave(self) -> None:
        """Go away, if not at once then as soon as nothing stands above."""
        self._over = True
        if self.is_attached and self.is_current:
            self.dismiss()

    def on_screen_resume(self) -> None:
        """What stood above is gone."""
        if self._over:
            self.leave()

    async def during(self, work: Awaitable[_Result | None]) -> tuple[_Result | None, Sequence[events.Key]]:
        """Wait for something that has to be asked of the server before it can be opened.

        Push the screen first, at once when the key comes that opens it.

        Args:
            work: Its outcome; None: nothing will be opened.

        Returns:
            The outcome, None also where Escape came meanwhile; and the keys for what is opened.
        """
        try:
            result = await work
        finally:
            if not self.given_up:
                self.leave()
        return (None, ()) if self.given_up else (result, self.keys)
