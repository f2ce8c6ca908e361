"""Logs in to a workspace with exactly what the user chose. Blocks; runs on the executor's threads."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lakebase_tui import __version__
from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.control_plane import sdk

if TYPE_CHECKING:
    from databricks.sdk.core import ApiClient, Config
    from databricks.sdk.service.postgres import PostgresAPI

_OURS = frozenset(
    {"profile", "config_file", "host", "http_timeout_seconds", "retry_timeout_seconds", "rate_limit"}
)
# Ways to log in that look for their secret in variables of their own.
_AMBIENT = frozenset(
    {
        "env-oidc",
        "github-oidc",
        "github-oidc-azure",
        "azure-devops-oidc",
        "runtime",
        "runtime-oauth",
        "model-serving",
    }
)
_THIRD_PAUSE_S = 3.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds."""

    http_s: float = 10.0
    """For one HTTP answer."""
    retry_s: float = 15.0
    """For all attempts at one request (throttling, outages, broken connections)."""
    probe_s: float = 4.0
    """For each answer of the host before the first request; half of it for all attempts."""
    call_s: float = 30.0
    """For one question, as the caller sees it."""
    login_s: float = 45.0
    """For logging in."""
    browser_s: float = 300.0
    """For logging in through a browser, where a person types."""
    operation_s: float = 300.0
    """For a long-running operation."""


@dataclass(frozen=True, slots=True)
class SdkClient:
    """The parts of the SDK that answer questions, logged in."""

    api: "ApiClient"
    postgres: "PostgresAPI"
    host: str
    workspace_id: str | None


def log_in(source: LoginSource, limits: Limits) -> SdkClient:
    """Load the SDK and log in. Raises whatever the SDK raises."""
    sdk.load()
    from databricks.sdk.core import ApiClient
    from databricks.sdk.service.postgres import PostgresAPI

    config = _config(source, limits)
    # The probe of the host is done, and must not take long; a request may.
    config.http_timeout_seconds = limits.http_s
    config.retry_timeout_seconds = max(1, round(limits.retry_s))
    api = ApiClient(config)
    service: Callable[[ApiClient], PostgresAPI] = PostgresAPI
    return SdkClient(api, service(api), config.host or source.host, config.workspace_id)


def _config(source: LoginSource, limits: Limits) -> "Config":
    from databricks.sdk.clock import Clock
    from databricks.sdk.core import Config, DefaultCredentials

    class PatientClock(Clock):
        """Refuses pauses that lead nowhere, instead of sleeping through them.

        Those are a Retry-After beyond the budget, and the third pause for a host that cannot be reached.
        The SDK's pauses grow by a second each time and happen while it handles the error.
        """

        def time(self) -> float:
            return time.monotonic()

        def sleep(self, seconds: float) -> None:
            hopeless = seconds >= _THIRD_PAUSE_S and _is_unreachable(sys.exception())
            if hopeless or seconds > limits.retry_s:
                raise TimeoutError(f"asked to wait {seconds:.0f} s")
            time.sleep(seconds)

    class ChosenConfig(Config):
        """Takes what it is given, and looks neither into the environment nor into a file."""

        def _load_from_env(self) -> None:
            pass

        def _known_file_config_loader(self) -> None:
            pass

    class ChosenCredentials(DefaultCredentials):
        """The SDK's chain; for a profile without the ways in that live in the environment."""

        def __init__(self) -> None:
            super().__init__()
            if source.profile is not None and not source.values.get("auth_type"):
                self._auth_providers = [
                    provider for provider in self._auth_providers if provider.auth_type() not in _AMBIENT
                ]

    for name in ("_load_from_env", "_known_file_config_loader"):
        if not hasattr(Config, name):  # then ours would override nothing, and logins could be mixed
            raise ImportError("this version of databricks-sdk is not supported")
    Config.attributes()  # they are found on the class that is asked first, which must not be the subclass
    strategy: Any = ChosenCredentials()  # what the SDK takes by default, yet not of the type it declares
    return ChosenConfig(
        credentials_strategy=strategy,
        product="lakebase-tui",
        product_version=__version__,
        clock=PatientClock(),
        http_timeout_seconds=limits.probe_s,
        retry_timeout_seconds=max(1, round(limits.probe_s / 2)),
        **dict(_arguments(source, Config)),
    )


def _is_unreachable(error: BaseException | None) -> bool:
    names = {cls.__name__ for cls in type(error).__mro__}
    return "ConnectionError" in names and "Timeout" not in names


def _arguments(source: LoginSource, config: "type[Config]") -> Iterator[tuple[str, Any]]:
    """What the source says, as arguments of `Config`."""
    if source.host:
        yield "host", source.host
    if source.profile is not None:
        yield "profile", source.profile  # the Databricks CLI is asked for it by name
    # A renewal in the background would run on a pool that the interpreter waits for at its end.
    yield "disable_async_token_refresh", True
    for attribute in config.attributes():
        if attribute.name in _OURS or attribute.name == "disable_async_token_refresh":
            continue
        value = _value(source, attribute.name, _variables(attribute))
        if value:
            yield attribute.name, value


def _variables(attribute: Any) -> list[str]:
    aliases = getattr(attribute, "env_aliases", None) or []
    return [name for name in (attribute.env, *aliases) if name]


def _value(source: LoginSource, name: str, variables: list[str]) -> str | None:
    if source.profile is not None:
        return source.values.get(name)
    found: Mapping[str, str] = source.environ
    return next((found[variable] for variable in variables if found.get(variable)), None)
