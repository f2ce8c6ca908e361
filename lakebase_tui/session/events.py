"""What a session tells whoever listens; the status bar is drawn from these and nothing else."""

from dataclasses import dataclass
from enum import Enum


class SessionState(Enum):
    """The life of a session."""

    DISCONNECTED = "disconnected"
    CONNECTING = "connecting"
    WAKING = "waking"
    READY = "ready"
    BUSY = "running"
    LOST = "connection lost"
    CLOSED = "closed"


class TransactionState(Enum):
    """What the server says about the transaction."""

    NONE = "none"
    OPEN = "open"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The session entered a state; `detail` is a sentence, `since` a time of `clock.now`."""

    state: SessionState
    detail: str = ""
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Reconnected:
    """A new connection took the place of a dead or retired one."""

    reason: str
    lost: tuple[str, ...] = ()
    """What of the old session is gone, each in words; empty when nothing was."""


@dataclass(frozen=True, slots=True)
class TransactionChanged:
    """The transaction state changed; `since` is a time of `clock.now`."""

    state: TransactionState
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class CredentialChanged:
    """A new credential is held; `expires_at` is a time of `clock.now`, or None."""

    expires_at: float | None
    renewing: bool = False


@dataclass(frozen=True, slots=True)
class ComputeSeen:
    """What the control plane just said about the compute; sizes in CU."""

    state: str
    disabled: bool
    min_cu: float | None
    max_cu: float | None
    kind: str


SessionEvent = StateChanged | Reconnected | TransactionChanged | CredentialChanged | ComputeSeen
