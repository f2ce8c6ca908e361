"""Endpoints, which people call computes."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakebase_tui.local.backend import UNSET, ComputeSpec, ComputeStatus, Unset
from lakebase_tui.local.control.context import Call, Context, text
from lakebase_tui.local.control.errors import Json, bad_request, invalid, managed_by_parent
from lakebase_tui.local.control.masks import masked
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.store import Record, check_id, parent_of
from lakebase_tui.local.control.times import duration, parse_duration, timestamp

READ_WRITE = "ENDPOINT_TYPE_READ_WRITE"
READ_ONLY = "ENDPOINT_TYPE_READ_ONLY"
_MASK: Mapping[str, tuple[str, ...]] = {
    "disabled": ("disabled",),
    # The two fields are one group on the wire: neither is a path by its own name.
    "suspension": ("suspend_timeout_duration", "no_suspension"),
    "autoscaling_limit_min_cu": ("autoscaling_limit_min_cu",),
    "autoscaling_limit_max_cu": ("autoscaling_limit_max_cu",),
    "settings": ("settings",),
    "settings.pg_settings": ("settings",),
}
_SUSPEND_RANGE_S = (60.0, 604800.0)
_SIZES = ("autoscaling_limit_min_cu", "autoscaling_limit_max_cu")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints of branches."""

    context: Context

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All endpoints of a branch, as they are now."""
        self.context.store.require(parent)
        return [self.view(record) for record in self.context.store.children(parent, "endpoints")]

    async def get(self, name: str) -> Json:
        """One endpoint, as it is now."""
        return self.view(self.context.store.require(name))

    async def create(self, parent: str, call: Call) -> Json:
        """Add an endpoint to a branch; only one of them can write."""
        self.context.store.require(parent)
        name = f"{parent}/endpoints/{check_id('endpoint_id', call.query.get('endpoint_id'))}"
        kind = text(call.spec, "endpoint_type", "endpoint.spec.endpoint_type")
        if kind not in (READ_WRITE, READ_ONLY):
            raise invalid(f"Field 'endpoint.spec.endpoint_type' has no value '{kind}'.")
        if name in self.context.store.records and call.flag("replace_existing"):
            given = [path for path in _MASK if path in call.spec]
            given += ["suspension"] if suspension(call.spec) is not UNSET else []
            return self._update(name, masked(",".join(f"spec.{path}" for path in given), call.body, _MASK))
        writers = [
            found for found in self.context.store.children(parent, "endpoints") if not read_only(found)
        ]
        if kind == READ_WRITE and writers:
            raise bad_request("a branch can have only one read-write endpoint")
        settings = self._settings(parent, call.spec)
        record = self.context.store.add(self.record(name, kind, settings))

        async def work() -> Json:
            return await self.start(record, settings)

        return self.context.operations.start(name, "endpoint", work, lambda: self.context.store.drop(name))

    async def update(self, name: str, call: Call) -> Json:
        """Change size, suspension, settings, or whether it is disabled."""
        self.context.store.require(name)
        return self._update(name, masked(call.query.get("update_mask"), call.body, _MASK))

    async def delete(self, name: str, call: Call) -> Json:
        """Delete a read-only endpoint; the one that writes stays as long as its branch."""
        record = self.context.store.require(name)
        if self.context.store.require(parent_of(name)).status["is_protected"]:
            raise bad_request("cannot delete endpoint of protected branch")
        if not read_only(record):
            raise managed_by_parent(
                f"Cannot delete read-write endpoint '{name}'. Read-write endpoints cannot be deleted."
            )

        async def work() -> Json:
            await self.context.backend.delete_compute(name)
            self.context.store.drop(name)
            return EMPTY

        return self.context.operations.start(name, "endpoint", work)

    def record(self, name: str, kind: str, spec: Json) -> Record:
        """A new endpoint that has no compute behind it yet; it reads as INIT and has no hosts."""
        now = timestamp(self.context.now())
        status = {
            "endpoint_id": name.split("/")[-1],
            "endpoint_type": kind,
            "current_state": "INIT",
            "pending_state": "ACTIVE",
            "disabled": False,
            "autoscaling_limit_min_cu": spec.get("autoscaling_limit_min_cu", 1),
            "autoscaling_limit_max_cu": spec.get("autoscaling_limit_max_cu", 1),
            "group": {"min": 1, "max": 1, "enable_readable_secondaries": False},
            "settings": spec.get("settings") or {"pg_settings": {"log_min_duration_statement": "1000"}},
        }
        wire = {
            "name": name,
            "endpoint_id": name.split("/")[-1],
            "parent": parent_of(name),
            "create_time": now,
            "update_time": now,
            "status": status,
        }
        return Record(name, wire)

    async def start(self, record: Record, spec: Json, *, asleep: bool = False) -> Json:
        """Put a compute behind a new endpoint and return the endpoint."""
        timeout_s = suspension(spec)
        host = await self.context.backend.create_compute(
            ComputeSpec(
                record.name,
                record.parent,
                read_only(record),
                None if isinstance(timeout_s, Unset) else timeout_s,
                asleep,
            )
        )
        record.wire["uid"] = host.partition(".")[0]
        record.status.pop("pending_state", None)
        return self.view(record)

    def view(self, record: Record) -> Json:
        """The endpoint with what its compute says now."""
        status = dict(record.status)
        if "uid" in record.wire:
            status |= _live(self.context.backend.compute_status(record.name))
        return {**record.wire, "status": status}

    def _settings(self, branch: str, spec: Json) -> Json:
        """The spec of a new endpoint over the defaults of its project."""
        project = self.context.store.require(parent_of(branch))
        settings: Json = {**project.status["default_endpoint_settings"], **spec}
        if spec.get("no_suspension"):
            settings.pop("suspend_timeout_duration", None)
        suspension(settings)
        check_sizes(settings)
        return settings

    def _update(self, name: str, changes: Json) -> Json:
        record = self.context.store.require(name)
        timeout_s = suspension(changes)
        sizes = {key: value for key, value in changes.items() if key in _SIZES and value is not None}
        check_sizes({**{key: record.status[key] for key in _SIZES}, **sizes})

        async def work() -> Json:
            disabled = changes.get("disabled")
            if disabled is not None or not isinstance(timeout_s, Unset):
                await self.context.backend.update_compute(
                    name, disabled=disabled, suspend_timeout_s=timeout_s
                )
            record.status.update(sizes)
            if changes.get("settings") is not None:
                record.status["settings"] = changes["settings"]
            record.touch(self.context.now())
            return self.view(record)

        return self.context.operations.start(name, "endpoint", work)


def read_only(record: Record) -> bool:
    """Whether the endpoint cannot write."""
    return bool(record.status["endpoint_type"] == READ_ONLY)


def suspension(spec: Json) -> float | Unset | None:
    """Seconds until it sleeps, None for never, UNSET where the spec does not say.

    Raises:
        ApiError: The spec asks for something that cannot be.
    """
    if spec.get("no_suspension") is False:
        raise invalid("Field 'spec.no_suspension' can only be true; set a suspend timeout instead.")
    if spec.get("no_suspension"):
        return None
    given = spec.get("suspend_timeout_duration")
    if given is None:
        return UNSET
    seconds = parse_duration("spec.suspend_timeout_duration", given)
    if not _SUSPEND_RANGE_S[0] <= seconds <= _SUSPEND_RANGE_S[1]:
        raise invalid("Field 'spec.suspend_timeout_duration' must be between 60 and 604800 seconds.")
    return seconds


def check_sizes(spec: Json) -> None:
    """Refuse a size range that cannot be.

    Raises:
        ApiError: Not numbers, or the smallest is larger than the largest, or they are too far apart.
    """
    low, high = (spec.get(name, 1) for name in _SIZES)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        raise invalid("Autoscaling limits must be numbers.")
    if not 0 < low <= high or high - low > 16:
        raise invalid("Autoscaling limits must be above 0, in order, and at most 16 CU apart.")


def _live(now: ComputeStatus) -> Json:
    label, _, zone = now.host.partition(".")
    hosts = {"host": now.host}
    if now.read_only:
        hosts["read_only_host"] = now.host
        hosts["read_only_pooled_host"] = f"{label}-pooler.{zone}"
    else:
        hosts["read_write_pooled_host"] = f"{label}-pooler.{zone}"
    status: Json = {
        "current_state": now.state,
        "disabled": now.disabled,
        "last_active_time": timestamp(now.last_active),
        "hosts": hosts,
    }
    if now.waking:
        status["pending_state"] = "ACTIVE"
    if now.suspend_timeout_s is not None:
        status["suspend_timeout_duration"] = duration(now.suspend_timeout_s)
    return status
