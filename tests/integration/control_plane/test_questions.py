"""The control plane client: the real SDK over real HTTP, against scripted answers."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lakebase_tui.control_plane.failures import FailureKind
from lakebase_tui.control_plane.login import Limits
from lakebase_tui.control_plane.models import BranchState
from lakebase_tui.session.credentials import TokenProvider
from tests.support.control_plane import (
    API,
    BRANCH,
    ENDPOINT,
    ME,
    METADATA,
    PROJECTS,
    Opener,
    failure_of,
    token_login,
)
from tests.support.http_stub import Answer, HttpStub, http_stub
from tests.unit.test_credentials import FakeClock


async def test_says_who_and_where(stub: HttpStub, open_plane: Opener) -> None:
    workspace = await open_plane(token_login(stub.host)).workspace()
    assert (workspace.host, workspace.user_name) == (stub.host, "ana@example.com")
    assert (workspace.profile, workspace.workspace_id) == ("dev", "900800")
    [seen] = stub.calls(ME)
    assert seen.headers["Authorization"] == "Bearer dapi-of-the-profile"
    assert seen.headers["X-Databricks-Workspace-Id"] == "900800"
    assert seen.headers["User-Agent"].startswith("lakebase-tui/")


async def test_the_workspace_id_may_come_from_the_answer(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("GET", METADATA, Answer({}, 404))
    stub.on("GET", ME, Answer({"userName": "a"}, headers={"X-Databricks-Org-Id": "77"}))
    assert (await open_plane(token_login(stub.host)).workspace()).workspace_id == "77"


async def test_reads_all_pages(stub: HttpStub, open_plane: Opener) -> None:
    first = {"projects": [{"name": "projects/a"}], "next_page_token": "p2"}
    stub.on("GET", PROJECTS, first, {"projects": [{"name": "projects/b"}], "next_page_token": ""})
    projects = await open_plane(token_login(stub.host)).projects()
    assert [project.project_id for project in projects] == ["a", "b"]
    assert "page_token=p2" in stub.calls(PROJECTS)[1].path


async def test_asks_in_parallel_and_logs_in_once(stub: HttpStub, open_plane: Opener) -> None:
    for kind in ("endpoints", "databases", "roles"):
        stub.on("GET", f"{API}/{BRANCH}/{kind}", {kind: [{"name": f"{BRANCH}/{kind}/x"}]})
    stub.on("GET", f"{API}/projects/shop/branches", {})
    plane = open_plane(token_login(stub.host))
    computes, databases, roles, branches = await asyncio.gather(
        plane.computes(BRANCH), plane.databases(BRANCH), plane.roles(BRANCH), plane.branches("projects/shop")
    )
    assert (computes[0].endpoint_id, databases[0].database_id, roles[0].role_id) == ("x", "x", "x")
    assert branches == []
    assert len(stub.calls(METADATA)) == 1


async def test_single_resources(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("GET", f"{API}/projects/shop", {"name": "projects/shop", "status": {"pg_version": 16}})
    stub.on("GET", f"{API}/{BRANCH}", {"name": BRANCH, "status": {"current_state": "ARCHIVED"}})
    stub.on("GET", f"{API}/{ENDPOINT}", {"name": ENDPOINT, "status": {"hosts": {"host": "ep.x.com"}}})
    plane = open_plane(token_login(stub.host))
    assert (await plane.project("projects/shop")).pg_version == 16
    assert (await plane.branch(BRANCH)).state is BranchState.ARCHIVED
    assert (await plane.compute(ENDPOINT)).hosts.host == "ep.x.com"


async def test_a_credential_lives_by_the_servers_clock(stub: HttpStub, open_plane: Opener) -> None:
    # Both times are years off from the local clock; only their difference counts.
    answer = {"token": "eyJ.x.y", "expire_time": "2031-05-01T10:15:00Z"}
    stub.on("POST", f"{API}/credentials", Answer(answer, headers={"Date": "Thu, 01 May 2031 10:00:00 GMT"}))
    credential = await open_plane(token_login(stub.host)).mint_credential(ENDPOINT, ttl_s=900)
    assert (credential.lifetime_s, credential.secret.reveal()) == (900.0, "eyJ.x.y")
    assert stub.calls(f"{API}/credentials")[0].json == {"endpoint": ENDPOINT, "ttl": "900s"}


@pytest.mark.parametrize("years", [-5, 5], ids=["server-behind", "server-ahead"])
async def test_a_servers_wrong_clock_neither_shortens_nor_lengthens_a_token(
    stub: HttpStub, open_plane: Opener, years: int
) -> None:
    there = datetime.now(UTC).replace(microsecond=0) + timedelta(days=365 * years)
    answer = {"token": "eyJ.x.y", "expire_time": (there + timedelta(seconds=900)).isoformat()}
    stub.on(
        "POST", f"{API}/credentials", Answer(answer, headers={"Date": format_datetime(there, usegmt=True)})
    )
    clock = FakeClock()
    tokens = TokenProvider(open_plane(token_login(stub.host)), ENDPOINT, clock=clock)
    assert (await tokens.get()).fresh
    clock.boot_s += 890
    assert not (await tokens.get()).fresh
    clock.boot_s += 10
    assert (await tokens.get()).fresh
    assert len(stub.calls(f"{API}/credentials")) == 2
    await tokens.aclose()


async def test_reveals_a_password(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("POST", f"{API}/{BRANCH}/roles/app/password", {"password": "pa55"})
    secret = await open_plane(token_login(stub.host)).reveal_password(f"{BRANCH}/roles/app")
    assert (secret.reveal(), repr(secret)) == ("pa55", "***")


DEV = "projects/shop/branches/dev"
OPERATION = f"{DEV}/operations/op-1"


async def test_creates_a_branch_and_waits_for_it(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("POST", f"{PROJECTS}/shop/branches", {"name": OPERATION, "done": False})
    stub.on("GET", f"{API}/{OPERATION}", {"name": OPERATION}, {"name": OPERATION, "done": True})
    stub.on("GET", f"{API}/{DEV}", {"name": DEV, "status": {"current_state": "READY"}})
    plane = open_plane(token_login(stub.host))
    made = await plane.create_branch("projects/shop", "dev", source=BRANCH, ttl_s=604_800 * 4)
    assert (made.name, made.state) == (DEV, BranchState.READY)
    assert len(stub.calls(f"{API}/{OPERATION}")) == 2
    [create] = stub.calls(f"{PROJECTS}/shop/branches")
    assert create.path.endswith("?branch_id=dev")
    assert create.json == {"spec": {"source_branch": BRANCH, "ttl": "2419200s"}}
    await plane.create_branch("projects/shop", "dev", source=None, ttl_s=None)
    assert stub.calls(f"{PROJECTS}/shop/branches")[1].json == {"spec": {"no_expiry": True}}


async def test_a_branch_that_fails_or_takes_too_long(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("POST", f"{PROJECTS}/shop/branches", {"name": OPERATION})
    error = {"error_code": "ABORTED", "message": "another change is going on [TraceId: 1]"}
    stub.on("GET", f"{API}/{OPERATION}", {"name": OPERATION, "done": True, "error": error})
    plane = open_plane(token_login(stub.host), Limits(operation_s=0.5))
    failure = await failure_of(plane.create_branch("projects/shop", "dev", source=None, ttl_s=300))
    assert (failure.kind, "another change is going on." in failure.sentence) == (FailureKind.CONFLICT, True)
    stub.on("GET", f"{API}/{OPERATION}", {"name": OPERATION, "done": False})
    failure = await failure_of(plane.create_branch("projects/shop", "dev", source=None, ttl_s=300))
    assert failure.kind is FailureKind.TIMEOUT
    assert failure.sentence == 'The branch "dev" of project "shop" is still being made.'


async def test_throttling_and_outages_are_waited_out(stub: HttpStub, open_plane: Opener) -> None:
    fine = {"projects": [{"name": "projects/shop"}]}
    throttled = Answer({"error_code": "RESOURCE_EXHAUSTED", "message": "slow"}, 429, {"Retry-After": "0"})
    down = Answer({"error_code": "TEMPORARILY_UNAVAILABLE", "message": "down"}, 503, {"Retry-After": "0"})
    stub.on("GET", PROJECTS, throttled, down, Answer(fine))
    plane = open_plane(token_login(stub.host), Limits())
    assert [project.project_id for project in await plane.projects()] == ["shop"]
    assert len(stub.calls(PROJECTS)) == 3


REFUSALS = [
    (Answer({"message": "no"}, 429, {"Retry-After": "3600"}), FailureKind.RATE_LIMITED),
    (Answer({"message": "no"}, 503, {"Retry-After": "3600"}), FailureKind.SERVICE),
    (Answer({"error_code": "INTERNAL_ERROR", "message": "boom"}, 500), FailureKind.SERVICE),
    (Answer({"error_code": "UNAUTHENTICATED", "message": "no"}, 401), FailureKind.UNAUTHENTICATED),
    (Answer({"error_code": "403", "message": "Invalid access token."}, 403), FailureKind.UNAUTHENTICATED),
    (Answer({"error_code": "PERMISSION_DENIED", "message": "no"}, 403), FailureKind.PERMISSION),
    (Answer({"error_code": "FEATURE_DISABLED", "message": "off"}, 404), FailureKind.DISABLED_FEATURE),
    (
        Answer({"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found"}, 404),
        FailureKind.DISABLED_FEATURE,
    ),
    (Answer({"error_code": "NOT_FOUND", "message": "branch id not found"}, 404), FailureKind.NOT_FOUND),
    (Answer({"error_code": "INVALID_PARAMETER_VALUE", "message": "odd"}, 400), FailureKind.INVALID),
    (Answer(b"<html><title>Bad Gateway</title></html>", 502), FailureKind.SERVICE),
    (Answer(b"<html>Please log in</html>"), FailureKind.SERVICE),
    (Answer(b"\xff\x00garbage", 500), FailureKind.SERVICE),
    (Answer({"branches": [1]}), FailureKind.SERVICE),
    (Answer({"branches": None}), FailureKind.SERVICE),
    (Answer({"branches": [{"name": "b", "status": {"expire_time": "soon"}}]}), FailureKind.SERVICE),
    (Answer(hang=True), FailureKind.TIMEOUT),
]


@pytest.mark.parametrize(("answer", "kind"), REFUSALS)
async def test_what_goes_wrong_is_typed(
    stub: HttpStub, open_plane: Opener, answer: Answer, kind: FailureKind
) -> None:
    stub.on("GET", f"{PROJECTS}/shop/branches", answer)
    failure = await failure_of(open_plane(token_login(stub.host)).branches("projects/shop"))
    assert failure.kind is kind
    assert failure.sentence
    assert failure.next_step
    for leak in ("Config:", "TraceId", "Traceback", "token="):
        assert leak not in str(failure)


async def test_a_dead_host_is_told_long_before_the_budget_is_used_up(open_plane: Opener) -> None:
    with http_stub() as gone:
        host = gone.host
    patient = Limits(retry_s=60, probe_s=1, call_s=90)
    begun = time.monotonic()
    failure = await failure_of(open_plane(token_login(host), patient).projects())
    assert failure.kind is FailureKind.UNREACHABLE
    assert host in failure.sentence
    assert time.monotonic() - begun < patient.retry_s / 2


async def test_a_host_that_hangs_from_the_start(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("GET", METADATA, Answer(hang=True))
    stub.on("GET", PROJECTS, Answer(hang=True))
    failure = await failure_of(open_plane(token_login(stub.host)).projects())
    assert failure.kind is FailureKind.TIMEOUT


async def test_a_question_may_be_cancelled_and_the_next_one_is_answered(
    stub: HttpStub, open_plane: Opener
) -> None:
    stub.on("GET", f"{PROJECTS}/shop/branches", Answer(hang=True))
    plane = open_plane(token_login(stub.host), Limits())
    await plane.projects()
    asked = [asyncio.create_task(plane.branches("projects/shop")) for _ in range(6)]
    await asyncio.sleep(0.05)
    for task in asked:
        task.cancel()
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in outcomes)
    assert await plane.projects()


async def test_giving_up_during_the_login_takes_it_from_nobody(stub: HttpStub, open_plane: Opener) -> None:
    plane = open_plane(token_login(stub.host))
    impatient = asyncio.create_task(plane.projects())
    patient = asyncio.create_task(plane.projects())
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient
    assert impatient.cancelled()


async def test_nothing_is_asked_after_closing(stub: HttpStub, open_plane: Opener) -> None:
    plane = open_plane(token_login(stub.host))
    waiting = asyncio.create_task(plane.projects())
    await asyncio.sleep(0)
    await plane.aclose()
    assert (await failure_of(waiting)).kind is FailureKind.INTERNAL
    assert (await failure_of(plane.projects())).kind is FailureKind.INTERNAL
