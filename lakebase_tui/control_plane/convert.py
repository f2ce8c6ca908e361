"""The SDK's objects in our words. Anything may be missing at any level; what is unknown stays unknown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane import models

if TYPE_CHECKING:
    from databricks.sdk.service import postgres

E = TypeVar("E", bound=Enum)

SHORTEST_LIFE_S = 300.0
"""The shortest life that the service gives to a credential, in seconds."""

_AUTH_METHODS = {
    "LAKEBASE_OAUTH_V1": models.AuthMethod.OAUTH,
    "PG_PASSWORD_SCRAM_SHA_256": models.AuthMethod.PASSWORD,
    "NO_LOGIN": models.AuthMethod.NO_LOGIN,
}
_KINDS = {
    "ENDPOINT_TYPE_READ_WRITE": models.ComputeKind.READ_WRITE,
    "ENDPOINT_TYPE_READ_ONLY": models.ComputeKind.READ_ONLY,
}


def project(found: "postgres.Project") -> models.Project:
    """A project; its display name is its id where it has none."""
    status = found.status
    name = found.name or ""
    project_id = found.project_id or _last(name)
    if status is None:
        return models.Project(name, project_id, project_id)
    return models.Project(
        name=name,
        project_id=project_id,
        display_name=status.display_name or project_id,
        pg_version=status.pg_version,
        owner=status.owner,
        default_branch=status.default_branch,
        native_login=bool(status.enable_pg_native_login),
        storage_bytes=status.synthetic_storage_size_bytes,
    )


def branch(found: "postgres.Branch") -> models.Branch:
    """A branch."""
    status = found.status
    name = found.name or ""
    branch_id, owner = found.branch_id or _last(name), found.parent or _parent(name)
    if status is None:
        return models.Branch(name, branch_id, owner)
    return models.Branch(
        name=name,
        branch_id=branch_id,
        project=owner,
        state=_member(models.BranchState, status.current_state) or models.BranchState.UNKNOWN,
        is_default=bool(status.default),
        is_protected=bool(status.is_protected),
        source_branch=status.source_branch,
        source_time=_time(status.source_branch_time),
        expire_time=_time(status.expire_time),
        logical_size_bytes=status.logical_size_bytes,
    )


def compute(found: "postgres.Endpoint") -> models.Compute:
    """A compute."""
    status = found.status
    name = found.name or ""
    endpoint_id, owner = found.endpoint_id or _last(name), found.parent or _parent(name)
    if status is None:
        return models.Compute(name, endpoint_id, owner)
    return models.Compute(
        name=name,
        endpoint_id=endpoint_id,
        branch=owner,
        kind=_KINDS.get(_text(status.endpoint_type), models.ComputeKind.UNKNOWN),
        state=_member(models.ComputeState, status.current_state) or models.ComputeState.UNKNOWN,
        disabled=bool(status.disabled),
        min_cu=status.autoscaling_limit_min_cu,
        max_cu=status.autoscaling_limit_max_cu,
        suspend_timeout_s=_seconds(status.suspend_timeout_duration),
        last_active_time=_time(status.last_active_time),
        hosts=_hosts(status.hosts),
    )


def database(found: "postgres.Database") -> models.Database:
    """A database; without a Postgres name in the answer it cannot be connected to, and its name is empty."""
    status = found.status
    name = found.name or ""
    return models.Database(
        name=name,
        database_id=found.database_id or _last(name),
        postgres_database=(status.postgres_database if status else None) or "",
        owner_role=status.role if status else None,
    )


def role(found: "postgres.Role") -> models.Role:
    """A role."""
    status = found.status
    name = found.name or ""
    role_id = found.role_id or _last(name)
    if status is None:
        return models.Role(name, role_id, "")
    return models.Role(
        name=name,
        role_id=role_id,
        postgres_role=status.postgres_role or "",
        auth_method=_AUTH_METHODS.get(_text(status.auth_method), models.AuthMethod.UNKNOWN),
        identity=_member(models.Identity, status.identity_type) or models.Identity.NONE,
        is_superuser="DATABRICKS_SUPERUSER" in map(_text, status.membership_roles or ()),
    )


def credential(answer: Mapping[str, Any], now: datetime) -> models.Credential:
    """A credential from the answer and its `Date` header.

    Args:
        answer: The JSON object, with the header under `Date` where the server sent one.
        now: The local time, for answers without a `Date`.

    Raises:
        ValueError: It holds no token, or an expiry that is no time.
    """
    token = answer.get("token")
    if not isinstance(token, str) or not token:
        raise ValueError("the credential has no token")
    return models.Credential(Secret(token), _life(answer, now))


def duration(seconds: float) -> str:
    """Seconds as the API writes a duration, such as `300s` or `0.5s`."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"


def _life(answer: Mapping[str, Any], now: datetime) -> float:
    expiry = answer.get("expire_time")
    if not expiry:
        return SHORTEST_LIFE_S
    ends = datetime.fromisoformat(expiry)
    if ends.tzinfo is None:
        ends = ends.replace(tzinfo=UTC)
    return max(0.0, (ends - (_http_date(answer.get("Date")) or now)).total_seconds())


def _http_date(header: object) -> datetime | None:
    if not isinstance(header, str):
        return None
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _hosts(hosts: "postgres.EndpointHosts | None") -> models.ComputeHosts:
    if hosts is None:
        return models.ComputeHosts()
    return models.ComputeHosts(
        host=_host_name(hosts.host),
        read_only_host=_host_name(hosts.read_only_host),
        read_write_pooled_host=_host_name(hosts.read_write_pooled_host),
        read_only_pooled_host=_host_name(hosts.read_only_pooled_host),
    )


def _host_name(host: str | None) -> str | None:
    """The host alone, should it ever come with a port or a scheme."""
    if not host:
        return None
    return urlsplit(host if "://" in host else f"//{host}").hostname


def _member(ours: type[E], theirs: Enum | None) -> E | None:
    """Our member of the same name; the SDK itself turns values that it does not know into None."""
    return ours.__members__.get(_text(theirs))


def _text(value: Enum | None) -> str:
    return "" if value is None else str(value.value)


def _time(stamp: Any) -> datetime | None:
    """An aware time in UTC from a protobuf Timestamp."""
    return None if stamp is None else stamp.ToDatetime(tzinfo=UTC)


def _seconds(duration: Any) -> float | None:
    return None if duration is None else duration.ToTimedelta().total_seconds()


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _parent(name: str) -> str:
    return "/".join(name.split("/")[:-2])
