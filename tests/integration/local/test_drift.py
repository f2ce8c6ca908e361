"""Every reply of the local control plane is what the SDK's own dataclasses would write."""

from typing import Any

import pytest
from databricks.sdk.service import iam, postgres

from tests.support.local_lakebase import LocalLakebase
from tests.support.raw_api import RawApi

SHOP = "projects/shop"
PRODUCTION = f"{SHOP}/branches/production"

# What the service sends and the SDK does not know: it reads as None there, so the comparison leaves it out.
_UNKNOWN_ENUMS = {"IDENTITY_TYPE_UNSPECIFIED"}


def without_unknown_enums(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_unknown_enums(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", None)}
    if isinstance(value, list):
        return [without_unknown_enums(item) for item in value]
    return "" if isinstance(value, str) and value in _UNKNOWN_ENUMS else value


def normal(value: Any) -> Any:
    """Numbers that the wire may carry as strings, as numbers; empty parts left out, as the SDK does."""
    if isinstance(value, dict):
        kept = {key: normal(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ({}, [])}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value


def assert_drawn_alike(reply: dict[str, Any], kind: Any) -> None:
    wire = normal(without_unknown_enums(reply))
    assert wire == normal(kind.from_dict(reply).as_dict())


LISTS = [
    ("projects", postgres.ListProjectsResponse),
    (f"{SHOP}/branches", postgres.ListBranchesResponse),
    (f"{PRODUCTION}/endpoints", postgres.ListEndpointsResponse),
    (f"{PRODUCTION}/databases", postgres.ListDatabasesResponse),
    (f"{PRODUCTION}/roles", postgres.ListRolesResponse),
    (f"{SHOP}/snapshots", postgres.ListSnapshotsResponse),
]
SINGLES = {
    "projects": postgres.Project,
    "branches": postgres.Branch,
    "endpoints": postgres.Endpoint,
    "databases": postgres.Database,
    "roles": postgres.Role,
}


@pytest.mark.parametrize(("path", "kind"), LISTS)
def test_lists(local_lakebase: LocalLakebase, path: str, kind: Any) -> None:
    assert_drawn_alike(RawApi(local_lakebase).get(path), kind)


@pytest.mark.parametrize("path", [path for path, _ in LISTS[:5]])
def test_single_resources_are_their_list_entries_with_status_and_no_spec(
    local_lakebase: LocalLakebase, path: str
) -> None:
    api = RawApi(local_lakebase)
    key = path.rpartition("/")[2]
    entries = api.get(path)[key]
    assert entries
    for entry in entries:
        single = api.get(entry["name"])
        assert_drawn_alike(single, SINGLES[key])
        assert "spec" not in single
        assert single["status"]
        assert single.keys() == entry.keys()


def test_credentials_and_passwords(local_lakebase: LocalLakebase) -> None:
    api = RawApi(local_lakebase)
    minted = api.ask("POST", "credentials", {"endpoint": f"{PRODUCTION}/endpoints/primary", "ttl": "900s"})
    assert_drawn_alike(minted.body, postgres.DatabaseCredential)
    roles = api.get(f"{PRODUCTION}/roles")["roles"]
    app = next(role for role in roles if role["status"]["postgres_role"] == "app")
    revealed = api.ask("POST", f"{app['name']}/password", {})
    assert_drawn_alike(revealed.body, postgres.RevealRolePasswordResponse)


def test_operations_from_begin_to_end(local_lakebase: LocalLakebase) -> None:
    api = RawApi(local_lakebase)
    body = {"spec": {"source_branch": PRODUCTION, "ttl": "86400s"}}
    begun = api.ask("POST", f"{SHOP}/branches", body, branch_id="drift")
    assert begun.status == 200
    assert_drawn_alike(begun.body, postgres.Operation)
    while not (now := api.get(begun.body["name"])).get("done"):
        assert_drawn_alike(now, postgres.Operation)
    assert_drawn_alike(now, postgres.Operation)
    made = {key: value for key, value in now["response"].items() if key != "@type"}
    assert_drawn_alike(made, postgres.Branch)
    ended = api.ask("DELETE", f"{SHOP}/branches/drift", purge="true")
    assert_drawn_alike(ended.body, postgres.Operation)


def test_who_we_are(local_lakebase: LocalLakebase) -> None:
    reply = RawApi(local_lakebase).ask("GET", "/api/2.0/preview/scim/v2/Me")
    me = iam.User.from_dict(reply.body)
    assert me.user_name == local_lakebase.user_name
    assert "x-databricks-org-id" in {key.lower() for key in reply.headers}


def test_an_enum_value_that_the_sdk_does_not_know_occurs(local_lakebase: LocalLakebase) -> None:
    roles = RawApi(local_lakebase).get(f"{PRODUCTION}/roles")["roles"]
    plain = next(role for role in roles if role["status"]["postgres_role"] == "app")
    assert plain["status"]["identity_type"] == "IDENTITY_TYPE_UNSPECIFIED"
    known = postgres.Role.from_dict(plain)
    assert known.status is not None
    assert known.status.identity_type is None


def test_ids_are_not_postgres_names(local_lakebase: LocalLakebase) -> None:
    api = RawApi(local_lakebase)
    for role in api.get(f"{PRODUCTION}/roles")["roles"]:
        if "@" in role["status"]["postgres_role"]:
            assert role["role_id"] != role["status"]["postgres_role"]
    names = {
        entry["database_id"]: entry["status"]["postgres_database"]
        for entry in api.get(f"{PRODUCTION}/databases")["databases"]
    }
    assert "databricks_postgres" in names.values()
    assert "databricks_postgres" not in names
