"""A data plane and its gateway in the test's own event loop, without the HTTP side."""

import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import trustme

from lakebase_tui.local import binaries
from lakebase_tui.local.account import Account
from lakebase_tui.local.backend import Access, ComputeSpec, Settings
from lakebase_tui.local.gateway import Gateway
from lakebase_tui.local.guard import Guard
from lakebase_tui.local.keeper import ZONE
from lakebase_tui.local.lake import Lake
from lakebase_tui.local.roles import seed_roles
from lakebase_tui.local.template import Template, prepare

ANA = "ana@example.com"
PROJECT = "projects/shop"
PRODUCTION = f"{PROJECT}/branches/production"
PRIMARY = f"{PRODUCTION}/endpoints/primary"
ACCESS = Access("dapi-test", "client", "secret", None)


@dataclass(frozen=True, slots=True)
class Ground:
    """What data planes are built from."""

    folder: Path
    account: Account
    template: Template


@dataclass(frozen=True, slots=True)
class World:
    """A running data plane with one project, and how to connect to it."""

    lake: Lake
    port: int
    ca_file: str

    def arguments(self, compute: str = PRIMARY, user: str = ANA, **changes: Any) -> dict[str, Any]:
        """What libpq needs for a good login; `changes` make it a worse one."""
        given = {
            "host": self.lake.compute(compute).host,
            "hostaddr": "127.0.0.1",
            "port": self.port,
            "user": user,
            "dbname": "databricks_postgres",
            "sslmode": "verify-full",
            "sslrootcert": self.ca_file,
            "connect_timeout": 20,
        }
        if "password" not in changes:
            given["password"] = self.lake.tokens.mint(user, compute, 3600)[0]
        return given | changes

    async def connect(
        self, compute: str = PRIMARY, user: str = ANA, **changes: Any
    ) -> psycopg.AsyncConnection[Any]:
        """Log in; autocommit."""
        arguments = self.arguments(compute, user, **changes)
        return await psycopg.AsyncConnection.connect(**arguments, autocommit=True)

    async def branch(self, name: str, source: str | None = PRODUCTION, **spec: Any) -> str:
        """Make a branch with a sleeping compute; returns the compute's name."""
        branch = f"{PROJECT}/branches/{name}"
        await self.lake.create_branch(branch, source)
        compute = f"{branch}/endpoints/primary"
        await self.lake.create_compute(ComputeSpec(compute, branch, **{"asleep": True, **spec}))
        return compute


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """Binaries and demo data, and a guard over all that the tests of this folder start."""
    folder = Path(tempfile.mkdtemp(prefix="lakebase-test-", dir="/tmp"))
    guard = Guard(folder)
    try:
        account = Account(folder, binaries.find())
        yield Ground(folder, account, prepare(account, folder, seed_roles(ACCESS), ACCESS.user_name))
    finally:
        guard.dismiss()


@pytest.fixture
async def world(ground: Ground) -> AsyncIterator[World]:
    """A project with a production branch whose compute sleeps."""
    lake = Lake(ground.account, ground.folder, ground.template, ACCESS, Settings(min_ttl_s=1))
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(f"*.{ZONE}", "localhost", "127.0.0.1").configure_cert(tls)
    tls.set_alpn_protocols(["postgresql"])
    ca_file = str(ground.folder / "ca.pem")
    authority.cert_pem.write_to_path(ca_file)
    gateway = Gateway(lake, tls)
    lake.on_settings = gateway.rearm
    port = gateway.start()
    await lake.create_branch(PRODUCTION, None)
    await lake.create_compute(ComputeSpec(PRIMARY, PRODUCTION, asleep=True))
    try:
        yield World(lake, port, ca_file)
    finally:
        await gateway.close()
        await lake.close()
        for branch in [b.name for b in lake.branches()]:
            await lake.delete_branch(branch)
