"""From the control plane's models to rows: the words and tones of the connect screen."""

from collections.abc import Sequence

from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.models import (
    AuthMethod,
    Compute,
    ComputeKind,
    ComputeState,
    Database,
    Identity,
    Role,
)
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import PasswordWay, compute_rank, is_own
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import age, ago
from lakebase_tui.ui.widgets.filter_list import Cell, Row, plain

_COMPUTE_STATES: dict[ComputeState, tuple[str, str, str]] = {
    ComputeState.ACTIVE: ("●", "active", "ok"),
    ComputeState.IDLE: ("○", "sleeping", "dim"),
    ComputeState.INIT: ("◌", "being made", "warn"),
    ComputeState.DEGRADED: ("◐", "degraded", "warn"),
    ComputeState.UNKNOWN: ("?", "unknown", "dim"),
}


def compute_rows(computes: Sequence[Compute]) -> list[Row]:
    """A line each: id, kind, state, size, when it sleeps."""
    return [_compute_row(compute) for compute in sorted(computes, key=compute_rank)]


def _compute_row(compute: Compute) -> Row:
    name = visible(compute.endpoint_id)
    size = (
        f"{_number(compute.min_cu)}\N{EN DASH}{_number(compute.max_cu)} CU"
        if compute.max_cu is not None
        else ""
    )
    sleeps = f"sleeps {left(compute.suspend_timeout_s)}" if compute.suspend_timeout_s else ""
    kind = plain(compute.kind.value, "warn" if compute.kind is ComputeKind.READ_ONLY else "dim")
    state = compute_state(compute)
    cells = (kind, state, plain(size, "dim"), plain(sleeps, "dim"))
    return Row(compute.name, plain(name, "dim" if compute.disabled else ""), cells)


def compute_state(compute: Compute) -> Cell:
    """Shape and word of a compute's state, so that colour is never alone."""
    if compute.disabled:
        return plain("✕ disabled", "bad")
    shape, word, tone = _COMPUTE_STATES[compute.state]
    return plain(f"{shape} {word}", tone)


def database_rows(databases: Sequence[Database], roles: Sequence[Role] | None) -> list[Row]:
    """A line each: Postgres name and owner, whose name shows once the roles are known."""
    names = {role.name: role.postgres_role for role in roles or ()}
    rows = []
    for database in databases:
        owner = names.get(database.owner_role or "", "")
        cells = (plain(f"owner {visible(owner)}" if owner else "", "dim"),)
        rows.append(Row(database.name, plain(visible(database.postgres_database)), cells))
    return rows


def role_rows(roles: Sequence[Role], user_name: str, *, native_login: bool) -> list[Row]:
    """A line each: the caller's first, those that cannot log in last and dim."""
    return [_role_row(role, user_name, native_login=native_login) for role in ordered(roles, user_name)]


def ordered(roles: Sequence[Role], user_name: str) -> list[Role]:
    """The caller's own role, other logins, then roles that cannot log in."""
    return sorted(roles, key=lambda r: (not is_own(r, user_name), r.auth_method is AuthMethod.NO_LOGIN))


def _role_row(role: Role, user_name: str, *, native_login: bool) -> Row:
    own = is_own(role, user_name)
    off = role.auth_method is AuthMethod.PASSWORD and not native_login
    words = [role.auth_method.value + (" (off)" if off else "")]
    if role.identity in (Identity.GROUP, Identity.SERVICE_PRINCIPAL):
        words.append(role.identity.value)
    if own:
        words.append("you")
    elif role.auth_method is AuthMethod.OAUTH and role.identity is not Identity.GROUP:
        words.append("not you")
    if role.is_superuser:
        words.append("superuser")
    tone = "dim" if off or role.auth_method is AuthMethod.NO_LOGIN else ""
    return Row(role.name, plain(visible(role.postgres_role), tone), (plain(" · ".join(words), "dim"),))


def auth_rows(role: Role, user_name: str, *, native_login: bool) -> list[Row]:
    """How the role can prove who it is; empty where it cannot."""
    if role.auth_method is AuthMethod.PASSWORD and native_login:
        return [
            Row(
                PasswordWay.TYPED.value, plain("password"), (plain("found, or typed and never shown", "dim"),)
            ),
            Row(PasswordWay.REVEALED.value, plain("password"), (plain("revealed through the API", "dim"),)),
        ]
    if role.auth_method in (AuthMethod.OAUTH, AuthMethod.UNKNOWN):
        note = plain("about 1 h, renewed by itself", "dim")
        if role.identity is Identity.GROUP:
            note = plain("as a member of the group", "dim")
        elif not is_own(role, user_name):
            note = plain("yours, and this role is not you", "warn")
        return [Row("oauth", plain("OAuth token"), (note,))]
    return []


def failure_notice(failure: LakebaseTuiError) -> Cell:
    """A failed part, in its place."""
    return (("✕ ", "bad"), (visible(failure.sentence), ""), ("  r retry", "mark"))


def loading_notice(what: str) -> Cell:
    """A part that is awaited."""
    return plain(f"… {what}", "dim")


def recent_rows(recents: Sequence[Recent], now: float) -> list[Row]:
    """A line each: branch, database, age; the role joins what the filter looks through."""
    rows = []
    for index, recent in enumerate(recents):
        parts = recent.branch.split("/")
        title = visible(f"{parts[1]}/{parts[3]}")
        cells = (plain(visible(recent.database), "dim"), plain(ago(now - recent.used_at), "dim"))
        search = f"{title} {visible(recent.database)} {visible(recent.role)}"
        rows.append(Row(str(index), plain(title), cells, search=search))
    return rows


def left(seconds: float) -> str:
    """A time to come in one unit, seconds too."""
    return age(seconds) if seconds >= 60 else f"{max(0, int(seconds))} s"


def _number(value: float | None) -> str:
    return "0" if value is None else f"{value:g}"
