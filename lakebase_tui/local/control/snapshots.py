"""Snapshots: copies of a branch that cannot be connected to, only branched from."""

from dataclasses import dataclass

from lakebase_tui.local.control.context import Call, Context, expiry, text
from lakebase_tui.local.control.errors import ApiError, Json, bad_request, invalid
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.store import Record, check_id, new_uid, project_of
from lakebase_tui.local.control.times import timestamp


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of projects. To the data plane a snapshot is a branch without a compute."""

    context: Context

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All snapshots of a project."""
        self.context.store.require(parent)
        return [record.wire for record in self.context.store.children(parent, "snapshots")]

    async def get(self, name: str) -> Json:
        """One snapshot."""
        return self.context.store.require(name).wire

    async def create(self, parent: str, call: Call) -> Json:
        """Copy a branch as it is now."""
        self.context.store.require(parent)
        name = f"{parent}/snapshots/{check_id('snapshot_id', call.query.get('snapshot_id'))}"
        source = text(call.spec, "source_branch", "snapshot.spec.source_branch")
        if project_of(source) != parent or source.count("/") != 3:
            raise invalid("source_branch field must point to the branch from the same Project")
        self.context.store.require(source)
        if call.spec.get("source_branch_time") or call.spec.get("source_branch_lsn"):
            raise ApiError(501, "NOT_IMPLEMENTED", "The local Lakebase keeps no history to go back to.")
        record = self.context.store.add(self._record(name, source, call.spec))

        async def work() -> Json:
            size = await self.context.backend.logical_size(source)
            await self.context.backend.create_branch(name, source)
            self.context.ids.copy(source, name)
            if size is not None:
                record.status["full_size_bytes"] = str(size)
            return record.wire

        return self.context.operations.start(name, "snapshot", work, lambda: self.context.store.drop(name))

    async def update(self, name: str, call: Call) -> Json:
        """Refused: a snapshot never changes."""
        self.context.store.require(name)
        raise bad_request("a snapshot cannot be changed")

    async def delete(self, name: str, call: Call) -> Json:
        """Delete a snapshot."""
        self.context.store.require(name)

        async def work() -> Json:
            await self.context.backend.delete_branch(name)
            self.context.store.drop(name)
            return EMPTY

        return self.context.operations.start(name, "snapshot", work)

    def _record(self, name: str, source: str, spec: Json) -> Record:
        expire_time = expiry(spec, self.context.now(), demanded=False)
        status: Json = {"source_branch": source}
        status |= {"no_expiry": True} if expire_time is None else {"expire_time": expire_time}
        wire = {
            "name": name,
            "snapshot_id": name.split("/")[-1],
            "uid": new_uid("snapshot"),
            "create_time": timestamp(self.context.now()),
            "status": status,
        }
        return Record(name, wire)
