"""The resources that the control plane itself keeps, in wire form, by resource name.

Databases and roles are not among them: the servers hold those, and only their ids are kept here.
"""

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from lakebase_tui.local.control.errors import (
    ID_PATTERN,
    ApiError,
    Json,
    already_exists,
    bad_id,
    invalid,
    not_found,
    required,
)
from lakebase_tui.local.control.times import timestamp

KINDS = {
    "projects": "project",
    "branches": "branch",
    "endpoints": "endpoint",
    "databases": "database",
    "roles": "role",
    "snapshots": "snapshot",
}
RETENTION_S = 7 * 24 * 3600.0
"""How long a soft-deleted resource can be brought back."""
_DEFAULT_PAGE = 100


@dataclass(slots=True)
class Record:
    """A resource: `wire` is what a GET answers, but for what only the data plane knows."""

    name: str
    wire: Json
    deleted: bool = False

    @property
    def status(self) -> Json:
        """The `status` of the resource."""
        found: Json = self.wire["status"]
        return found

    @property
    def parent(self) -> str:
        """Name of the parent; empty for a project."""
        return parent_of(self.name)

    def touch(self, now: float) -> None:
        """Note a change."""
        self.wire["update_time"] = timestamp(now)


@dataclass(slots=True)
class Store:
    """Projects, branches, endpoints and snapshots."""

    records: dict[str, Record] = field(default_factory=dict)

    def add(self, record: Record) -> Record:
        """Keep a new resource.

        Raises:
            ApiError: There is one of that name, soft-deleted ones included.
        """
        if record.name in self.records:
            raise already_exists(kind_of(record.name))
        self.records[record.name] = record
        return record

    def drop(self, name: str) -> None:
        """Forget a resource and all below it."""
        for found in [found for found in self.records if is_within(found, name)]:
            del self.records[found]

    def require(self, name: str, *, deleted: bool = False) -> Record:
        """The resource, its ancestors checked from the top.

        Args:
            name: A resource name.
            deleted: Also accept it when it is soft-deleted itself.

        Raises:
            ApiError: 404 for the first part of the path that is not there.
        """
        parts = name.split("/")
        for end in range(2, len(parts) + 1, 2):
            found = self.records.get("/".join(parts[:end]))
            hidden = found is not None and found.deleted and not (deleted and end == len(parts))
            if found is None or hidden:
                raise not_found(KINDS.get(parts[end - 2], parts[end - 2]))
        return self.records[name]

    def children(self, parent: str, collection: str) -> list[Record]:
        """The resources of a collection in the order they were made, soft-deleted ones too."""
        prefix = f"{parent}/{collection}/".lstrip("/")
        return [
            record
            for name, record in self.records.items()
            if name.startswith(prefix) and "/" not in name[len(prefix) :]
        ]

    def below(self, name: str, collection: str) -> list[Record]:
        """All resources of a collection at any depth below a resource, itself included."""
        return [
            record
            for found, record in self.records.items()
            if is_within(found, name) and found.split("/")[-2] == collection
        ]


@dataclass(slots=True)
class Ids:
    """The ids of databases and roles, which are not their Postgres names."""

    _chosen: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def id_of(self, branch: str, collection: str, postgres_name: str) -> str:
        """The id: the one chosen when it was created, else one that the service would make up."""
        chosen = self._chosen.get((branch, collection), {})
        return chosen.get(postgres_name) or _made_up(collection, postgres_name)

    def name_of(self, branch: str, collection: str, postgres_name: str) -> str:
        """The resource name."""
        return f"{branch}/{collection}/{self.id_of(branch, collection, postgres_name)}"

    def choose(self, branch: str, collection: str, postgres_name: str, resource_id: str) -> None:
        """Remember an id."""
        self._chosen.setdefault((branch, collection), {})[postgres_name] = resource_id

    def forget(self, branch: str, collection: str, postgres_name: str) -> None:
        """The database or role is gone."""
        self._chosen.get((branch, collection), {}).pop(postgres_name, None)

    def copy(self, source: str, branch: str) -> None:
        """A new branch has the ids of the one it was made from."""
        for (owner, collection), chosen in list(self._chosen.items()):
            if owner == source:
                self._chosen[branch, collection] = dict(chosen)


def _made_up(collection: str, postgres_name: str) -> str:
    if postgres_name == "databricks_postgres":
        return "databricks-postgres"
    prefix = "db" if collection == "databases" else "rol"
    return f"{prefix}-{hashlib.sha256(postgres_name.encode()).hexdigest()[:10]}"


def new_uid(kind: str) -> str:
    """A uid as the service makes them: a UUID for projects, a short one with a prefix for the rest."""
    made = uuid.uuid4()
    return f"br-{made.hex[:12]}" if kind == "branch" else str(made)


def kind_of(name: str) -> str:
    """`branch` for `projects/p/branches/b`."""
    return KINDS[name.split("/")[-2]]


def parent_of(name: str) -> str:
    """`projects/p` for `projects/p/branches/b`; empty for a project."""
    return "/".join(name.split("/")[:-2])


def project_of(name: str) -> str:
    """`projects/p` for anything in it."""
    return "/".join(name.split("/")[:2])


def is_within(name: str, ancestor: str) -> bool:
    """Whether a resource is the other, or below it."""
    return name == ancestor or name.startswith(f"{ancestor}/")


def check_id(field_name: str, value: str | None) -> str:
    """A chosen id.

    Raises:
        ApiError: It is missing or of the wrong form.
    """
    if not value:
        raise required(field_name)
    if re.fullmatch(ID_PATTERN.strip("^$"), value) is None:
        raise bad_id(field_name, value)
    return value


def page(collection: str, found: Sequence[Json], page_size: str | None, page_token: str | None) -> Json:
    """One page of a list call, with the token of the next.

    Raises:
        ApiError: Size or token cannot be used.
    """
    size = _page_size(page_size)
    start = _page_start(page_token)
    answer: Json = {}
    if found[start : start + size]:
        answer[collection] = list(found[start : start + size])
    if start + size < len(found):
        answer["next_page_token"] = base64.urlsafe_b64encode(f"at:{start + size}".encode()).decode()
    return answer


def _page_size(text: str | None) -> int:
    if text is None or text == "0":
        return _DEFAULT_PAGE
    if not text.isascii() or not text.isdigit():
        raise invalid(f"page_size must be a positive number, got '{text}'.")
    return min(int(text), _DEFAULT_PAGE)


def _page_start(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("at:"))
    except (binascii.Error, ValueError) as error:
        raise _bad_token() from error


def _bad_token() -> ApiError:
    return invalid("page_token is not one that an earlier answer gave.")
