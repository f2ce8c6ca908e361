"""Roles: the servers hold them, here they get ids and the form of the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakebase_tui.local.backend import IdentityType, RoleInfo, RoleKind
from lakebase_tui.local.control.context import Call, Context, text
from lakebase_tui.local.control.errors import (
    ApiError,
    Json,
    already_exists,
    bad_request,
    invalid,
    not_found,
    role_not_found,
)
from lakebase_tui.local.control.masks import masked
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.store import check_id, parent_of

_KINDS: Mapping[str, RoleKind] = {
    "LAKEBASE_OAUTH_V1": "oauth",
    "PG_PASSWORD_SCRAM_SHA_256": "password",
    "NO_LOGIN": "nologin",
}
_IDENTITIES: Mapping[str, IdentityType] = {
    "USER": "USER",
    "SERVICE_PRINCIPAL": "SERVICE_PRINCIPAL",
    "GROUP": "GROUP",
    "IDENTITY_TYPE_UNSPECIFIED": "",
}
_ATTRIBUTES = ("bypassrls", "createdb", "createrole")
_MASK: Mapping[str, tuple[str, ...]] = {
    "auth_method": ("auth_method",),
    "membership_roles": ("membership_roles",),
    "attributes": ("attributes",),
    **{f"attributes.{name}": ("attributes",) for name in _ATTRIBUTES},
    # Known, but fixed once the role is there; a change is ignored.
    "identity_type": ("identity_type",),
    "postgres_role": ("postgres_role",),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of branches."""

    context: Context

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All roles of a branch."""
        self.context.store.require(parent)
        return [self._view(parent, role) for role in await self.context.backend.roles(parent)]

    async def get(self, name: str) -> Json:
        """One role."""
        return self._view(parent_of(name), await self.find(name))

    async def create(self, parent: str, call: Call) -> Json:
        """Create a role; without an auth method, one that suits the identity."""
        self.context.store.require(parent)
        role = text(call.spec, "postgres_role", "role.spec.postgres_role")
        role_id = check_id("role_id", call.query["role_id"]) if call.query.get("role_id") else None
        known = [found.name for found in await self.context.backend.roles(parent)]
        if role in known and call.flag("replace_existing"):
            return self._replace(parent, role, call.spec)
        ids = {self.context.ids.id_of(parent, "roles", name) for name in known}
        if role in known or role_id in ids:
            raise already_exists("role")
        identity = _identity(call.spec)
        kind = _kind(call.spec) or ("oauth" if identity else "password")
        attributes = _attributes(call.spec.get("attributes"))
        superuser = _is_superuser(call.spec)

        async def work() -> Json:
            await self.context.backend.create_role(
                parent, role, kind=kind, identity=identity, superuser=superuser, **attributes
            )
            if role_id is not None:
                self.context.ids.choose(parent, "roles", role, role_id)
            return await self.get(self.context.ids.name_of(parent, "roles", role))

        name = f"{parent}/roles/{role_id or self.context.ids.id_of(parent, 'roles', role)}"
        return self.context.operations.start(name, "role", work)

    async def update(self, name: str, call: Call) -> Json:
        """Change attributes, membership or auth method."""
        role = await self.find(name)
        changes = masked(call.query.get("update_mask"), call.body, _MASK)
        return self._change(parent_of(name), role.name, changes)

    async def delete(self, name: str, call: Call) -> Json:
        """Drop a role; what it owns can go to another one."""
        branch = parent_of(name)
        role = await self.find(name)
        heir = call.query.get("reassign_owned_to")
        reassign_to = (await self.named(heir)).name if heir else None

        async def work() -> Json:
            await self.context.backend.drop_role(branch, role.name, reassign_to)
            self.context.ids.forget(branch, "roles", role.name)
            return EMPTY

        return self.context.operations.start(name, "role", work)

    async def reveal(self, name: str) -> Json:
        """The password of a password role."""
        role = await self.find(name)
        if self.context.backend.role_auth(parent_of(name), role.name) != "PG_PASSWORD_SCRAM_SHA_256":
            raise bad_request("role does not authenticate with a password")
        return {"password": self.context.backend.reveal_password(parent_of(name), role.name)}

    async def find(self, name: str) -> RoleInfo:
        """A role by its resource name.

        Raises:
            ApiError: 404 for the role, or for what it is in.
        """
        branch = parent_of(name)
        self.context.store.require(branch)
        for role in await self.context.backend.roles(branch):
            if self.context.ids.name_of(branch, "roles", role.name) == name:
                return role
        raise not_found("role")

    async def named(self, name: str) -> RoleInfo:
        """A role that another resource names; missing, it is refused in other words."""
        try:
            return await self.find(name)
        except ApiError as error:
            raise role_not_found(name.split("/")[-1]) from error

    def _replace(self, branch: str, role: str, spec: Json) -> Json:
        """All that the spec leaves out falls back to its default, memberships included."""
        return self._change(
            branch,
            role,
            {
                "membership_roles": spec.get("membership_roles") or [],
                "attributes": {**dict.fromkeys(_ATTRIBUTES, False), **(spec.get("attributes") or {})},
                "auth_method": spec.get("auth_method"),
            },
        )

    def _change(self, branch: str, role: str, changes: Json) -> Json:
        kind = _kind(changes)
        attributes = _attributes(changes.get("attributes"))
        superuser = _is_superuser(changes) if "membership_roles" in changes else None
        name = self.context.ids.name_of(branch, "roles", role)

        async def work() -> Json:
            await self.context.backend.alter_role(branch, role, kind=kind, superuser=superuser, **attributes)
            return await self.get(name)

        return self.context.operations.start(name, "role", work)

    def _view(self, branch: str, role: RoleInfo) -> Json:
        name = self.context.ids.name_of(branch, "roles", role.name)
        status: Json = {
            "role_id": name.split("/")[-1],
            "postgres_role": role.name,
            "auth_method": self.context.backend.role_auth(branch, role.name),
            "identity_type": self.context.backend.role_identity(branch, role.name)
            or "IDENTITY_TYPE_UNSPECIFIED",
            "attributes": {
                "bypassrls": role.bypassrls,
                "createdb": role.createdb,
                "createrole": role.createrole,
            },
        }
        if role.superuser_member:
            status["membership_roles"] = ["DATABRICKS_SUPERUSER"]
        created = self.context.store.records[branch].wire["create_time"]
        return {
            "name": name,
            "role_id": status["role_id"],
            "parent": branch,
            "create_time": created,
            "update_time": created,
            "status": status,
        }


def _identity(spec: Json) -> IdentityType:
    given = spec.get("identity_type") or "IDENTITY_TYPE_UNSPECIFIED"
    if given not in _IDENTITIES:
        raise invalid(f"Field 'role.spec.identity_type' has no value '{given}'.")
    return _IDENTITIES[given]


def _kind(spec: Json) -> RoleKind | None:
    given = spec.get("auth_method")
    if not given:
        return None
    if given not in _KINDS:
        raise invalid(f"Field 'role.spec.auth_method' has no value '{given}'.")
    return _KINDS[given]


def _is_superuser(spec: Json) -> bool:
    given = spec.get("membership_roles") or []
    if unknown := [name for name in given if name != "DATABRICKS_SUPERUSER"]:
        raise invalid(f"Field 'role.spec.membership_roles' has no value '{unknown[0]}'.")
    return bool(given)


def _attributes(given: object) -> dict[str, bool]:
    """The attributes that a spec sets."""
    if given is None:
        return {}
    if not isinstance(given, dict) or given.keys() - set(_ATTRIBUTES):
        raise invalid(f"Field 'role.spec.attributes' may only hold {', '.join(_ATTRIBUTES)}.")
    return {name: value for name, value in given.items() if isinstance(value, bool)}
