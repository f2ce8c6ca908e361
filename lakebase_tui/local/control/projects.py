"""Projects."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakebase_tui.local.control.branches import Branches
from lakebase_tui.local.control.context import Call, Context
from lakebase_tui.local.control.endpoints import READ_WRITE, check_sizes, suspension
from lakebase_tui.local.control.errors import Json, bad_request, invalid
from lakebase_tui.local.control.masks import masked
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.store import RETENTION_S, Record, check_id, new_uid
from lakebase_tui.local.control.times import parse_duration, timestamp

_MASK: Mapping[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "display_name",
        "enable_pg_native_login",
        "history_retention_duration",
        "default_endpoint_settings",
        "default_branch",
        "custom_tags",
        "budget_policy_id",
    )
}
DEFAULT_SETTINGS: Json = {
    "autoscaling_limit_min_cu": 1,
    "autoscaling_limit_max_cu": 1,
    "suspend_timeout_duration": "86400s",
}


@dataclass(frozen=True, slots=True)
class Projects:
    """The projects of the workspace."""

    context: Context
    branches: Branches

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All projects; soft-deleted ones only with `show_deleted`."""
        found = self.context.store.children("", "projects")
        return [
            await self._view(record) for record in found if not record.deleted or call.flag("show_deleted")
        ]

    async def get(self, name: str) -> Json:
        """One project."""
        return await self._view(self.context.store.require(name, deleted=True))

    async def create(self, parent: str, call: Call) -> Json:
        """Make a project with its branch `production` and the read-write endpoint `primary`."""
        name = f"projects/{check_id('project_id', call.query.get('project_id'))}"
        version = call.spec.get("pg_version")
        if version not in (None, self.context.backend.pg_version):
            raise invalid(f"The local Lakebase has PostgreSQL {self.context.backend.pg_version} only.")
        settings = _settings(call.spec.get("default_endpoint_settings"))
        first = {**settings, **(call.body.get("initial_endpoint_spec") or {})}
        protected = bool((call.body.get("initial_branch_spec") or {}).get("is_protected"))
        record = self.add(name, call.caller, call.spec, f"{name}/branches/production", settings)
        branch = self.branches.add(record.status["default_branch"], None, default=True, protected=protected)
        endpoints = self.branches.endpoints
        primary = self.context.store.add(
            endpoints.record(f"{branch.name}/endpoints/primary", READ_WRITE, first)
        )

        async def work() -> Json:
            await self.branches.make(branch, None)
            await self.context.backend.set_native_login(name, record.status["enable_pg_native_login"])
            await endpoints.start(primary, first)
            return await self._view(record)

        return self.context.operations.start(name, "project", work, lambda: self.context.store.drop(name))

    async def update(self, name: str, call: Call) -> Json:
        """Change what the mask names."""
        record = self.context.store.require(name)
        changes = masked(call.query.get("update_mask"), call.body, _MASK)
        self._check(record, changes)

        async def work() -> Json:
            if changes.get("enable_pg_native_login") is not None:
                await self.context.backend.set_native_login(name, changes["enable_pg_native_login"])
            if changes.get("default_branch"):
                for branch in self.context.store.children(name, "branches"):
                    branch.status["default"] = branch.name == changes["default_branch"]
            record.status.update({key: value for key, value in changes.items() if value is not None})
            record.touch(self.context.now())
            return await self._view(record)

        return self.context.operations.start(name, "project", work)

    async def delete(self, name: str, call: Call) -> Json:
        """Delete a project: softly, or for good with `purge`."""
        purge = call.flag("purge")
        record = self.context.store.require(name, deleted=purge)
        branches = self.context.store.children(name, "branches")
        if any(branch.status["is_protected"] for branch in branches):
            raise bad_request("cannot delete project with protected branches")

        async def work() -> Json:
            if purge:
                await self._purge(name, branches)
            else:
                await self._hide(record)
            return EMPTY

        return self.context.operations.start(name, "project", work)

    async def undelete(self, name: str) -> Json:
        """Bring a soft-deleted project back."""
        record = self.context.store.require(name, deleted=True)
        if not record.deleted:
            raise bad_request("project is not deleted")

        async def work() -> Json:
            record.deleted = False
            record.wire.pop("delete_time", None)
            record.wire.pop("purge_time", None)
            for branch in self.context.store.children(name, "branches"):
                if not branch.deleted:
                    await self.branches.show(branch)
            return await self._view(record)

        return self.context.operations.start(name, "project", work)

    def add(self, name: str, owner: str, spec: Json, default_branch: str, settings: Json) -> Record:
        """Keep a new project; its branches come after."""
        now = timestamp(self.context.now())
        status = {
            "project_id": name.split("/")[-1],
            "display_name": spec.get("display_name") or name.split("/")[-1],
            "pg_version": self.context.backend.pg_version,
            "owner": owner,
            "default_branch": default_branch,
            "enable_pg_native_login": bool(spec.get("enable_pg_native_login")),
            "history_retention_duration": spec.get("history_retention_duration") or "604800s",
            "branch_logical_size_limit_bytes": 8796093022208,
            "default_endpoint_settings": settings,
        }
        wire = {
            "name": name,
            "project_id": status["project_id"],
            "uid": new_uid("project"),
            "create_time": now,
            "update_time": now,
            "status": status,
        }
        return self.context.store.add(Record(name, wire))

    async def _hide(self, record: Record) -> None:
        now = self.context.now()
        for branch in self.context.store.children(record.name, "branches"):
            for endpoint in self.context.store.children(branch.name, "endpoints"):
                await self.context.backend.update_compute(endpoint.name, disabled=True)
        record.deleted = True
        record.wire["delete_time"] = timestamp(now)
        record.wire["purge_time"] = timestamp(now + RETENTION_S)

    async def _purge(self, name: str, branches: list[Record]) -> None:
        for branch in branches:
            await self.branches.purge(branch)
        for snapshot in self.context.store.children(name, "snapshots"):
            await self.context.backend.delete_branch(snapshot.name)
        self.context.store.drop(name)

    def _check(self, record: Record, changes: Json) -> None:
        if changes.get("default_branch"):
            branch = self.context.store.require(changes["default_branch"])
            if branch.parent != record.name:
                raise invalid("default_branch must be a branch of the same project")
        if changes.get("history_retention_duration"):
            parse_duration("spec.history_retention_duration", changes["history_retention_duration"])
        if changes.get("default_endpoint_settings"):
            changes["default_endpoint_settings"] = _settings(changes["default_endpoint_settings"])

    async def _view(self, record: Record) -> Json:
        total = 0
        for branch in self.context.store.children(record.name, "branches"):
            if branch.status["current_state"] == "READY":
                total += await self.context.backend.logical_size(branch.name) or 0
        return {**record.wire, "status": {**record.status, "synthetic_storage_size_bytes": str(total)}}


def _settings(given: Json | None) -> Json:
    """Default settings of a project's endpoints, checked."""
    settings = {**DEFAULT_SETTINGS, **(given or {})}
    if settings.get("no_suspension"):
        settings.pop("suspend_timeout_duration", None)
    suspension(settings)
    check_sizes(settings)
    return settings
