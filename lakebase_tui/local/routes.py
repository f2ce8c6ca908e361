"""The control plane's HTTP application.

The paths of resources are regular: an even number of parts names one resource, an odd number a collection
(or, for a POST, an action on a resource), so four routes serve all kinds.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lakebase_tui.local.backend import Access, Backend, BackendError
from lakebase_tui.local.control import credentials
from lakebase_tui.local.control.branches import Branches
from lakebase_tui.local.control.context import Call, Context, Kind
from lakebase_tui.local.control.databases import Databases
from lakebase_tui.local.control.door import Door
from lakebase_tui.local.control.endpoints import Endpoints
from lakebase_tui.local.control.errors import ApiError, Json, invalid, no_route, not_found
from lakebase_tui.local.control.http_faults import DOOR_PATH, FaultyApp, HttpFaults
from lakebase_tui.local.control.identity import Identity
from lakebase_tui.local.control.projects import Projects
from lakebase_tui.local.control.roles import Roles
from lakebase_tui.local.control.seed import seed
from lakebase_tui.local.control.snapshots import Snapshots
from lakebase_tui.local.control.store import page

API = "/api/2.0/postgres"
_PARENTS = {
    "projects": (),
    "branches": ("projects",),
    "snapshots": ("projects",),
    "endpoints": ("projects", "branches"),
    "databases": ("projects", "branches"),
    "roles": ("projects", "branches"),
}
"""For each collection, the collections on the way to it."""

Handler = Callable[[Request], Awaitable[Response]]


async def build(backend: Backend, access: Access, base_url: str, *, faults: bool) -> Starlette:
    """The application, with the demo's projects already made in the data plane.

    Args:
        backend: The data plane.
        access: Who may come in.
        base_url: Where the application will be reached, such as `http://127.0.0.1:8080`.
        faults: Open the fault door; `access.fault_secret` has to be there.

    Raises:
        BackendError: The demo's branches could not be made.
    """
    context = Context(backend, access)
    identity = Identity(access, backend.tokens, base_url.rstrip("/"))
    branches = Branches(context, Endpoints(context))
    projects = Projects(context, branches)
    await seed(context, projects)
    api = _Api(context, identity, projects, branches, Roles(context))
    http_faults = HttpFaults()
    routes = [
        Route("/.well-known/databricks-config", identity.host_metadata),
        Route("/oidc/.well-known/oauth-authorization-server", identity.discovery),
        Route("/oidc/v1/token", identity.token, methods=["POST"]),
        Route("/api/2.0/preview/scim/v2/Me", _answering(identity.me)),
        Route(f"{API}/credentials", _answering(api.mint), methods=["POST"]),
        Route(f"{API}/{{path:path}}", _answering(api.read), methods=["GET"]),
        Route(f"{API}/{{path:path}}", _answering(api.create), methods=["POST"]),
        Route(f"{API}/{{path:path}}", _answering(api.update), methods=["PATCH"]),
        Route(f"{API}/{{path:path}}", _answering(api.delete), methods=["DELETE"]),
    ]
    if faults and access.fault_secret is not None:
        door = Door(context, http_faults, access.fault_secret)
        routes.insert(0, Route(DOOR_PATH, door.answer, methods=["POST"]))
    routes.append(Route("/{path:path}", _answering(_unknown), methods=["GET", "POST", "PATCH", "DELETE"]))
    return Starlette(routes=routes, middleware=[Middleware(FaultyApp, faults=http_faults)])


def _answering(handler: Handler) -> Handler:
    """Turn the errors of a handler into answers."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ApiError as error:
            return JSONResponse(error.body(), error.status, headers=error.headers)
        except BackendError as error:
            return JSONResponse({"error_code": error.code, "message": error.message}, error.status)

    return answer


async def _unknown(request: Request) -> Response:
    raise no_route(request.method, request.url.path)


@dataclass(frozen=True, slots=True)
class _Api:
    """Finds the kind of resource that a path is about, and asks it."""

    context: Context
    identity: Identity
    projects: Projects
    branches: Branches
    roles: Roles

    async def mint(self, request: Request) -> Response:
        """POST credentials."""
        return JSONResponse(credentials.mint(self.context, await self._call(request)))

    async def read(self, request: Request) -> Response:
        """GET of one resource, an operation or a list."""
        path: str = request.path_params["path"]
        call = await self._call(request)
        parent, _, last = path.rpartition("/")
        if "/operations/" in path:
            operation = self.context.operations.find(path)
            if operation is None:
                raise not_found("operation")
            return JSONResponse(operation)
        if last == "snapshot-schedule":
            self.context.store.require(parent)
            return JSONResponse({"name": path})
        if path.count("/") % 2 == 1:
            return JSONResponse(await self._kind(request, parent).get(path))
        found = await self._kind(request, path).collect(parent, call)
        return JSONResponse(page(last, found, call.query.get("page_size"), call.query.get("page_token")))

    async def create(self, request: Request) -> Response:
        """POST to a collection, or of an action on a resource."""
        path: str = request.path_params["path"]
        call = await self._call(request)
        parent, _, last = path.rpartition("/")
        collection = parent.split("/")[-2] if parent.count("/") % 2 == 1 else ""
        if last == "password" and collection == "roles":
            return JSONResponse(await self.roles.reveal(parent))
        if last == "undelete" and collection == "branches":
            return JSONResponse(await self.branches.undelete(parent))
        if last == "undelete" and collection == "projects":
            return JSONResponse(await self.projects.undelete(parent))
        return JSONResponse(await self._kind(request, path).create(parent, call))

    async def update(self, request: Request) -> Response:
        """PATCH of a resource."""
        path: str = request.path_params["path"]
        call = await self._call(request)
        return JSONResponse(await self._kind(request, path.rpartition("/")[0]).update(path, call))

    async def delete(self, request: Request) -> Response:
        """DELETE of a resource."""
        path: str = request.path_params["path"]
        call = await self._call(request)
        return JSONResponse(await self._kind(request, path.rpartition("/")[0]).delete(path, call))

    def _kind(self, request: Request, collection_path: str) -> Kind:
        """The kind of a collection such as `projects/p/branches`.

        Raises:
            ApiError: 404, the API has no such path.
        """
        collections = collection_path.split("/")[::2]
        kind, known = collections[-1], _PARENTS.get(collections[-1])
        if collection_path.count("/") % 2 or known != tuple(collections[:-1]):
            raise no_route(request.method, request.url.path)
        kinds: dict[str, Kind] = {
            "projects": self.projects,
            "branches": self.branches,
            "endpoints": self.branches.endpoints,
            "databases": Databases(self.context, self.roles),
            "roles": self.roles,
            "snapshots": Snapshots(self.context),
        }
        return kinds[kind]

    async def _call(self, request: Request) -> Call:
        """Who calls with what; the caller is checked before anything else."""
        caller = self.identity.caller(request)
        return Call(caller, dict(request.query_params), _json(await request.body()))


def _json(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise ApiError(400, "MALFORMED_REQUEST", "The request's body is not JSON.") from error
    if not isinstance(found, dict):
        raise invalid("The request's body must be an object.")
    return found
