"""Branches and computes over clusters: made, routed to, let in, woken, put to sleep."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import psycopg

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.local import admission
from lakebase_tui.local.account import Account
from lakebase_tui.local.backend import (
    UNSET,
    Access,
    BackendError,
    ComputeSpec,
    ComputeStatus,
    IdentityType,
    RoleKind,
    Settings,
    TokenService,
    Unset,
)
from lakebase_tui.local.catalogue import Catalogue, read_catalogue
from lakebase_tui.local.cluster import ADMIN, Cluster
from lakebase_tui.local.computes import Branch, Compute, Login
from lakebase_tui.local.refusals import Reason, Refused, refusal
from lakebase_tui.local.roles import seed_roles
from lakebase_tui.local.sleep import Sleeper
from lakebase_tui.local.template import Template
from lakebase_tui.local.tokens import Tokens

ZONE = "database.localhost"


class Keeper:
    """Keeps the branches and computes; the gateway's `Front`.

    Args:
        account: Runs the servers.
        run_folder: Where the clusters of this run live.
        template: Data of a new branch.
        access: Who may come in.
        settings: What flags and faults may change.
    """

    def __init__(
        self, account: Account, run_folder: Path, template: Template, access: Access, settings: Settings
    ) -> None:
        self._account = account
        self._run_folder = run_folder
        self._template = template
        self._access = access
        self.settings = settings
        self.first_settings = replace(settings)
        self.tokens: TokenService = Tokens()
        self.pg_version = account.binaries.major
        self.computes: dict[str, Compute] = {}
        self._branches: dict[str, Branch] = {}
        self._gone_hosts: set[str] = set()
        self._native: set[str] = set()
        self._sleeper = Sleeper()
        self.on_settings: Callable[[], None] = lambda: None
        """Called when settings were changed; the gateway heeds some of them."""

    # Branches ---------------------------------------------------------------------------------------------

    async def create_branch(self, branch: str, source: str | None) -> None:
        """Make a branch from another as it is now, or from the demo data."""
        if branch in self._branches:
            raise BackendError(409, "ALREADY_EXISTS", f"{branch} already exists")
        cluster = Cluster(self._account, self._run_folder / f"br-{secrets.token_hex(4)}")
        if source is None:
            self._branches[branch] = Branch(branch, cluster, self._template.catalogue, self._seed_logins())
            return
        origin = self.branch(source)
        async with origin.lock:
            made = Branch(branch, cluster, origin.catalogue, _copy_logins(origin.logins))
            if not origin.pristine:
                await self._snapshot(origin, made)
        self._branches[branch] = made

    async def delete_branch(self, branch: str) -> None:
        """End its computes and remove its data."""
        found = self.branch(branch)
        for compute in [c for c in self.computes.values() if c.branch is found]:
            await self.delete_compute(compute.name)
        async with found.lock:
            await asyncio.to_thread(found.cluster.remove)
        self._branches.pop(branch, None)

    async def _snapshot(self, origin: Branch, made: Branch) -> None:
        made.pristine = False
        try:
            if origin.cluster.awake:
                made.catalogue = await self.look(origin)
                await asyncio.to_thread(made.cluster.backup_from, origin.cluster)
            else:
                await asyncio.to_thread(made.cluster.copy_from, origin.cluster.data)
        except LakebaseTuiError as error:
            await asyncio.to_thread(made.cluster.remove)
            raise BackendError(500, "INTERNAL_ERROR", error.sentence) from error
        made.made = True

    def branches(self) -> list[Branch]:
        """All branches."""
        return list(self._branches.values())

    def branch(self, name: str) -> Branch:
        """The branch of that name; raises BackendError."""
        try:
            return self._branches[name]
        except KeyError as error:
            raise BackendError(404, "NOT_FOUND", f"branch not found: {name}") from error

    def _seed_logins(self) -> dict[str, Login]:
        return {role.name: new_login(role.kind, role.identity) for role in seed_roles(self._access)}

    # Computes ---------------------------------------------------------------------------------------------

    async def create_compute(self, spec: ComputeSpec) -> str:
        """Make a compute and return its host name."""
        branch = self.branch(spec.branch)
        mine = [c for c in self.computes.values() if c.branch is branch]
        if spec.name in self.computes:
            raise BackendError(409, "ALREADY_EXISTS", f"{spec.name} already exists")
        if not spec.read_only and any(not c.read_only for c in mine):
            raise BackendError(
                400, "INVALID_PARAMETER_VALUE", f"{spec.branch} already has a read-write endpoint"
            )
        cluster = branch.cluster
        if spec.read_only:
            cluster = Cluster(self._account, self._run_folder / f"ro-{secrets.token_hex(4)}")
        compute = Compute(
            name=spec.name,
            branch=branch,
            host=f"ep-{secrets.token_hex(6)}.{ZONE}",
            cluster=cluster,
            read_only=spec.read_only,
            suspend_timeout_s=spec.suspend_timeout_s,
        )
        self.computes[spec.name] = compute
        if not spec.asleep:
            try:
                await self._start(compute)
            except LakebaseTuiError as error:
                del self.computes[spec.name]
                raise BackendError(500, "INTERNAL_ERROR", error.sentence) from error
        return compute.host

    async def delete_compute(self, compute: str) -> None:
        """End its sessions and remove it."""
        found = self.compute(compute)
        found.disabled = True
        async with found.branch.lock:
            self._sleeper.forget(found)
            if found.read_only:
                await asyncio.to_thread(found.cluster.remove)
            else:
                await self._stop(found)
        self._gone_hosts.add(found.host)
        self.computes.pop(compute, None)

    async def update_compute(
        self, compute: str, *, disabled: bool | None = None, suspend_timeout_s: float | Unset | None = UNSET
    ) -> None:
        """Change what is given; disabling also stops it."""
        found = self.compute(compute)
        if not isinstance(suspend_timeout_s, Unset):
            found.suspend_timeout_s = suspend_timeout_s
            found.changed.set()
        if disabled is not None:
            found.disabled = disabled
            if disabled:
                await self.suspend(compute)

    def compute(self, name: str) -> Compute:
        """The compute of that name; raises BackendError."""
        try:
            return self.computes[name]
        except KeyError as error:
            raise BackendError(404, "NOT_FOUND", f"endpoint not found: {name}") from error

    def compute_status(self, compute: str) -> ComputeStatus:
        """How it is now."""
        found = self.compute(compute)
        return ComputeStatus(
            state="ACTIVE" if found.cluster.awake and not found.waking else "IDLE",
            waking=found.waking,
            last_active=time.time() - (time.monotonic() - found.last_active),
            host=found.host,
            disabled=found.disabled,
            suspend_timeout_s=found.suspend_timeout_s,
            read_only=found.read_only,
        )

    async def suspend(self, compute: str) -> None:
        """Put it to sleep now, whoever is connected."""
        found = self.compute(compute)
        async with found.branch.lock:
            await self._stop(found)

    # The gateway's side -----------------------------------------------------------------------------------

    def route(self, host: str | None) -> Compute:
        """The compute behind a host name."""
        for compute in self.computes.values():
            if compute.host == host:
                return compute
        raise Refused(refusal(Reason.ENDPOINT_GONE if host in self._gone_hosts else Reason.NO_ENDPOINT))

    async def admit(self, compute: Compute, user: str, password: str) -> None:
        """Return if the login is good."""
        branch = compute.branch
        login = branch.logins.get(user)
        native = branch.project in self._native
        admission.check_secret(login, user, password, tokens=self.tokens, compute=compute.name, native=native)
        if login is None:
            # Perhaps made with plain SQL since we last looked; the server itself would let it in unasked.
            await self.wake(compute)
            seen = (await self.look(branch, compute.cluster)).role(user)
            if user == ADMIN or (seen is not None and seen.can_login):
                raise Refused(refusal(Reason.NO_LABEL, user=user))

    async def wake(self, compute: Compute) -> str:
        """Path of the socket of its running server."""
        compute.touch()
        if compute.disabled:
            raise Refused(refusal(Reason.ENDPOINT_DISABLED))
        if not compute.read_only:
            compute.branch.pristine = False
        try:
            await self._start(compute)
        except LakebaseTuiError as error:
            raise Refused(refusal(Reason.COMPUTE_UNREACHABLE, detail=error.sentence)) from error
        return compute.cluster.socket

    async def _start(self, compute: Compute) -> None:
        async with compute.branch.lock:
            if compute.cluster.awake:
                return
            if compute.disabled:  # while we waited
                raise LakebaseTuiError("the endpoint is disabled")
            compute.waking = True
            try:
                if self.settings.wake_delay_s:
                    await asyncio.sleep(self.settings.wake_delay_s)
                if self.settings.wake_failure is not None:
                    raise LakebaseTuiError(self.settings.wake_failure)
                await asyncio.to_thread(self._start_cluster, compute)
            finally:
                compute.waking = False
            compute.stats.wakes += 1
            compute.touch()
            self._sleeper.watch(compute, self._stop)

    def _start_cluster(self, compute: Compute) -> None:
        branch = compute.branch
        if not branch.made:
            branch.cluster.copy_from(self._template.data)
            branch.made = True
        if compute.read_only:
            # Made anew for every wake: it never lags behind a log that is no longer kept.
            compute.cluster.remove()
            if branch.cluster.awake:
                compute.cluster.backup_from(branch.cluster)
            else:
                compute.cluster.copy_from(branch.cluster.data)
            compute.cluster.follow(branch.cluster)
        compute.cluster.start(idle_limit_s=self.settings.idle_limit_s)

    async def _stop(self, compute: Compute) -> None:
        """Stop the server; the branch's lock is held."""
        if compute.cluster.awake and not compute.read_only:
            await self.look(compute.branch)
        await asyncio.to_thread(compute.cluster.stop)

    async def set_native_login(self, project: str, allowed: bool) -> None:
        """Whether password roles of a project may log in."""
        if allowed:
            self._native.add(project)
        else:
            self._native.discard(project)

    async def look(self, branch: Branch, cluster: Cluster | None = None) -> Catalogue:
        """The catalogue now if the server runs, else as last seen."""
        asked = cluster if cluster is not None else branch.cluster
        if asked.awake:
            # If it has just stopped, what we know is as good as it gets.
            with contextlib.suppress(psycopg.OperationalError):
                branch.catalogue = await asyncio.to_thread(_read_catalogue, asked)
        return branch.catalogue

    def settings_changed(self) -> None:
        """Heed changed settings."""
        for compute in self.computes.values():
            if compute.cluster.awake:
                compute.cluster.set_idle_limit(self.settings.idle_limit_s)
        self.on_settings()

    async def close(self) -> None:
        """Stop every server."""
        self._sleeper.close()
        clusters = {c.cluster for c in self.computes.values()} | {b.cluster for b in self._branches.values()}
        await asyncio.gather(*(asyncio.to_thread(cluster.stop) for cluster in clusters if cluster.awake))


def new_login(kind: RoleKind, identity: IdentityType) -> Login:
    """How a new role logs in; a password role gets a password."""
    return Login(kind, identity, secrets.token_urlsafe(18) if kind == "password" else None)


def _copy_logins(logins: Mapping[str, Login]) -> dict[str, Login]:
    return {name: replace(login) for name, login in logins.items()}


def _read_catalogue(cluster: Cluster) -> Catalogue:
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        return read_catalogue(connection)
