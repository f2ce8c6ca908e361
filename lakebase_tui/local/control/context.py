"""What every kind of resource works with."""

import time
from dataclasses import dataclass, field
from typing import Protocol

from lakebase_tui.local.backend import Access, Backend
from lakebase_tui.local.control.errors import Json, invalid, required
from lakebase_tui.local.control.operations import Operations
from lakebase_tui.local.control.store import Ids, Store
from lakebase_tui.local.control.times import parse_duration, parse_timestamp, timestamp


@dataclass(slots=True)
class Context:
    """The state of the control plane."""

    backend: Backend
    access: Access
    store: Store = field(default_factory=Store)
    ids: Ids = field(default_factory=Ids)
    operations: Operations = field(default_factory=Operations)

    @staticmethod
    def now() -> float:
        """Seconds since the epoch."""
        return time.time()


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks for, besides its path."""

    caller: str
    """User name of the caller."""
    query: dict[str, str]
    body: Json

    @property
    def spec(self) -> Json:
        """The `spec` of the body.

        Raises:
            ApiError: It is something else than an object.
        """
        found = self.body.get("spec") or {}
        if not isinstance(found, dict):
            raise invalid("Field 'spec' must be an object.")
        return found

    def flag(self, name: str) -> bool:
        """A boolean of the query."""
        return self.query.get(name, "").lower() == "true"


class Kind(Protocol):
    """One kind of resource; create, update and delete answer with an operation."""

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All resources of a parent."""
        ...

    async def get(self, name: str) -> Json:
        """One resource."""
        ...

    async def create(self, parent: str, call: Call) -> Json:
        """Begin to make one."""
        ...

    async def update(self, name: str, call: Call) -> Json:
        """Begin to change one."""
        ...

    async def delete(self, name: str, call: Call) -> Json:
        """Begin to delete one."""
        ...


def expiry(spec: Json, now: float, *, demanded: bool) -> str | None:
    """The expiry that a spec asks for, as a timestamp; None for never.

    Args:
        spec: May hold one of `ttl`, `expire_time` and `no_expiry`.
        now: Seconds since the epoch.
        demanded: Whether one of the three has to be there.

    Raises:
        ApiError: None is given though one has to be, several are, or one of them is of no use.
    """
    given = [name for name in ("ttl", "expire_time", "no_expiry") if spec.get(name) is not None]
    if not given and demanded:
        raise invalid("Expiration must be specified")
    if len(given) > 1:
        raise invalid(f"Only one of {' and '.join(given)} can be given.")
    if spec.get("no_expiry") is False:
        raise invalid("Field 'spec.no_expiry' can only be true.")
    if not given or given == ["no_expiry"]:
        return None
    if given == ["ttl"]:
        end = now + parse_duration("spec.ttl", spec["ttl"])
    else:
        end = parse_timestamp("spec.expire_time", spec["expire_time"])
    if not now < end <= now + 30 * 24 * 3600 + 1:
        raise invalid("Expiration must be in the future, and at most 30 days away.")
    return timestamp(end)


def text(spec: Json, name: str, path: str) -> str:
    """A field that has to be there.

    Raises:
        ApiError: It is missing or no text.
    """
    found = spec.get(name)
    if not found:
        raise required(path)
    if not isinstance(found, str):
        raise invalid(f"Field '{path}' must be a string.")
    return found
