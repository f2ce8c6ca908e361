"""Every way to log in: environment, service principal, Databricks CLI, browser; and how the SDK is loaded."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lakebase_tui.config.profiles import LoginSource, choose
from lakebase_tui.control_plane.failures import FailureKind
from lakebase_tui.control_plane.login import Limits
from tests.support.control_plane import ME, METADATA, PROJECTS, Opener, failure_of, token_login
from tests.support.http_stub import Answer, HttpStub, http_stub


async def test_the_environment_never_leaks_into_a_profile(
    stub: HttpStub, open_plane: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_stub() as other:
        for name, value in {
            "DATABRICKS_HOST": other.host,
            "DATABRICKS_TOKEN": "dapi-of-the-environment",
            "DATABRICKS_CLIENT_ID": "robot",
            "DATABRICKS_CLIENT_SECRET": "robots-secret",
            "DATABRICKS_AUTH_TYPE": "oauth-m2m",
            "DATABRICKS_OIDC_TOKEN": "oidc-of-the-environment",
            "DATABRICKS_WORKSPACE_ID": "666000111222333",
        }.items():
            monkeypatch.setenv(name, value)
        assert await open_plane(token_login(stub.host)).projects()
        bare = LoginSource(stub.host, "databricks-cli", profile="bare", values={"host": stub.host})
        monkeypatch.setenv("PATH", "")
        failure = await failure_of(open_plane(bare).projects())
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert other.seen == []
    sent = json.dumps([[seen.path, seen.headers, seen.body] for seen in stub.seen])
    assert "environment" not in sent
    assert "666000111222333" not in sent
    assert {seen.headers["Authorization"] for seen in stub.calls(PROJECTS)} == {"Bearer dapi-of-the-profile"}


async def test_the_environment_alone(stub: HttpStub, open_plane: Opener, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[DEFAULT]\nhost = https://other.example.com\ntoken = dapi-of-the-profile\n")
    environ = {
        "DATABRICKS_CONFIG_FILE": str(config),
        "DATABRICKS_HOST": stub.host,
        "DATABRICKS_TOKEN": "dapi-of-the-environment",
    }
    plane = open_plane(choose(None, environ))
    assert (await plane.workspace()).profile is None
    assert stub.calls(ME)[0].headers["Authorization"] == "Bearer dapi-of-the-environment"


def robot(host: str) -> LoginSource:
    values = {"host": host, "client_id": "robot", "client_secret": "robots-secret"}
    return LoginSource(host, "oauth-m2m", profile="robot", values=values)


def serve_oauth(stub: HttpStub, token: Answer) -> None:
    endpoints = {"authorization_endpoint": f"{stub.host}/auth", "token_endpoint": f"{stub.host}/token"}
    stub.on("GET", "/oidc/.well-known/oauth-authorization-server", endpoints)
    stub.on("POST", "/token", token)


async def test_a_service_principal_logs_in(stub: HttpStub, open_plane: Opener) -> None:
    granted = {"access_token": "machine-token", "token_type": "Bearer", "expires_in": 3600}
    serve_oauth(stub, Answer(granted))
    assert await open_plane(robot(stub.host)).projects()
    assert stub.calls(PROJECTS)[0].headers["Authorization"] == "Bearer machine-token"


async def test_a_service_principal_with_a_wrong_secret(stub: HttpStub, open_plane: Opener) -> None:
    serve_oauth(
        stub, Answer({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
    )
    failure = await failure_of(open_plane(robot(stub.host)).projects())
    assert failure.kind is FailureKind.UNAUTHENTICATED
    assert "client id and secret" in failure.sentence


async def test_a_host_without_login_endpoints(stub: HttpStub, open_plane: Opener) -> None:
    stub.on("GET", METADATA, Answer({}, 404))
    failure = await failure_of(open_plane(robot(stub.host)).projects())
    assert failure.kind is FailureKind.UNREACHABLE


async def test_two_kinds_of_login_in_one_profile(stub: HttpStub, open_plane: Opener) -> None:
    source = token_login(stub.host, client_id="robot", client_secret="robots-secret")
    failure = await failure_of(open_plane(source).projects())
    assert failure.sentence == 'Profile "dev" sets two kinds of login at once: oauth and pat.'
    assert await open_plane(token_login(stub.host, client_secret="x", auth_type="pat")).projects()


CLI = """#!/bin/sh
echo "$@" >> {log}
case "$*" in
  version*) echo '{{"Version": "0.300.0", "Major": 0, "Minor": 300, "Patch": 0}}' ;;
  *) {token} ;;
