"""The profile file `~/.databrickscfg`: its profiles, its default, and what is wrong with it."""

import configparser
import difflib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from lakebase_tui.errors import UsageError

SECRET_KEYS = frozenset({"token", "password", "client_secret", "azure_client_secret", "google_credentials"})
"""Keys of a profile whose values are secrets."""

SETTINGS_SECTION = "__settings__"
"""A section that is no profile."""

_LISTED = 8


class ProfileError(UsageError):
    """The profile file, a profile or the environment cannot be used to log in."""


class NoLoginError(ProfileError):
    """Neither a profile nor the environment says where to log in."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile of the file.

    `values` are its keys as written and may hold secrets, so they are left out of `repr`.
    """

    name: str
    host: str
    """URL with scheme and no path; empty where the profile names none."""
    auth: str
    """The auth type that the SDK will use: `pat`, `oauth-m2m`, `databricks-cli`, ..."""
    values: Mapping[str, str] = field(repr=False)

    @property
    def is_account(self) -> bool:
        """Whether it leads to an account console, which knows no Lakebase."""
        return (urlsplit(self.host).hostname or "").startswith(("accounts.", "accounts-dod."))


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """What a profile file says."""

    path: Path
    profiles: tuple[Profile, ...]
    """Every profile with keys, account profiles too, in the order of the file."""
    default: str | None
    """The profile to use when none is named."""
    warning: str | None
    """What the user should know about the file itself."""

    def get(self, name: str) -> Profile:
        """The profile called `name`.

        Raises:
            ProfileError: There is none; names the known ones, the nearest spelling first.
        """
        found = next((profile for profile in self.profiles if profile.name == name), None)
        if found is not None:
            return found
        raise ProfileError(f'There is no profile "{name}" in {self.path}.', _suggest(name, self.names))

    @property
    def names(self) -> list[str]:
        """Names of the profiles that lead to a workspace."""
        return [profile.name for profile in self.profiles if not profile.is_account]


def read_profiles(path: Path) -> ProfileFile:
    """Read a profile file; a file that is not there has no profiles.

    Raises:
        ProfileError: It cannot be read, or is not of the form that it should have; names the line.
    """
    sections = _parse(path)
    settings = sections.pop(SETTINGS_SECTION, {})
    profiles = tuple(_profile(name, values) for name, values in sections.items() if values)
    default = settings.get("default_profile", "").strip()
    if not default and any(profile.name == "DEFAULT" for profile in profiles):
        default = "DEFAULT"
    return ProfileFile(path, profiles, default or None, _exposed(path, profiles))


def auth_kind(values: Mapping[str, str]) -> str:
    """The auth type that the SDK will use for these keys."""
    if values.get("auth_type"):
        return values["auth_type"]
    for keys, name in (
        (("token",), "pat"),
        (("client_id", "client_secret"), "oauth-m2m"),
        (("username", "password"), "basic"),
        (("azure_client_secret",), "azure-client-secret"),
        (("arm_client_secret",), "azure-client-secret"),
    ):
        if all(values.get(key) for key in keys):
            return name
    return "databricks-cli"


def host_url(text: str) -> str:
    """Scheme and host of what was written as host, empty if there is none.

    A URL copied from the browser has a path and a query, which the API must not get.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _parse(path: Path) -> dict[str, dict[str, str]]:
    # A default section by another name keeps [DEFAULT] an ordinary one, whose keys do not leak into others.
    parser = configparser.ConfigParser(default_section="", interpolation=None)
    again = "Correct that line, or move the file away and run: databricks auth login."
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise ProfileError(f"{path} is not a text file in UTF-8.", "Save it again as UTF-8.") from None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise ProfileError(
            f"{path} cannot be read: {reason}.", "Check the path and its permissions."
        ) from None
    except configparser.Error as error:
        # The parser's own words quote the line, which may hold a token.
        line, problem = _problem(error)
        raise ProfileError(f"{path}, line {line}: {problem}.", again) from None
    return {name: dict(parser[name]) for name in parser.sections()}


def _problem(error: configparser.Error) -> tuple[int, str]:
    if isinstance(error, configparser.MissingSectionHeaderError):
        return error.lineno, "a line stands before the first [profile]"
    if isinstance(error, configparser.DuplicateSectionError):
        return error.lineno or 0, f"the profile [{error.section}] is there twice"
    if isinstance(error, configparser.DuplicateOptionError):
        return error.lineno or 0, f'"{error.option}" is set twice in [{error.section}]'
    lines = [line for line, _ in error.errors] if isinstance(error, configparser.ParsingError) else []
    return (lines[0] if lines else 0), "it is neither a [profile] nor a line like key = value"


def _profile(name: str, values: Mapping[str, str]) -> Profile:
    return Profile(name, host_url(values.get("host", "")), auth_kind(values), MappingProxyType(dict(values)))


def _exposed(path: Path, profiles: tuple[Profile, ...]) -> str | None:
    if not any(SECRET_KEYS & profile.values.keys() for profile in profiles):
        return None
    if os.name != "posix" or not path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return None
    return f"Other users can read {path}, which holds a secret. Run: chmod 600 {path}"


def _suggest(name: str, known: list[str]) -> str:
    if not known:
        return "It has no profile for a workspace; run: databricks auth login."
    near = difflib.get_close_matches(name, known, n=1) or [
        other for other in known if other.lower() == name.lower()
    ]
    more = ", …" if len(known) > _LISTED else ""
    listed = f"Known: {', '.join(known[:_LISTED])}{more}."
    return f'Did you mean "{near[0]}"? {listed}' if near else listed
