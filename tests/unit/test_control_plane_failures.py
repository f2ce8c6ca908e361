"""Every error of the SDK that the table knows: kind, sentence and next step."""

import json
import re

import pytest
import requests
from databricks.sdk.errors import platform
from databricks.sdk.errors.base import DatabricksError
from databricks.sdk.errors.private_link import PrivateLinkValidationError

from lakebase_tui.control_plane.failure_table import TABLE, Row
from lakebase_tui.control_plane.failures import (
    Asked,
    ControlPlaneFailure,
    FailureKind,
    classify,
    clean,
    describe,
    operation_failed,
)

HOST = "https://shop.cloud.databricks.com"
CLI = Asked(HOST, "databricks-cli", "dev")
NO_CLI = Asked(HOST, "databricks-cli", "dev", cli_found=False)
PAT = Asked(HOST, "pat", "dev", about="projects/shop/branches/old/endpoints/primary")
BROWSER = Asked(HOST, "external-browser", "dev")
M2M = Asked(HOST, "oauth-m2m", None)
K = FailureKind


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


def http(kind: type[DatabricksError], message: str, code: str | None = None) -> DatabricksError:
    return kind(message, error_code=code)


DEFAULT = "default auth: cannot configure default credentials, please check https://docs. Config: host=x"
CASES = [
    (
        ValueError(
            "validate: more than one authorization method configured: oauth and pat. Config: token=***"
        ),
        PAT,
        K.BAD_PROFILE,
        'Profile "dev" sets two kinds of login at once: oauth and pat.',
        "Keep one of them, or say which with auth_type.",
    ),
    (
        requests.exceptions.InvalidURL("Invalid URL 'https://:80': No host supplied"),
        PAT,
        K.BAD_PROFILE,
        f'Profile "dev" names a host that is no workspace URL: {HOST}.',
        "Write it as https://<your workspace>.",
    ),
    (
        ValueError(
            "default auth: databricks-cli: cannot get access token: Error: dial tcp: no such host. Config: x"
        ),
        CLI,
        K.UNREACHABLE,
        f"The Databricks CLI could not reach {HOST} to renew the login.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        ValueError("databricks-cli: Token has scopes ['a'] which do not match the configured scopes ['b']"),
        CLI,
        K.LOGIN_EXPIRED,
        'The login of profile "dev" was made for other scopes than the ones configured.',
        "Run: databricks auth login --profile dev --scopes <the scopes of the profile>",
    ),
    (
        ValueError(
            "default auth: databricks-cli: cannot get access token: Error: A new access token could not be "
            "retrieved because the refresh token is invalid. To reauthenticate, run: databricks auth login"
        ),
        CLI,
        K.LOGIN_EXPIRED,
        'The login of profile "dev" has expired.',
        "Run: databricks auth login --profile dev",
    ),
    (
        OSError("cannot get access token: no stored credentials"),
        Asked(HOST, "databricks-cli"),
        K.LOGIN_EXPIRED,
        "The login of the environment has expired.",
        f"Run: databricks auth login --host {HOST}",
    ),
    (
        ValueError("cannot unmarshal CLI result: Expecting value"),
        CLI,
        K.NOT_CONFIGURED,
        "The Databricks CLI gave an answer that holds no token.",
        "Update the Databricks CLI, then run: databricks auth login --profile dev",
    ),
    (
        ValueError(DEFAULT),
        NO_CLI,
        K.NOT_CONFIGURED,
        'Profile "dev" logs in through the Databricks CLI, which is not installed here.',
        "Install the Databricks CLI and run: databricks auth login --profile dev",
    ),
    (
        ValueError(DEFAULT),
        CLI,
        K.NOT_CONFIGURED,
        'Profile "dev" holds no login that can be used.',
        "Run: databricks auth login --profile dev",
    ),
    (
        ValueError("invalid_client: Client authentication failed"),
        M2M,
        K.UNAUTHENTICATED,
        "shop.cloud.databricks.com does not accept the client id and secret of the environment.",
        "Check client_id and client_secret, and that the secret has not expired.",
    ),
    (
        caused(TimeoutError("Timed out after 0:00:15"), requests.exceptions.SSLError("self-signed")),
        PAT,
        K.UNREACHABLE,
        "shop.cloud.databricks.com shows a certificate that is not trusted.",
        "Check the host; behind a proxy that opens TLS, set REQUESTS_CA_BUNDLE to its certificate.",
    ),
    (
        caused(TimeoutError("Timed out after 0:00:15"), platform.TooManyRequests("slow down")),
        PAT,
        K.RATE_LIMITED,
        "shop.cloud.databricks.com refuses further requests for now: too many were made.",
        "Try again in a minute.",
    ),
    (
        caused(
            TimeoutError("Timed out"), requests.ConnectionError("NameResolutionError: Failed to resolve 'x'")
        ),
        PAT,
        K.UNREACHABLE,
        "shop.cloud.databricks.com cannot be found: its name does not resolve.",
        "Check the host's spelling and the network.",
    ),
    (
        ValueError("default auth: oauth-m2m: Invalid URL 'None': No scheme supplied"),
        M2M,
        K.UNREACHABLE,
        "shop.cloud.databricks.com did not say where to log in, so it cannot be reached or is no workspace.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        PrivateLinkValidationError("The requested workspace has AWS PrivateLink enabled"),
        PAT,
        K.UNREACHABLE,
        "shop.cloud.databricks.com cannot be reached from this network: it is open only to private links.",
        "Connect through the network (VPN) that the workspace allows.",
    ),
    (
        caused(TimeoutError("Timed out"), requests.ReadTimeout("read timed out")),
        PAT,
        K.TIMEOUT,
        "shop.cloud.databricks.com did not answer in time.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        caused(TimeoutError("Timed out"), requests.ConnectionError("connection refused")),
        PAT,
        K.UNREACHABLE,
        "shop.cloud.databricks.com cannot be reached.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        requests.exceptions.ChunkedEncodingError("IncompleteRead(0 bytes read, 1000 more expected)"),
        PAT,
        K.UNREACHABLE,
        "shop.cloud.databricks.com broke off in the middle of its answer.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        platform.Unauthenticated("nope"),
        CLI,
        K.LOGIN_EXPIRED,
        'The login of profile "dev" is no longer accepted.',
        "Run: databricks auth login --profile dev",
    ),
    (
        platform.PermissionDenied("Invalid access token. [ReqId: 1]. Config: host=x, token=***"),
        PAT,
        K.UNAUTHENTICATED,
        'shop.cloud.databricks.com does not accept the token of profile "dev".',
        "Put a new token there, or run: databricks auth login --profile dev",
    ),
    (
        platform.Unauthenticated("nope"),
        PAT,
        K.UNAUTHENTICATED,
        'shop.cloud.databricks.com does not accept the login of profile "dev".',
        "Check it, or run: databricks auth login --profile dev",
    ),
    (
        platform.PermissionDenied(
            "Source IP address: 1.2.3.4 is blocked by Databricks IP ACL for workspace: 1"
        ),
        PAT,
        K.PERMISSION,
        "shop.cloud.databricks.com does not let this IP address in.",
        "Use a network (VPN) that its IP access list allows.",
    ),
    (
        http(platform.NotFound, "Lakebase is disabled", "FEATURE_DISABLED"),
        PAT,
        K.DISABLED_FEATURE,
        "shop.cloud.databricks.com has no Lakebase, or it is not enabled there.",
        "Ask a workspace admin, or choose another workspace.",
    ),
    (
        platform.BadRequest("Native login is not enabled for this project"),
        PAT,
        K.DISABLED_FEATURE,
        "shop.cloud.databricks.com does not allow this: Native login is not enabled for this project.",
        "Ask a workspace admin to enable it.",
    ),
    (
        platform.PermissionDenied("User does not have CAN_USE"),
        PAT,
        K.PERMISSION,
        'You have no permission on compute "primary" of branch "old" of project "shop".',
        "Ask its owner for CAN USE on the project.",
    ),
    (
        platform.NotFound("branch id not found [TraceId: abc]"),
        PAT,
        K.NOT_FOUND,
        'There is no branch "old" of project "shop" in shop.cloud.databricks.com, or you may not see it.',
        "Check the name, and that this is the right workspace.",
    ),
    (
        http(platform.AlreadyExists, "branch with such id already exists [TraceId: 1]", "ALREADY_EXISTS"),
        PAT,
        K.CONFLICT,
        "shop.cloud.databricks.com refused the change: branch with such id already exists.",
        "Choose another name, or wait until the other change is done and try again.",
    ),
    (
        platform.BadRequest("role with that name already exists"),
        PAT,
        K.CONFLICT,
        "shop.cloud.databricks.com refused the change: role with that name already exists.",
        "Choose another name.",
    ),
    (
        platform.InvalidParameterValue("Field branch_id must match pattern ^[a-z]"),
        PAT,
        K.INVALID,
        "shop.cloud.databricks.com refused the request: Field branch_id must match pattern ^[a-z].",
        "Correct what it names and try again.",
    ),
    (
        caused(TimeoutError("Timed out"), platform.TemporarilyUnavailable("down")),
        PAT,
        K.SERVICE,
        "shop.cloud.databricks.com is not available at the moment.",
        "Try again in a minute.",
    ),
    (
        DatabricksError("unable to parse response. This is likely a bug"),
        PAT,
        K.SERVICE,
        "shop.cloud.databricks.com gave an answer that is not of the Databricks API.",
        "Check the host, and that no proxy or login page stands in between.",
    ),
    (
        requests.exceptions.JSONDecodeError("Expecting value", "<html>", 0),
        PAT,
        K.SERVICE,
        "shop.cloud.databricks.com gave an answer that is not of the Databricks API.",
        "Check the host, and that no proxy or login page stands in between.",
    ),
    (
        platform.InternalError("boom [TraceId: 5]"),
        PAT,
        K.SERVICE,
        "shop.cloud.databricks.com reports an error: boom.",
        "Try again; if it stays, tell Databricks support.",
    ),
    (
        TimeoutError(),
        PAT,
        K.TIMEOUT,
        "shop.cloud.databricks.com did not answer in time.",
        "Check the network (VPN, proxy) and the host, then try again.",
    ),
    (
        TimeoutError(),
        BROWSER,
        K.TIMEOUT,
        "Nobody logged in to shop.cloud.databricks.com in the browser in time.",
        "Where there is no browser, set auth_type = databricks-cli and run: "
        "databricks auth login --profile dev",
    ),
    (
        ValueError("default auth: external-browser: [Errno 98] Address already in use"),
        BROWSER,
        K.NOT_CONFIGURED,
        "Another login already waits for the browser on port 8020.",
        "Finish it there, or end the program that started it, and try again.",
    ),
    (
        ModuleNotFoundError("No module named 'requests'"),
        PAT,
        K.INTERNAL,
        "The Databricks SDK cannot be loaded: No module named 'requests'.",
        "Install lakebase-tui again.",
    ),
    (
        TypeError("'NoneType' object is not iterable"),
        PAT,
        K.SERVICE,
        "shop.cloud.databricks.com gave an answer that this version does not understand.",
        "Look for a newer version of lakebase-tui.",
    ),
    (
        RuntimeError("odd"),
        PAT,
        K.INTERNAL,
        "Asking shop.cloud.databricks.com failed in an unexpected way: odd.",
        "Try again; if it stays, report it.",
    ),
]