esac
exit
"""
EXPIRED = (
    "echo 'Error: A new access token could not be retrieved because the refresh token is invalid. "
    "To reauthenticate, run the following command: databricks auth login' >&2; exit 1"
)
GRANTED = (
    """echo '{"access_token": "person-token", "token_type": "Bearer", "expiry": "2099-01-01T00:00:00Z"}'"""
)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a Databricks CLI on PATH that answers `auth token` as told, and returns its log."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def install(token: str) -> Path:
        log = tmp_path / "log"
        program = folder / "databricks"
        # The SDK takes a program of less than 1 MB for the old CLI.
        program.write_text(CLI.format(log=log, token=token) + "#" * (1024 * 1024))
        program.chmod(0o755)
        return log

    return install


def person(host: str) -> LoginSource:
    values = {"host": host, "auth_type": "databricks-cli"}
    return LoginSource(host, "databricks-cli", profile="ana", values=values)


async def test_a_person_logs_in_through_the_cli(
    stub: HttpStub, open_plane: Opener, cli: Callable[[str], Path]
) -> None:
    log = cli(GRANTED)
    assert await open_plane(person(stub.host)).projects()
    assert stub.calls(PROJECTS)[0].headers["Authorization"] == "Bearer person-token"
    assert "auth token --profile ana" in log.read_text()


async def test_an_expired_login_says_how_to_log_in_again_and_recovers(
    stub: HttpStub, open_plane: Opener, cli: Callable[[str], Path]
) -> None:
    cli(EXPIRED)
    plane = open_plane(person(stub.host))
    failure = await failure_of(plane.projects())
    assert failure.kind is FailureKind.LOGIN_EXPIRED
    assert failure.sentence == 'The login of profile "ana" has expired.'
    assert failure.next_step == "Run: databricks auth login --profile ana"
    cli(GRANTED)
    assert await plane.projects()


async def test_a_token_of_the_cli_that_was_kept_too_long_is_renewed(
    stub: HttpStub, open_plane: Opener, cli: Callable[[str], Path]
) -> None:
    log = cli(GRANTED)
    plane = open_plane(person(stub.host))
    await plane.projects()
    fine, refused = Answer({}), Answer({"error_code": "UNAUTHENTICATED", "message": "expired"}, 401)
    stub.on("GET", PROJECTS, refused, fine)
    assert await plane.projects() == []
    assert log.read_text().count("auth token") == 2
    stub.on("GET", PROJECTS, refused)
    failure = await failure_of(plane.projects())
    assert failure.next_step == "Run: databricks auth login --profile ana"
    assert log.read_text().count("auth token") == 3


async def test_a_login_of_the_cli_without_the_cli(
    stub: HttpStub, open_plane: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    failure = await failure_of(open_plane(person(stub.host)).projects())
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert "not installed" in failure.sentence
    assert failure.next_step == "Install the Databricks CLI and run: databricks auth login --profile ana"


VISITOR = """#!{python}
import sys, time, urllib.parse, urllib.request
asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sys.argv[1]).query))
answer = asked["redirect_uri"] + "?" + urllib.parse.urlencode({{"code": "abc", "state": asked["state"]}})
for _ in range(100):
    try:
        urllib.request.urlopen(answer, timeout=5).read()
        break
    except OSError:
        time.sleep(0.1)
"""


def test_a_person_logs_in_through_the_browser(stub: HttpStub, tmp_path: Path) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", 8020)) == 0:
            pytest.skip("port 8020, which the SDK listens on, is in use")
    browser = tmp_path / "browser"
    browser.write_text(VISITOR.format(python=sys.executable))
    browser.chmod(0o755)
    granted = {"access_token": "browser-token", "token_type": "Bearer", "expires_in": 3600}
    serve_oauth(stub, Answer({**granted, "refresh_token": "again"}))
    program = f"""
import asyncio
from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
values = {{"auth_type": "external-browser"}}
source = LoginSource({stub.host!r}, "external-browser", profile="ana", values=values)
async def main():
    plane = DatabricksControlPlane(source)
    print(len(await plane.projects()))
    await plane.aclose()
asyncio.run(main())
"""
    done = run_python(program, BROWSER=f"{browser} %s &", HOME=str(tmp_path))
    assert (done.stdout, done.stderr, done.returncode) == ("1\n", "", 0)
    assert stub.calls(PROJECTS)[0].headers["Authorization"] == "Bearer browser-token"


def run_python(program: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environ},
    )


def test_importing_the_client_imports_no_sdk() -> None:
    program = "import sys, lakebase_tui.control_plane.databricks; print('databricks' in sys.modules)"
    assert run_python(program).stdout == "False\n"


def test_the_sdk_is_loaded_lean_and_is_whole_for_who_asks() -> None:
    program = """
import sys
from lakebase_tui.control_plane import sdk
sdk.load()
print("databricks.sdk.service.iam" in sys.modules)
from databricks.sdk import useragent, WorkspaceClient
from databricks.sdk.service.postgres import PostgresAPI
print("databricks.sdk.service.iam" in sys.modules, WorkspaceClient.__name__, PostgresAPI is sys.modules[
    "databricks.sdk.service.postgres"].PostgresAPI, hasattr(sys.modules["databricks.sdk"], "nonsense"))
"""
    assert run_python(program).stdout == "False\nTrue WorkspaceClient True False\n"


def test_failing_loudly_stays_off_the_screen_and_holds_nothing(stub: HttpStub) -> None:
    """Warnings of the SDK would be written over the screen; a hanging request would hold the exit."""
    stub.on("GET", METADATA, Answer(b"garbage", 500))
    stub.on("GET", PROJECTS, Answer(hang=True))
    program = f"""
import asyncio
from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.control_plane.login import Limits
source = LoginSource({stub.host!r}, "pat", profile="p", values={{"token": "t"}})
async def main():
    plane = DatabricksControlPlane(source, limits=Limits(call_s=0.3))
    try:
        await plane.projects()
    except ControlPlaneFailure as failure:
        print(failure.kind.name)
    await plane.aclose()
asyncio.run(main())
"""
    begun = time.monotonic()
    done = run_python(program)
    assert (done.stdout, done.stderr, done.returncode) == ("TIMEOUT\n", "", 0)
    assert time.monotonic() - begun < Limits().http_s
