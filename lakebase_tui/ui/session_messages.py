"""What is said aloud of the things a session tells; the rest is only drawn."""

from dataclasses import dataclass

from lakebase_tui.session.events import (
    HostMoved,
    Notified,
    Reconnected,
    Rotated,
    RotationWaits,
    SessionEvent,
    Warned,
    Woke,
)
from lakebase_tui.sql.visible import visible


@dataclass(frozen=True, slots=True)
class SessionMessage:
    """One message; `warns` where something was lost or did not happen."""

    text: str
    warns: bool = False


def message_of(event: SessionEvent) -> SessionMessage | None:
    """The words for an event; None for those that the status line shows. Foreign text is made visible."""
    match event:
        case Reconnected(reason, lost, carried):
            gone = f" Gone with the old session: {visible(', '.join(lost))}." if lost else ""
            made = f" Made anew: {_things(carried)}." if carried else ""
            return SessionMessage(
                f"Reconnected. The old session had ended: {visible(reason)}{made}{gone}", bool(lost)
            )
        case Rotated(reason, carried):
            made = f" Carried over: {_things(carried)}." if carried else ""
            return SessionMessage(f"Moved to a new connection: {visible(reason)}.{made}")
        case RotationWaits(_, because):
            return SessionMessage(f"The connection stays for now: {visible(because)}.", warns=True)
        case HostMoved(_, new):
            return SessionMessage(f"The compute has moved to {visible(new)}.")
        case Woke(seconds):
            return SessionMessage(f"The compute woke up after {seconds:.1f} s.")
        case Notified(channel, payload, pid):
            words = f": {visible(payload)}" if payload else ""
            return SessionMessage(f"NOTIFY {visible(channel)} from process {pid}{words}")
        case Warned(text):
            return SessionMessage(visible(text), warns=True)
        case _:
            return None


def _things(count: int) -> str:
    return "1 thing of the session" if count == 1 else f"{count} things of the session"
