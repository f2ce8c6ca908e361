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
    """A new connection took the place of a dead one."""

    reason: str
    lost: tuple[str, ...] = ()
    """What of the old session is gone, each in words; empty when nothing was."""
    carried: int = 0
    """How many settings, prepared statements and LISTENs were made anew."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """A new connection took the place of a living one; nothing is lost, or it would not have happened."""

    reason: str
    carried: int = 0
    """As in `Reconnected`."""


@dataclass(frozen=True, slots=True)
class RotationWaits:
    """A rotation is wanted and does not happen now."""

    reason: str
    """Why it is wanted."""
    because: str
    """What it waits for."""


@dataclass(frozen=True, slots=True)
class PinsChanged:
    """What now ties the session to its connection, each in words; empty: nothing."""

    pins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextSeen:
    """As whom statements run now, and where their names are looked up."""

    role: str
    """What SET ROLE chose; empty: nothing."""
    path: tuple[str, ...]
    """Schemas in the order in which they are searched, those that the server adds by itself too."""


@dataclass(frozen=True, slots=True)
class Woke:
    """A login waited for a compute that slept."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HostMoved:
    """The control plane names another host for the compute."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Notified:
    """A NOTIFY arrived while nothing ran."""

    channel: str
    payload: str
    pid: int


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
class Warned:
    """Something that the user should know and that changes nothing about the session; a sentence or two."""

    text: str


@dataclass(frozen=True, slots=True)
class ComputeSeen:
    """What the control plane just said about the compute; sizes in CU."""

    state: str
    disabled: bool
    min_cu: float | None
    max_cu: float | None
    kind: str
    suspend_timeout_s: float | None = None
    """Seconds without activity before it sleeps; None: it does not say, probably never."""


SessionEvent = (
    StateChanged
    | Reconnected
    | Rotated
    | RotationWaits
    | PinsChanged
    | ContextSeen
    | Woke
    | HostMoved
    | Notified
    | TransactionChanged
    | CredentialChanged
    | ComputeSeen
    | Warned
)
