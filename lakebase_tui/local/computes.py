"""Branches and computes as the data plane holds them: data, server, traffic."""

import asyncio
import time
from dataclasses import dataclass, field

from lakebase_tui.local.backend import IdentityType, RoleKind
from lakebase_tui.local.catalogue import Catalogue
from lakebase_tui.local.cluster import Cluster
from lakebase_tui.local.faults import CALM, WireFaults
from lakebase_tui.local.relay import Session


@dataclass(slots=True)
class Login:
    """How a role logs in."""

    kind: RoleKind
    identity: IdentityType = ""
    password: str | None = None
    """Of a password role."""


@dataclass(slots=True)
class Branch:
    """A branch: one cluster, whose server is the read-write compute."""

    name: str
    cluster: Cluster
    catalogue: Catalogue
    logins: dict[str, Login]
    made: bool = False
    """Whether the data folder exists; a branch that nobody has used is still only a promise."""
    pristine: bool = True
    """Nobody can have written since it was copied from the template, so a copy of that is as good."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a server of the branch starts, stops or is copied."""

    @property
    def project(self) -> str:
        """Resource name of its project."""
        return self.name.partition("/branches/")[0]


@dataclass(slots=True)
class Stats:
    """What went through a compute."""

    opened: int = 0
    refused: int = 0
    cancels: int = 0
    wakes: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


@dataclass(slots=True, eq=False)
class Compute:
    """A compute: a host name that sessions come to."""

    name: str
    branch: Branch
    host: str
    cluster: Cluster
    read_only: bool = False
    suspend_timeout_s: float | None = None
    disabled: bool = False
    waking: bool = False
    pending: int = 0
    """Logins under way: they hold it awake before they are sessions."""
    wire: WireFaults = CALM
    wire_left: int | None = None
    sessions: set[Session] = field(default_factory=set)
    stats: Stats = field(default_factory=Stats)
    last_active: float = field(default_factory=time.monotonic)
    """Seconds on the monotonic clock."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the suspend timeout was changed."""

    def touch(self) -> None:
        """Note that something happened."""
        self.last_active = time.monotonic()

    def set_wire(self, faults: WireFaults) -> None:
        """Replace the wire faults."""
        self.wire = faults
        self.wire_left = faults.times

    def fault_used(self) -> None:
        """A cut or refusal happened; after the last one the wire is calm again."""
        if self.wire_left is not None:
            self.wire_left -= 1
            if self.wire_left <= 0:
                self.set_wire(CALM)
