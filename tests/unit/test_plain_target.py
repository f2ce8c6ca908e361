"""Plain Postgres targets, named as psql names them."""

import getpass
from pathlib import Path

import pytest

from lakebase_tui.config.environment import take_pg_environment
from lakebase_tui.errors import UsageError
from lakebase_tui.session.conninfo import keywords
from lakebase_tui.session.plain import PlainFlags, plain_target
from lakebase_tui.session.target import Auth


def test_flags_win_over_url_and_url_over_environment() -> None:
    flags = PlainFlags(conninfo="postgresql://ana@one:5001/first", database="second")
    environment = {"PGHOST": "zero", "PGPORT": "5000", "PGUSER": "nobody", "PGSSLMODE": "require"}
    target, password = plain_target(flags, environment)
    assert (target.host, target.port, target.role, target.database) == ("one", 5001, "ana", "second")
    assert target.tls.mode == "require"
    assert password is None
    assert target.auth is Auth.NONE


def test_defaults_are_psqls(tmp_path: Path) -> None:
    target, _ = plain_target(PlainFlags(), {}, socket_folders=(str(tmp_path),))
    assert (target.host, target.port) == ("localhost", 5432)
    assert target.role == target.database == getpass.getuser()
    (tmp_path / ".s.PGSQL.5432").touch()
    target, _ = plain_target(PlainFlags(), {}, socket_folders=(str(tmp_path),))
    assert target.host == str(tmp_path)


def test_the_password_is_kept_apart_and_never_printed() -> None:
    target, password = plain_target(PlainFlags(conninfo="postgresql://ana:s%40cret@host/db"), {})
    assert password is not None
    assert password.reveal() == "s@cret"
    assert "cret" not in repr(target) + repr(password) + str(password)
    assert target.auth is Auth.PASSWORD


def test_a_raw_at_in_the_role_is_explained() -> None:
    with pytest.raises(UsageError, match="raw @") as caught:
        plain_target(PlainFlags(conninfo="postgresql://ana@example.com@ep-a.databricks.com/db"), {})
    assert "postgresql://ana%40example.com@ep-a.databricks.com/db" in caught.value.next_step


@pytest.mark.parametrize("url", ["postgresql://a:topsecret@h:port/db", "postgresql://a:topsecret@[h/db"])
def test_a_broken_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        plain_target(PlainFlags(conninfo=url), {})
    assert "topsecret" not in str(caught.value)


def test_a_databricks_host_is_verified_by_default() -> None:
    target, _ = plain_target(PlainFlags(host="ep-a.database.eu.cloud.databricks.com"), {})
    assert target.tls.mode == "verify-full"


def test_other_libpq_keywords_reach_the_login() -> None:
    flags = PlainFlags(conninfo="postgresql://ana@host/db?options=-csearch_path%3Da&connect_timeout=3")
    target, _ = plain_target(flags, {"PGSSLCERT": "c.pem"})
    words = keywords(target, None, 10)
    assert words["options"] == "-csearch_path=a"
    assert words["sslcert"] == "c.pem"
    assert words["connect_timeout"] == "3"


def test_pg_variables_are_taken_away() -> None:
    environ = {"PGHOST": "evil", "PGHOSTADDR": "10.0.0.1", "PGSERVICE": "x", "PATH": "/bin", "PGTZ": "UTC"}
    taken = take_pg_environment(environ)
    assert taken == {"PGHOST": "evil", "PGHOSTADDR": "10.0.0.1", "PGSERVICE": "x"}
    assert environ == {"PATH": "/bin", "PGTZ": "UTC"}
