"""Where native passwords come from when none was given: a command, the password file, the keyring."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from lakebase_tui.config.passfile import (
    PasswordOwner,
    default_passfile,
    passfile_problem,
    read_passfile,
)
from lakebase_tui.config.secret import Secret
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.credentials import LoginSecret
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.keyring_store import Keyring
from lakebase_tui.session.password_command import password_from_command
from lakebase_tui.session.plain import SOCKET_FOLDERS
from lakebase_tui.session.target import Auth, ConnectionTarget

COMMAND, PASSFILE, KEYRING = "the password command", "the password file", "the keyring"


class NoPassword(LakebaseTuiError):
    """A role logs in with a password, none was given, and none is found."""


class PasswordSources:
    """Looks for passwords, and remembers which were refused, so that none is sent twice by itself.

    Args:
        command: Program and arguments that print the password; empty for none.
        passfile: The password file; libpq's usual one when None. A target may name its own.
        keyring: Looked at last.
    """

    def __init__(
        self, *, command: Sequence[str] = (), passfile: Path | None = None, keyring: Keyring | None = None
    ) -> None:
        self._command = tuple(command)
        self._passfile = passfile
        self._keyring = keyring or Keyring()
        self._came_from: dict[tuple[str, Secret], str] = {}
        self._refused: dict[tuple[str, Secret], str] = {}
        self._warned: set[str] = set()

    async def find(
        self, target: ConnectionTarget, warn: Callable[[str], None], *, keyring: bool = True
    ) -> Secret | None:
        """The first password that the server has not refused; None if there is none.

        Args:
            target: Where, and whose.
            warn: Told once of a password file that is left out.
            keyring: Whether to look there too.

        Raises:
            LakebaseTuiError: The password command failed.
        """
        if self._command:
            said = await password_from_command(self._command, owner_of(target))
            if self._usable(target, said, COMMAND):
                return said
        listed = self._in_passfile(target, warn)
        if listed is not None and self._usable(target, listed, PASSFILE):
            return listed
        account = account_of(target) if keyring else ""
        kept = await self._keyring.read(account) if account else None
        return kept if kept is not None and self._usable(target, kept, KEYRING) else None

    def refused(self, target: ConnectionTarget, secret: Secret) -> None:
        """The server refused it: it is not found again while the program runs."""
        key = (account_of(target), secret)
        self._refused.pop(key, None)  # so that the last one stands last
        self._refused[key] = self._came_from.get(key, "")

    def refused_source(self, target: ConnectionTarget) -> str:
        """Where the password came from that was refused last, in words; empty if none was."""
        account = account_of(target)
        return next((where for key, where in reversed(self._refused.items()) if key[0] == account), "")

    async def can_keep(self, target: ConnectionTarget) -> bool:
        """Whether a password put into the keyring would be found there: nothing before it holds another."""
        shadowed = self.refused_source(target) in (COMMAND, PASSFILE)
        return not shadowed and bool(account_of(target)) and await self._keyring.can_keep()

    async def keep(self, target: ConnectionTarget, secret: Secret) -> None:
        """Put a password into the keyring.

        Raises:
            LakebaseTuiError: The keyring did not take it.
        """
        await self._keyring.keep(account_of(target), secret)

    def _in_passfile(self, target: ConnectionTarget, warn: Callable[[str], None]) -> Secret | None:
        if not account_of(target):
            return None  # libpq looks for each host itself
        path = passfile_of(target) or self._passfile or default_passfile()
        if problem := passfile_problem(path):
            if problem not in self._warned:
                self._warned.add(problem)
                warn(problem)
            return None
        owner = owner_of(target)
        found = read_passfile(path, owner)
        if found is None and owner.host in SOCKET_FOLDERS:
            # libpq calls the socket in its usual folder localhost.
            found = read_passfile(path, replace(owner, host="localhost"))
        return found

    def _usable(self, target: ConnectionTarget, secret: Secret, where: str) -> bool:
        key = (account_of(target), secret)
        self._came_from[key] = where
        return key not in self._refused


class FoundPassword:
    """Logs in with a password from the sources; one in use that is refused is looked for once more.

    A plain server may want no password at all, so there the keyring is looked at only when the server
    has asked for one.

    Args:
        sources: Where to look.
        target: Where to log in, and as whom.
        warn: Told of what the user should know.
    """

    def __init__(
        self, sources: PasswordSources, target: ConnectionTarget, warn: Callable[[str], None]
    ) -> None:
        self._sources = sources
        self._target = target
        self._warn = warn
        self._held: Secret | None = None
        self._fresh = False
        self._untried = False
        self._asked = target.is_lakebase
        self._looking = asyncio.Lock()

    async def get(self) -> LoginSecret:
        """The password in use, else the first that is found.

        Raises:
            NoPassword: The role or the server needs one, and there is none.
            LakebaseTuiError: The password command failed.
        """
        async with self._looking:
            self._fresh = self._held is None or self._untried
            self._untried = False
            if self._held is not None:
                return LoginSecret(self._held, self._fresh)
            self._held = await self._sources.find(self._target, self._warn, keyring=self._asked)
            if self._held is None and self._asked:
                raise self._none_found()
            nowhere_else = not account_of(self._target)
            return LoginSecret(self._held, fresh=self._held is not None or nowhere_else)

    def give(self, secret: Secret) -> None:
        """Take one that the user has typed, for this session alone."""
        self._held, self._untried = secret, True

    def invalidate(self, refused: Secret | None) -> bool:
        """The server refused this one, or asks for one where none was sent."""
        if refused is None:
            self._asked = True
            return True
        if self._fresh:  # one that has worked may be refused by mistake while a compute wakes
            self._sources.refused(self._target, refused)
        if self._held == refused:
            self._held = None
        return True

    def remaining_s(self) -> float | None:
        """A password does not age."""
        return None

    async def aclose(self) -> None:
        """Nothing to stop."""

    def _none_found(self) -> NoPassword:
        role, where = self._target.role, self._sources.refused_source(self._target)
        sentence = f"No password of {role} is found."
        if where:
            sentence = f"The server refused the password of {role} from {where}, and no other is found."
        step = "Connect again with Ctrl+O and type it, or correct it where it is kept."
        if not self._target.is_lakebase:
            self._asked = False  # the server may want none the next time
            step = "Type it, or give it with -W, --password-command, ~/.pgpass or the keyring."
        return NoPassword(sentence, step)


def account_of(target: ConnectionTarget) -> str:
    """The account in the keyring: `role@host`, with `:port` for a plain server; empty if it has no name.

    A password belongs to a role of a server and serves all its databases. A Lakebase host names one
    compute wherever a tunnel leads to it from, so its port says nothing.
    """
    if not target.host or "," in target.host:
        return ""
    port = "" if target.is_lakebase else f":{target.port}"
    return f"{target.role}@{target.host}{port}"


def owner_of(target: ConnectionTarget) -> PasswordOwner:
    """Whose password a target needs. The host is its name, as for libpq, not the address of a tunnel."""
    return PasswordOwner(target.host, target.port, target.database, target.role)


def passfile_of(target: ConnectionTarget) -> Path | None:
    """The password file that the target's URL or PGPASSFILE names (plain Postgres only)."""
    named = dict(target.options).get("passfile")
    return Path(named) if named else None


def wants_typing(target: ConnectionTarget, failure: LakebaseTuiError) -> bool:
    """Whether a login that failed so may succeed with a password that the user types."""
    refused = isinstance(failure, SessionFailure) and failure.kind is FailureKind.PASSWORD_REFUSED
    return target.auth is not Auth.OAUTH and (refused or isinstance(failure, NoPassword))
