"""What tests of the control plane client share."""

from collections.abc import Callable
from typing import Any

import pytest

from lakebase_tui.config.profiles import LoginSource
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.control_plane.login import Limits

API = "/api/2.0/postgres"
PROJECTS = f"{API}/projects"
BRANCH = "projects/shop/branches/production"
ENDPOINT = f"{BRANCH}/endpoints/primary"
ME = "/api/2.0/preview/scim/v2/Me"
METADATA = "/.well-known/databricks-config"
QUICK = Limits(http_s=1.5, retry_s=1.5, probe_s=1.5, call_s=10.0, login_s=30.0)

Opener = Callable[..., DatabricksControlPlane]


def token_login(host: str, **values: str) -> LoginSource:
    return LoginSource(
        host, "pat", profile="dev", values={"host": host, "token": "dapi-of-the-profile", **values}
    )


async def failure_of(question: Any) -> ControlPlaneFailure:
    with pytest.raises(ControlPlaneFailure) as raised:
        await question
    assert "dapi-of-the-profile" not in str(raised.value)
    return raised.value
