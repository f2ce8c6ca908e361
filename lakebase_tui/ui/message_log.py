"""What servers said in a tab, in the order in which it came: notices, warnings, notifications, errors."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from lakebase_tui.query.events import ServerError
from lakebase_tui.ui.pieces import Piece

MOST = 1_000
"""How many are kept; a loop that raises notices must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Message:
    """One of them."""

    said: ServerError
    at: datetime
    """When it came, in local time."""
    piece: Piece | None = None
    """The statement that it is about; None: none."""

    @property
    def label(self) -> str:
        """What the statement is called; empty where there is none."""
        return self.piece.label if self.piece is not None else ""

    def place_in(self, text: str) -> tuple[int, int] | None:
        """Where in a buffer's text it points to: offset and length in characters.

        The buffer may have been edited since: the statement is looked for where it was, then everywhere.
        """
        if self.piece is None:
            return None
        start = self.piece.start
        if not text.startswith(self.piece.written, start):
            start = text.find(self.piece.written)
            if start < 0:
                return None
        if self.said.position is None:
            return start, 0
        offset, length = self.piece.word_at(self.said.position)
        return offset - self.piece.start + start, length


@dataclass(slots=True)
class MessageLog:
    """The newest ones."""

    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST))
    """The oldest first."""
    dropped: int = 0
    """Older ones that are no more."""
    unread: int = 0
    """Those that came since it was last looked at."""

    def add(self, said: ServerError, piece: Piece | None = None) -> None:
        """The server said something just now."""
        self.dropped += len(self.messages) == MOST
        self.unread += 1
        self.messages.append(Message(said, datetime.now().astimezone(), piece))

    def clear(self) -> None:
        """Forget all."""
        self.messages.clear()
        self.dropped = self.unread = 0
