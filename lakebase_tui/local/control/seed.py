"""What is there at the start: two projects, as a team of a small shop might have them."""

from lakebase_tui.local.control.context import Context
from lakebase_tui.local.control.endpoints import READ_ONLY, READ_WRITE, Endpoints
from lakebase_tui.local.control.errors import Json
from lakebase_tui.local.control.projects import DEFAULT_SETTINGS, Projects
from lakebase_tui.local.control.store import Record
from lakebase_tui.local.control.times import timestamp

SHOP = "projects/shop"
TELEMETRY = "projects/telemetry"
_THREE_DAYS_S = 3 * 24 * 3600.0
_QUICK: Json = {**DEFAULT_SETTINGS, "suspend_timeout_duration": "300s"}


async def seed(context: Context, projects: Projects) -> None:
    """Make the projects; of their computes only production's is awake."""
    production = await _project(projects, SHOP, {"display_name": "Shop", "enable_pg_native_login": True})
    endpoints = projects.branches.endpoints
    production.status["is_protected"] = True
    expire_time = timestamp(context.now() + _THREE_DAYS_S)
    for branch_id, expires in (("dev-ana", expire_time), ("staging", None)):
        name = f"{SHOP}/branches/{branch_id}"
        branch = projects.branches.add(name, production.name, expire_time=expires)
        await projects.branches.make(branch, production.name)
        await _compute(context, endpoints, name, "primary", _QUICK, asleep=True)
    sizes: dict[str, float] = {"autoscaling_limit_min_cu": 1, "autoscaling_limit_max_cu": 4}
    await _compute(context, endpoints, production.name, "primary", {**DEFAULT_SETTINGS, **sizes})
    small: Json = {"autoscaling_limit_min_cu": 0.5, "autoscaling_limit_max_cu": 2}
    replica = {**_QUICK, **small}
    await _compute(context, endpoints, production.name, "replica", replica, READ_ONLY, asleep=True)

    main = await _project(projects, TELEMETRY, {"display_name": "Telemetry"}, "main")
    await _compute(context, endpoints, main.name, "primary", _QUICK, asleep=True)


async def _project(projects: Projects, name: str, spec: Json, branch_id: str = "production") -> Record:
    """A project and its default branch, which is returned."""
    owner = projects.context.access.user_name
    default = f"{name}/branches/{branch_id}"
    record = projects.add(name, owner, spec, default, dict(DEFAULT_SETTINGS))
    branch = projects.branches.add(default, None, default=True)
    await projects.branches.make(branch, None)
    await projects.context.backend.set_native_login(name, record.status["enable_pg_native_login"])
    return branch


async def _compute(
    context: Context,
    endpoints: Endpoints,
    branch: str,
    endpoint_id: str,
    settings: Json,
    kind: str = READ_WRITE,
    *,
    asleep: bool = False,
) -> None:
    record = context.store.add(endpoints.record(f"{branch}/endpoints/{endpoint_id}", kind, settings))
    await endpoints.start(record, settings, asleep=asleep)
