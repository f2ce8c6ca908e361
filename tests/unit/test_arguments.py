"""The command line as a value."""

import subprocess
import sys

import pytest

from lakebase_tui.cli.arguments import parse
from lakebase_tui.errors import UsageError


def test_nothing_said_opens_the_picker() -> None:
    arguments = parse([], {})
    assert not arguments.plain
    assert not arguments.is_direct


@pytest.mark.parametrize(
    ("target", "branch", "endpoint"),
    [
        ("projects/shop", None, None),
        ("projects/shop/branches/dev", "dev", None),
        ("projects/shop/branches/dev/endpoints/primary", "dev", "primary"),
    ],
)
def test_resource_names_are_direct_targets(target: str, branch: str | None, endpoint: str | None) -> None:
    arguments = parse([target, "-d", "analytics"], {"PGHOST": "elsewhere"})
    assert arguments.is_direct
    assert (arguments.project, arguments.branch, arguments.endpoint) == ("shop", branch, endpoint)
    assert arguments.database == "analytics"


@pytest.mark.parametrize(
    "target", ["projects/", "projects/a/branch/b", "projects/a/branches", "projects//branches/b"]
)
def test_a_misspelt_resource_name_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="not a Lakebase resource name"):
        parse([target], {})


@pytest.mark.parametrize(
    "argv",
    [
        ["postgresql://me@host/db"],
        ["host=a dbname=b"],
        ["shop"],
        ["shop", "ana"],
        ["-h", "localhost"],
        ["-p", "5433"],
        ["-U", "ana"],
        ["-d", "shop"],
    ],
)
def test_psql_words_mean_a_plain_server(argv: list[str]) -> None:
    assert parse(argv, {}).plain


def test_positional_words_are_database_and_role_as_in_psql() -> None:
    arguments = parse(["shop", "ana"], {})
    assert (arguments.database, arguments.role, arguments.conninfo) == ("shop", "ana", None)


@pytest.mark.parametrize(
    "argv", [["--project", "shop", "-d", "x"], ["--profile", "dev", "-U", "app"], ["--demo", "-p", "1"]]
)
def test_lakebase_words_win_over_psql_words(argv: list[str]) -> None:
    assert not parse(argv, {"PGHOST": "localhost"}).plain


def test_a_tunnel_keeps_the_target_a_lakebase_one() -> None:
    arguments = parse(["--hostaddr", "127.0.0.1", "-p", "6000", "--sslrootcert", "ca.pem"], {})
    assert not arguments.plain
    assert (arguments.hostaddr, arguments.port, arguments.root_cert) == ("127.0.0.1", 6000, "ca.pem")


def test_pghost_alone_means_that_server_unless_databricks_is_configured() -> None:
    assert parse([], {"PGHOST": "localhost"}).plain
    assert not parse([], {"PGHOST": "localhost", "DATABRICKS_HOST": "https://x"}).plain


def test_lakebase_endpoint_is_a_default_target() -> None:
    environ = {"LAKEBASE_ENDPOINT": "projects/shop/branches/dev/endpoints/primary", "PGHOST": "ep-x"}
    assert parse([], environ).endpoint == "primary"
    assert parse(["-h", "localhost"], environ).plain


def test_contradictions_are_refused() -> None:
    with pytest.raises(UsageError, match="Two databases"):
        parse(["shop", "-d", "other"], {})
    with pytest.raises(UsageError, match="Two branch ids"):
        parse(["projects/shop/branches/dev", "--branch", "prod"], {})
    with pytest.raises(UsageError, match="-h names a plain Postgres server"):
        parse(["--project", "shop", "-h", "localhost"], {})


def test_the_command_line_alone_loads_nothing_heavy() -> None:
    code = (
        "import sys, lakebase_tui.cli, lakebase_tui.cli.arguments as a; a.parse(['--demo'], {});"
        "heavy = ('databricks', 'psycopg', 'textual', 'rich', 'keyring');"
        "print(sorted(m for m in heavy if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_how_long_to_wait_for_a_wake() -> None:
    assert parse([], {}).wake_timeout_s == 60.0
    assert parse(["--wake-timeout", "7.5"], {}).wake_timeout_s == 7.5
    for wrong in ("0", "-1", "inf", "nan", "soon"):
        with pytest.raises(SystemExit):
            parse(["--wake-timeout", wrong], {})


def test_a_password_command_is_cut_as_a_shell_would() -> None:
    assert parse([], {}).password_command == ()
    given = parse(["--password-command", "pass show 'lake base/app'"], {})
    assert given.password_command == ("pass", "show", "lake base/app")


@pytest.mark.parametrize("wrong", ["", "  ", "''", "pass 'open"])
def test_a_password_command_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="does not hold a command"):
        parse(["--password-command", wrong], {})
