"""What the status bar may say about a session: folded from its events, and from nothing else."""

from dataclasses import dataclass, replace

from lakebase_tui.session.events import (
    ComputeSeen,
    CredentialChanged,
    PinsChanged,
    SessionEvent,
    SessionState,
    StateChanged,
    TransactionChanged,
    TransactionState,
)


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The last word on each thing; times are those of `session.clock.now`, in seconds."""

    state: SessionState = SessionState.DISCONNECTED
    detail: str = ""
    since: float = 0.0
    transaction: TransactionState = TransactionState.NONE
    transaction_since: float = 0.0
    expires_at: float | None = None
    renewing: bool = False
    compute: ComputeSeen | None = None
    pins: tuple[str, ...] = ()
    """What ties the session to its connection, in words."""

    def after(self, event: SessionEvent) -> "SessionStatus":
        """The status once `event` happened."""
        match event:
            case StateChanged(state, detail, since):
                compute = self.compute
                if state is SessionState.READY and compute is not None:
                    # A login proves that it runs, whatever was read before.
                    compute = replace(compute, state="active")
                return replace(self, state=state, detail=detail, since=since, compute=compute)
            case TransactionChanged(state, since):
                return replace(self, transaction=state, transaction_since=since)
            case CredentialChanged(expires_at, renewing):
                return replace(self, expires_at=expires_at, renewing=renewing)
            case ComputeSeen():
                return replace(self, compute=event)
            case PinsChanged(pins):
                return replace(self, pins=pins)
            case _:  # what is worth a message or a line in the log, and no picture
                return self

    @property
    def compute_state(self) -> str:
        """The compute's state in a word: what the connection proves wins over what was once read."""
        if self.state in (SessionState.READY, SessionState.BUSY):
            return "active"
        if self.state is SessionState.WAKING:
            return "waking"
        if self.state is SessionState.CONNECTING:
            return "connecting"
        if self.compute is not None and self.compute.state == "idle":
            return "asleep"
        return "disconnected" if self.state is SessionState.DISCONNECTED else "lost"
