"""A scripted workspace, and clients that are closed again."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.login import Limits
from tests.support.control_plane import ME, METADATA, PROJECTS, QUICK, Opener
from tests.support.http_stub import HttpStub, http_stub


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("DATABRICKS_", "ARM_", "GOOGLE_", "ACTIONS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "nothing"))


@pytest.fixture
def stub() -> Iterator[HttpStub]:
    with http_stub() as running:
        running.on("GET", METADATA, {"oidc_endpoint": f"{running.host}/oidc", "workspace_id": "900800"})
        running.on("GET", ME, {"userName": "ana@example.com"})
        running.on("GET", PROJECTS, {"projects": [{"name": "projects/shop", "project_id": "shop"}]})
        yield running


@pytest.fixture
async def open_plane() -> AsyncIterator[Opener]:
    opened: list[DatabricksControlPlane] = []

    def opener(source: LoginSource, limits: Limits = QUICK) -> DatabricksControlPlane:
        opened.append(DatabricksControlPlane(source, limits=limits))
        return opened[-1]

    yield opener
    for plane in opened:
        await plane.aclose()
