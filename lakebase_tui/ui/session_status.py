"""What the status bar may say about a session: folded from its events, and from nothing else."""

from dataclasses import dataclass, field, replace

from lakebase_tui.session.awake import Awake
from lakebase_tui.session.events import (
    ComputeSeen,
    ContextSeen,
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
    role: str = ""
    """What SET ROLE chose; empty: nothing, as far as was seen."""
    path: tuple[str, ...] = ()
    """Schemas in which names are looked up; empty: not seen yet."""
    awake: Awake = field(default_factory=Awake)
    """How long it has kept the compute from sleeping."""

    @property
    def suspend_s(self) -> float | None:
        """After how many seconds without activity the compute sleeps; None: never, or nobody said."""
        return self.compute.suspend_timeout_s if self.compute is not None else None

    def after(self, event: SessionEvent) -> "SessionStatus":
        """The status once `event` happened."""
        match event:
            case StateChanged(state, detail, since):
                compute = self.compute
                if state is SessionState.READY and compute is not None:
                    # A login proves that it runs, whatever was read before.
                    compute = replace(compute, state="active")
                awake = self._awake_after(state, since)
                return replace(self, state=state, detail=detail, since=since, compute=compute, awake=awake)
            case TransactionChanged(state, since):
                busy = state is not TransactionState.NONE
                awake = self.awake.after(since, busy=busy, suspend_s=self.suspend_s)
                return replace(self, transaction=state, transaction_since=since, awake=awake)
            case CredentialChanged(expires_at, renewing):
                return replace(self, expires_at=expires_at, renewing=renewing)
            case ComputeSeen():
                return replace(self, compute=event)
            case PinsChanged(pins):
                return replace(self, pins=pins)
            case ContextSeen(role, path):
                return replace(self, role=role, path=path)
            case _:  # what is worth a message or a line in the log, and no picture
                return self

    def _awake_after(self, state: SessionState, at: float) -> Awake:
        match state:
            case SessionState.READY | SessionState.BUSY:
                busy = state is SessionState.BUSY or self.transaction is not TransactionState.NONE
                return self.awake.after(at, busy=busy, suspend_s=self.suspend_s)
            case SessionState.LOST | SessionState.CLOSED if self.awake.busy:
                return self.awake.after(at, busy=False, suspend_s=self.suspend_s)
            case _:
                return self.awake

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
