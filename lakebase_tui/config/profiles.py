"""Which workspace to log in to: a profile whole, or the environment whole, never a mix of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from lakebase_tui.config.profile_file import (
    SECRET_KEYS,
    SETTINGS_SECTION,
    NoLoginError,
    Profile,
    ProfileError,
    ProfileFile,
    auth_kind,
    host_url,
    read_profiles,
)

__all__ = [
    "LoginSource",
    "NoLoginError",
    "Profile",
    "ProfileError",
    "ProfileFile",
    "choose",
    "config_path",
    "read_profiles",
    "workspace_profiles",
]

_ENV_PREFIXES = ("DATABRICKS_", "ARM_", "GOOGLE_CREDENTIALS")
_ENV_AUTH = frozenset(
    {
        "DATABRICKS_TOKEN",
        "DATABRICKS_CLIENT_SECRET",
        "DATABRICKS_PASSWORD",
        "DATABRICKS_AUTH_TYPE",
        "DATABRICKS_METADATA_SERVICE_URL",
        "DATABRICKS_OIDC_TOKEN",
        "DATABRICKS_OIDC_TOKEN_ENV",
        "DATABRICKS_OIDC_TOKEN_FILE",
        "DATABRICKS_OIDC_TOKEN_FILEPATH",
        "DATABRICKS_GOOGLE_SERVICE_ACCOUNT",
        "ARM_CLIENT_SECRET",
    }
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class LoginSource:
    """Where to log in and with what: one profile whole, or the environment whole."""

    host: str
    """URL of the workspace; empty where the SDK finds it (an Azure resource id)."""
    auth: str
    profile: str | None = None
    """Name of the profile; None for the environment."""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys of the profile; empty for the environment."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The variables that the SDK knows; empty for a profile."""
    warnings: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret text in it, for those who must keep it out of messages."""
        named = [value for key, value in self.values.items() if key in SECRET_KEYS]
        named += [value for key, value in self.environ.items() if _is_secret_variable(key)]
        return tuple(value for value in named if value)


def config_path(environ: Mapping[str, str]) -> Path:
    """The profile file: `DATABRICKS_CONFIG_FILE`, else `~/.databrickscfg`."""
    named = environ.get("DATABRICKS_CONFIG_FILE")
    if named:
        return Path(named).expanduser()
    home = environ.get("HOME")
    return (Path(home) if home else Path("~").expanduser()) / ".databrickscfg"


def workspace_profiles(environ: Mapping[str, str]) -> list[Profile]:
    """The profiles to offer: those of the file that lead to a workspace."""
    return [found for found in read_profiles(config_path(environ)).profiles if not found.is_account]


def choose(profile: str | None, environ: Mapping[str, str]) -> LoginSource:
    """Decide where to log in.

    A named profile is taken whole: no variable changes its host or its secrets. With none named, an
    environment with a host is taken whole; else the profile that the environment or the file names.

    Args:
        profile: The profile that the user named or picked, if any.
        environ: The environment; not changed, and only the variables of the SDK are kept.

    Raises:
        NoLoginError: There is nothing to log in with.
        ProfileError: The file or the profile cannot be used.
    """
    if profile:
        return _from_profile(read_profiles(config_path(environ)), profile, environ)
    named = environ.get("DATABRICKS_CONFIG_PROFILE", "").strip()
    if _has_host(environ) and (_has_auth(environ) or not named):
        return _from_environment(environ)
    file = read_profiles(config_path(environ))
    name = named or file.default
    if name is None:
        raise _nothing_to_use(file)
    return _from_profile(file, name, environ)


def _from_profile(file: ProfileFile, name: str, environ: Mapping[str, str]) -> LoginSource:
    if name == SETTINGS_SECTION:
        raise ProfileError(f'"{SETTINGS_SECTION}" is a reserved section of {file.path}, not a profile.')
    profile = file.get(name)
    if profile.is_account:
        raise ProfileError(
            f'Profile "{name}" leads to the account console, which has no Lakebase.',
            "Choose a profile whose host is a workspace.",
        )
    if not profile.host and "azure_workspace_resource_id" not in profile.values:
        raise ProfileError(
            f'Profile "{name}" in {file.path} has no host.', "Add a line: host = https://<your workspace>."
        )
    warnings = [file.warning, _clear_text(profile.host), _ignored(profile, environ)]
    return LoginSource(
        host=profile.host,
        auth=profile.auth,
        profile=name,
        values=profile.values,
        warnings=tuple(text for text in warnings if text),
    )


def _from_environment(environ: Mapping[str, str]) -> LoginSource:
    host = host_url(environ.get("DATABRICKS_HOST", ""))
    kept = {key: value for key, value in environ.items() if key.startswith(_ENV_PREFIXES) and value}
    warning = _clear_text(host)
    return LoginSource(
        host=host,
        auth=auth_kind({key.removeprefix("DATABRICKS_").lower(): value for key, value in kept.items()}),
        environ=MappingProxyType(kept),
        warnings=(warning,) if warning else (),
    )


def _has_host(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("DATABRICKS_HOST") or environ.get("DATABRICKS_AZURE_RESOURCE_ID"))


def _has_auth(environ: Mapping[str, str]) -> bool:
    return any(environ.get(key) for key in _ENV_AUTH)


def _is_secret_variable(key: str) -> bool:
    return key.endswith(("TOKEN", "SECRET", "PASSWORD", "GOOGLE_CREDENTIALS"))


def _ignored(profile: Profile, environ: Mapping[str, str]) -> str | None:
    host = host_url(environ.get("DATABRICKS_HOST", ""))
    ignored = ["DATABRICKS_HOST"] if host and host != profile.host else []
    ignored += sorted(key for key in _ENV_AUTH if environ.get(key))
    if not ignored:
        return None
    return f'{", ".join(ignored)} in the environment: ignored, because profile "{profile.name}" was chosen.'


def _clear_text(host: str) -> str | None:
    parts = urlsplit(host)
    if parts.scheme != "http" or parts.hostname in _LOOPBACK:
        return None
    return f"{host} is not https: the login travels in clear text."


def _nothing_to_use(file: ProfileFile) -> NoLoginError:
    if file.names:
        return NoLoginError(
            f"{file.path} has no default profile.",
            f"Name one with --profile. Known: {', '.join(file.names[:8])}.",
        )
    return NoLoginError(
        f"No Databricks login was found: no profile in {file.path}, no DATABRICKS_HOST.",
        "Run: databricks auth login --host https://<your workspace>.",
    )