@pytest.mark.parametrize(("error", "asked", "kind", "sentence", "step"), CASES)
def test_classifies(error: BaseException, asked: Asked, kind: FailureKind, sentence: str, step: str) -> None:
    failure = classify(error, asked)
    assert (failure.kind, failure.sentence, failure.next_step) == (kind, sentence, step)
    assert isinstance(failure, ControlPlaneFailure)


def test_every_row_of_the_table_is_tested() -> None:
    said = {(kind, sentence) for _, _, kind, sentence, _ in CASES}
    untested = [row.sentence for row in TABLE if not any(fits(row, kind, text) for kind, text in said)]
    assert untested == []


def fits(row: Row, kind: FailureKind, sentence: str) -> bool:
    """Whether a sentence can be one of the row: all that it says outside of its blanks is there."""

    fixed = [part for part in re.split(r"\{\w+\}", row.sentence) if part]
    return row.kind is kind and all(part in sentence for part in fixed)


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ("project id not found [TraceId: 1]", 'project "shop"'),
        ("endpoint id not found", 'compute "primary" of branch "old" of project "shop"'),
        ("something else", 'compute "primary" of branch "old" of project "shop"'),
        ('role not found; role_id:"x"', 'compute "primary" of branch "old" of project "shop"'),
    ],
)
def test_names_the_part_that_is_missing(message: str, missing: str) -> None:
    sentence = classify(platform.NotFound(message), PAT).sentence
    assert sentence.startswith(f"There is no {missing} in ")


