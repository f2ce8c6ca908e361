"""The control plane of a Databricks workspace, asked through databricks-sdk.

Importing this module does not import the SDK; the first question does, on a thread.
"""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane import convert
from lakebase_tui.control_plane.executor import DaemonExecutor
from lakebase_tui.control_plane.failures import (
    Asked,
    ControlPlaneFailure,
    FailureKind,
    classify,
    describe,
    operation_failed,
)
from lakebase_tui.control_plane.login import Limits, SdkClient, log_in
from lakebase_tui.control_plane.models import Branch, Compute, Credential, Database, Project, Role, Workspace

if TYPE_CHECKING:
    from databricks.sdk.service import postgres

T = TypeVar("T")

_API = "/api/2.0/postgres"
_JSON = {"Accept": "application/json"}
_PAGE = 100
_FIRST_PAUSE_S = 0.3
_LONGEST_PAUSE_S = 5.0


class DatabricksControlPlane:
    """A `ControlPlane` on the REST API of a workspace.

    It logs in with the first question; a login that failed is tried again with the next one. Questions may
    be asked in parallel.

    Args:
        source: Where to log in, and with what.
        executor: Threads to block; its own when None, closed by `aclose`.
        limits: How long to wait for what.
    """

    def __init__(
        self,
        source: LoginSource,
        *,
        executor: DaemonExecutor | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._source = source
        self._limits = limits or Limits()
        self._executor = executor or DaemonExecutor()
        self._owns_executor = executor is None
        self._login: asyncio.Task[SdkClient] | None = None
        self._closed = False

    async def workspace(self) -> Workspace:
        """See `ControlPlane.workspace`."""
        return await self._ask("", self._workspace)

    async def projects(self) -> list[Project]:
        """See `ControlPlane.projects`."""
        return await self._ask(
            "", lambda client: [convert.project(p) for p in client.postgres.list_projects(page_size=_PAGE)]
        )

    async def project(self, name: str) -> Project:
        """See `ControlPlane.project`."""
        return await self._ask(name, lambda client: convert.project(client.postgres.get_project(name)))

    async def branches(self, project: str) -> list[Branch]:
        """See `ControlPlane.branches`."""
        return await self._ask(
            project, lambda client: [convert.branch(b) for b in client.postgres.list_branches(project)]
        )

    async def branch(self, name: str) -> Branch:
        """See `ControlPlane.branch`."""
        return await self._ask(name, lambda client: convert.branch(client.postgres.get_branch(name)))

    async def computes(self, branch: str) -> list[Compute]:
        """See `ControlPlane.computes`."""
        return await self._ask(
            branch, lambda client: [convert.compute(e) for e in client.postgres.list_endpoints(branch)]
        )

    async def compute(self, name: str) -> Compute:
        """See `ControlPlane.compute`."""
        return await self._ask(name, lambda client: convert.compute(client.postgres.get_endpoint(name)))

    async def databases(self, branch: str) -> list[Database]:
        """See `ControlPlane.databases`."""
        return await self._ask(
            branch, lambda client: [convert.database(d) for d in client.postgres.list_databases(branch)]
        )

    async def roles(self, branch: str) -> list[Role]:
        """See `ControlPlane.roles`."""
        return await self._ask(
            branch, lambda client: [convert.role(r) for r in client.postgres.list_roles(branch)]
        )

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        """See `ControlPlane.mint_credential`."""
        body: dict[str, Any] = {"endpoint": compute}
        if ttl_s is not None:
            body["ttl"] = convert.duration(ttl_s)

        def mint(client: SdkClient) -> Credential:
            # The SDK's own method drops the headers, and the answer's Date is the clock that counts.
            answer = _post(client, f"{_API}/credentials", body, ["Date"])
            return convert.credential(answer, datetime.now(UTC))

        return await self._ask(compute, mint)

    async def reveal_password(self, role: str) -> Secret:
        """See `ControlPlane.reveal_password`."""

        def reveal(client: SdkClient) -> Secret:
            # Asked by its route: older versions of the SDK have no method for it.
            return Secret(str(_post(client, f"{_API}/{role}/password", {})["password"]))

        return await self._ask(role, reveal)

    async def create_branch(
        self, project: str, branch_id: str, *, source: str | None, ttl_s: float | None
    ) -> Branch:
        """See `ControlPlane.create_branch`. Cancelling stops the waiting, not the making."""
        name = f"{project}/branches/{branch_id}"
        spec: dict[str, Any] = {"no_expiry": True} if ttl_s is None else {"ttl": convert.duration(ttl_s)}
        if source is not None:
            spec["source_branch"] = source

        def create(client: SdkClient) -> str:
            from databricks.sdk.service import postgres

            wanted = postgres.Branch.from_dict({"spec": spec})
            return client.postgres.create_branch(project, wanted, branch_id).name()

        try:
            async with asyncio.timeout(self._limits.operation_s):
                await self._finished(await self._ask(name, create), name)
        except TimeoutError as error:
            raise ControlPlaneFailure(
                FailureKind.TIMEOUT, f"The {describe(name)} is still being made.", "Look for it again later."
            ) from error
        return await self.branch(name)

    async def aclose(self) -> None:
        """See `ControlPlane.aclose`."""
        self._closed = True
        if self._login is not None:
            self._login.cancel()
        if self._owns_executor:
            self._executor.close()

    async def _finished(self, operation: str, about: str) -> None:
        """Wait until an operation is done; each look is a question of its own, so nothing blocks for long."""
        pause = _FIRST_PAUSE_S
        while not (seen := await self._operation(operation, about)).done:
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE_S, pause * 2)
        if seen.error is not None:
            code, text = seen.error.error_code, seen.error.message or ""
            raise operation_failed(code.value if code else "", text, self._asked(about))

    async def _operation(self, name: str, about: str) -> "postgres.Operation":
        return await self._ask(about, lambda client: client.postgres.get_operation(name))

    async def _ask(self, about: str, question: Callable[[SdkClient], T]) -> T:
        """Ask on a thread, logged in; every failure comes out typed."""
        try:
            client = await self._logged_in()
            try:
                return await self._run(question, client)
            except OSError as error:
                if not self._outlived(error):
                    raise
            self._forget(client)
            return await self._run(question, await self._logged_in())
        except ControlPlaneFailure:
            raise
        except Exception as error:
            raise classify(error, self._asked(about)) from error

    async def _run(self, question: Callable[[SdkClient], T], client: SdkClient) -> T:
        return await self._executor.run(question, client, timeout_s=self._limits.call_s)

    def _outlived(self, error: OSError) -> bool:
        """Whether a new login may help: a refused token of a command line tool.

        The SDK reads the expiry that such a tool prints as local time, and in many time zones keeps the
        token for hours too long. What was refused so has not been done, so it may be asked again.
        """
        expired = classify(error, self._asked("")).kind is FailureKind.LOGIN_EXPIRED
        return expired and self._source.auth.endswith("-cli")

    def _forget(self, client: SdkClient) -> None:
        """Log in anew with the next question, unless another one has done so already."""
        if self._login is not None and _succeeded(self._login) and self._login.result() is client:
            self._login = None

    async def _logged_in(self) -> SdkClient:
        """Log in once for all who wait; a waiter that gives up takes the login from nobody."""
        if self._closed:
            raise _closed()
        if self._login is None or (self._login.done() and not _succeeded(self._login)):
            browser = self._source.auth == "external-browser"
            wait = self._limits.browser_s if browser else self._limits.login_s
            self._login = asyncio.ensure_future(
                self._executor.run(log_in, self._source, self._limits, timeout_s=wait)
            )
            self._login.add_done_callback(_succeeded)
        try:
            return await asyncio.shield(self._login)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and task is not None and not task.cancelling():
                raise _closed() from None  # it was the login that was given up, not this caller
            raise

    def _workspace(self, client: SdkClient) -> Workspace:
        answer = client.api.do(
            "GET",
            "/api/2.0/preview/scim/v2/Me",
            headers=_headers(client),
            response_headers=["X-Databricks-Org-Id"],
        )
        if not isinstance(answer, dict) or not answer.get("userName"):
            raise ValueError("the workspace did not say who we are")
        workspace_id = client.workspace_id or answer.get("X-Databricks-Org-Id")
        return Workspace(client.host, str(answer["userName"]), self._source.profile, workspace_id)

    def _asked(self, about: str) -> Asked:
        source = self._source
        return Asked(
            host=source.host,
            auth=source.auth,
            profile=source.profile,
            about=about,
            cli_found=source.auth != "databricks-cli" or shutil.which("databricks") is not None,
            secrets=source.secrets,
        )


def _closed() -> ControlPlaneFailure:
    return ControlPlaneFailure(FailureKind.INTERNAL, "The connection to the workspace is closed.")


def _headers(client: SdkClient) -> dict[str, str]:
    if client.workspace_id is None:
        return dict(_JSON)
    return {**_JSON, "X-Databricks-Workspace-Id": client.workspace_id}


def _post(
    client: SdkClient, path: str, body: dict[str, Any], response_headers: list[str] | None = None
) -> dict[str, Any]:
    answer = client.api.do(
        "POST", path, body=body, headers=_headers(client), response_headers=response_headers
    )
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return answer


def _succeeded(task: "asyncio.Task[SdkClient]") -> bool:
    """Whether a login stands; reading its error keeps the loop from reporting it as lost."""
    return task.done() and not task.cancelled() and task.exception() is None
