"""Branches: made from another branch or from a snapshot, deleted softly or for good."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakebase_tui.local.control.context import Call, Context, expiry
from lakebase_tui.local.control.endpoints import READ_WRITE, Endpoints
from lakebase_tui.local.control.errors import ApiError, Json, bad_request, invalid, managed_by_parent
from lakebase_tui.local.control.masks import masked
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.store import RETENTION_S, Record, check_id, new_uid, project_of
from lakebase_tui.local.control.times import timestamp

_MASK: Mapping[str, tuple[str, ...]] = {
    "is_protected": ("is_protected",),
    "expiration": ("ttl", "expire_time", "no_expiry"),
}
_EXPIRY = _MASK["expiration"]


@dataclass(frozen=True, slots=True)
class Branches:
    """The branches of projects."""

    context: Context
    endpoints: Endpoints

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """The branches of a project; soft-deleted ones only with `show_deleted`."""
        self.context.store.require(parent)
        found = self.context.store.children(parent, "branches")
        return [
            await self._view(record) for record in found if not record.deleted or call.flag("show_deleted")
        ]

    async def get(self, name: str) -> Json:
        """One branch."""
        return await self._view(self.context.store.require(name, deleted=True))

    async def create(self, parent: str, call: Call) -> Json:
        """Make a branch and its read-write endpoint."""
        project = self.context.store.require(parent)
        name = f"{parent}/branches/{check_id('branch_id', call.query.get('branch_id'))}"
        if name in self.context.store.records and call.flag("replace_existing"):
            self.context.store.require(name)
            return self._update(name, {key: call.spec[key] for key in _all_fields() if key in call.spec})
        source = self._source(project, call.spec)
        expire_time = expiry(call.spec, self.context.now(), demanded=True)
        protected = bool(call.spec.get("is_protected"))
        if protected and expire_time is not None:
            raise invalid("A protected branch cannot expire.")
        record = self.add(name, source, expire_time=expire_time, protected=protected)
        settings = project.status["default_endpoint_settings"]
        primary = f"{name}/endpoints/primary"
        endpoint = self.context.store.add(self.endpoints.record(primary, READ_WRITE, settings))

        async def work() -> Json:
            await self.make(record, source)
            await self.endpoints.start(endpoint, settings)
            return await self._view(record)

        return self.context.operations.start(name, "branch", work, lambda: self.context.store.drop(name))

    async def update(self, name: str, call: Call) -> Json:
        """Change protection or expiry."""
        self.context.store.require(name)
        return self._update(name, masked(call.query.get("update_mask"), call.body, _MASK))

    async def delete(self, name: str, call: Call) -> Json:
        """Delete a branch: softly, or for good with `purge`."""
        purge = call.flag("purge")
        record = self.context.store.require(name, deleted=purge)
        if record.status["is_protected"]:
            raise bad_request("cannot delete protected branch")
        if "source_branch" not in record.status and "source_snapshot" not in record.status:
            raise managed_by_parent(
                f"Cannot delete root branch '{name}'. Root branches cannot be deleted independently."
            )
        if record.status["default"]:
            raise bad_request("cannot delete default branch")

        async def work() -> Json:
            await (self.purge(record) if purge else self.hide(record))
            return EMPTY

        return self.context.operations.start(name, "branch", work)

    async def undelete(self, name: str) -> Json:
        """Bring a soft-deleted branch back."""
        record = self.context.store.require(name, deleted=True)
        if not record.deleted:
            raise bad_request("branch is not deleted")

        async def work() -> Json:
            await self.show(record)
            return await self._view(record)

        return self.context.operations.start(name, "branch", work)

    def add(
        self,
        name: str,
        source: str | None,
        *,
        expire_time: str | None = None,
        protected: bool = False,
        default: bool = False,
    ) -> Record:
        """Keep a branch that has no data yet; it reads as INIT."""
        now = timestamp(self.context.now())
        status: Json = {
            "branch_id": name.split("/")[-1],
            "current_state": "INIT",
            "pending_state": "READY",
            "default": default,
            "is_protected": protected,
            "state_change_time": now,
        }
        if source is not None:
            snapshot = source.split("/")[-2] == "snapshots"
            status["source_snapshot" if snapshot else "source_branch"] = source
            status["source_branch_time"] = now
        if expire_time is not None:
            status["expire_time"] = expire_time
        wire = {
            "name": name,
            "branch_id": status["branch_id"],
            "uid": new_uid("branch"),
            "parent": project_of(name),
            "create_time": now,
            "update_time": now,
            "status": status,
        }
        return self.context.store.add(Record(name, wire))

    async def make(self, record: Record, source: str | None) -> None:
        """Fill a new branch with the data of its source, or the demo's."""
        await self.context.backend.create_branch(record.name, source)
        if source is not None:
            self.context.ids.copy(source, record.name)
        self._turn(record, "READY")

    async def hide(self, record: Record) -> None:
        """Delete softly: nobody can connect any more, the data stays."""
        for endpoint in self.context.store.below(record.name, "endpoints"):
            await self.context.backend.update_compute(endpoint.name, disabled=True)
        now = self.context.now()
        record.deleted = True
        record.status["delete_time"] = timestamp(now)
        record.status["purge_time"] = timestamp(now + RETENTION_S)
        self._turn(record, "DELETED")

    async def show(self, record: Record) -> None:
        """Undo `hide`."""
        for endpoint in self.context.store.below(record.name, "endpoints"):
            await self.context.backend.update_compute(endpoint.name, disabled=False)
        record.deleted = False
        record.status.pop("delete_time", None)
        record.status.pop("purge_time", None)
        self._turn(record, "READY")

    async def purge(self, record: Record) -> None:
        """Delete for good."""
        await self.context.backend.delete_branch(record.name)
        self.context.store.drop(record.name)

    def _turn(self, record: Record, state: str) -> None:
        record.status["current_state"] = state
        record.status.pop("pending_state", None)
        record.status["state_change_time"] = timestamp(self.context.now())
        record.touch(self.context.now())

    def _source(self, project: Record, spec: Json) -> str:
        """Name of the branch or snapshot to copy."""
        if spec.get("source_branch_time") or spec.get("source_branch_lsn"):
            raise ApiError(501, "NOT_IMPLEMENTED", "The local Lakebase keeps no history to go back to.")
        source = str(
            spec.get("source_snapshot") or spec.get("source_branch") or project.status["default_branch"]
        )
        if project_of(source) != project.name:
            raise invalid("source_branch field must point to the branch from the same Project")
        self.context.store.require(source)
        return source

    def _update(self, name: str, changes: Json) -> Json:
        record = self.context.store.require(name)
        protected = changes.get("is_protected")
        moved = any(key in changes for key in _EXPIRY)
        expire_time = expiry(changes, self.context.now(), demanded=moved)
        still = record.status["is_protected"] if protected is None else protected
        if expire_time is not None and (still or record.status["default"]):
            raise invalid("Default and protected branches cannot expire.")
        if protected and not moved and "expire_time" in record.status:
            raise invalid("A branch that expires cannot be protected.")

        async def work() -> Json:
            if protected is not None:
                record.status["is_protected"] = protected
            if moved:
                record.status.pop("expire_time", None)
            if expire_time is not None:
                record.status["expire_time"] = expire_time
            record.touch(self.context.now())
            return await self._view(record)

        return self.context.operations.start(name, "branch", work)

    async def _view(self, record: Record) -> Json:
        status = dict(record.status)
        if status["current_state"] == "READY":
            size = await self.context.backend.logical_size(record.name)
            if size is not None:
                # The service writes 64-bit integers as text.
                status["logical_size_bytes"] = str(size)
        return {**record.wire, "status": status}


def _all_fields() -> tuple[str, ...]:
    return tuple(name for names in _MASK.values() for name in names)
