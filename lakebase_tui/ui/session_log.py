"""What happened to the sessions of this run, each with its time: what the session log shows."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lakebase_tui.session.events import (
    ComputeSeen,
    PinsChanged,
    SessionEvent,
    SessionState,
    StateChanged,
)
from lakebase_tui.session.failures import FailureKind, words_for
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.session_messages import message_of

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that happened."""

    at: datetime
    """Local time."""
    label: str
    """Which session: `shop/production`."""
    text: str
    warns: bool = False


class SessionLog:
    """The last thousand things that happened, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=_MOST)
        self._last = SessionState.DISCONNECTED
        self._detail = ""
        self._compute = ""

    @property
    def entries(self) -> Sequence[LogEntry]:
        """All that is kept."""
        return tuple(self._entries)

    def take(self, label: str, event: SessionEvent, at: datetime) -> None:
        """Keep what is worth a line: a running statement is not."""
        found = self._words(event)
        if found is not None:
            text, warns = found
            self._entries.append(LogEntry(at, visible(label), text, warns))

    def _words(self, event: SessionEvent) -> tuple[str, bool] | None:
        match event:
            case StateChanged(state, detail):
                return self._state(state, visible(detail))
            case PinsChanged(pins):
                return (
                    f"Pinned to its connection by {visible(', '.join(pins))}."
                    if pins
                    else "No longer pinned."
                ), False
            case ComputeSeen(state, disabled) if (seen := f"{state} {disabled}") != self._compute:
                self._compute = seen
                return ("The compute is disabled.", True) if disabled else (f"The compute is {state}.", False)
            case _:
                message = message_of(event)
                return None if message is None else (message.text, message.warns)

    def _state(self, state: SessionState, detail: str) -> tuple[str, bool] | None:
        before, said, self._last, self._detail = self._last, self._detail, state, detail
        if state is before:
            # Learned after the loss: that the compute is disabled, or gone.
            return (detail, True) if state is SessionState.LOST and detail not in ("", said) else None
        match state:
            case SessionState.READY if before in (SessionState.CONNECTING, SessionState.WAKING):
                return "Connected.", False
            case SessionState.WAKING:
                return f"Waiting for the compute. {detail}".strip(), False
            case SessionState.LOST:
                why = "" if detail == words_for(FailureKind.CONNECTION_GONE).sentence else detail
                return f"Connection lost. {why}".strip(), True
            case SessionState.DISCONNECTED:
                return f"No connection. {detail}".strip(), True
            case SessionState.CLOSED:
                return "Closed.", False
            case _:
                return None


def as_text(entries: Sequence[LogEntry]) -> str:
    """The log as lines to copy, oldest first."""
    return "".join(f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.label}  {entry.text}\n" for entry in entries)