def test_operations_fail_like_requests() -> None:
    conflict = operation_failed("ALREADY_EXISTS", "branch exists [TraceId: 1]", PAT)
    assert (conflict.kind, "TraceId" in conflict.sentence) == (K.CONFLICT, False)
    assert operation_failed("BAD_REQUEST", "no", PAT).kind is K.INVALID
    assert operation_failed("NOT_FOUND", "branch id not found", PAT).kind is K.NOT_FOUND
    assert operation_failed("", "quota reached", PAT).kind is K.SERVICE


def test_never_shows_a_secret() -> None:
    asked = Asked(HOST, "pat", "dev", secrets=("hunter2",))
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
    failure = classify(platform.BadRequest(f"hunter2 dapi0123456789abcdef-2 {token} is odd"), asked)
    assert failure.sentence.endswith("refused the request: *** *** *** is odd.")


def test_cleans_and_shortens() -> None:
    assert clean("a short text", secrets=("t",)) == "a short text"
    assert clean("a\n b. Config: host=x. Env: Y") == "a b"
    assert clean("x" * 1000).endswith("x…")
    assert len(clean(json.dumps({"a": "b" * 1000}))) == 300


def test_describes_resources() -> None:
    assert describe("projects/shop") == 'project "shop"'
    assert describe("projects/shop/branches/dev/roles/app") == 'role "app" of branch "dev" of project "shop"'
    assert describe("") == ""


def test_braces_in_names_and_messages_are_plain_text() -> None:
    asked = Asked(HOST, "pat", "{login}", about="projects/{host}")
    assert '"{host}"' in classify(platform.PermissionDenied("{x}"), asked).sentence
    assert classify(platform.BadRequest("{oops}"), asked).sentence.endswith("{oops}.")
