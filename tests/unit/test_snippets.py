"""Connection strings: what other programs read out of them, and what they never hold."""

import shlex

import pytest
from psycopg.conninfo import conninfo_to_dict

from lakebase_tui.session.snippets import env_lines, jdbc_url, psql_command, python_code, snippets, uri
from lakebase_tui.session.target import Auth, ConnectionTarget, Tls

EASY = ConnectionTarget("ep-x.example.com", "databricks_postgres", "ana@example.com", Auth.OAUTH)
ODD = ConnectionTarget(
    "ep-x.example.com",
    "it's a\\b/c?d#é",
    "o'ne@two three%",
    Auth.PASSWORD,
    port=6543,
    hostaddr="127.0.0.1",
    tls=Tls("verify-full", "/tmp/c a.pem"),
)


def _expected(target: ConnectionTarget) -> dict[str, str]:
    words = {"host": target.host, "port": str(target.port), "dbname": target.database, "user": target.role}
    if target.hostaddr:
        words["hostaddr"] = target.hostaddr
    if target.tls.root_cert:
        return words | {"sslmode": "verify-full", "sslrootcert": target.tls.root_cert}
    return words | {"sslmode": "require"}


@pytest.mark.parametrize("target", [EASY, ODD])
def test_libpq_reads_the_psql_command_as_meant(target: ConnectionTarget) -> None:
    program, conninfo = shlex.split(psql_command(target))
    assert program == "psql"
    assert conninfo_to_dict(conninfo) == _expected(target)


@pytest.mark.parametrize("target", [EASY, ODD])
def test_libpq_reads_the_uri_as_meant(target: ConnectionTarget) -> None:
    assert conninfo_to_dict(uri(target)) == _expected(target)


def test_the_at_sign_of_a_user_is_escaped() -> None:
    assert uri(EASY) == (
        "postgresql://ana%40example.com@ep-x.example.com:5432/databricks_postgres?sslmode=require"
    )


def test_environment_lines_survive_a_shell() -> None:
    words = dict(shlex.split(line)[0].split("=", 1) for line in env_lines(ODD).splitlines())
    assert words["PGDATABASE"] == ODD.database
    assert words["PGUSER"] == ODD.role
    assert words["PGHOSTADDR"] == "127.0.0.1"


def test_jdbc() -> None:
    assert jdbc_url(EASY) == (
        "jdbc:postgresql://ep-x.example.com:5432/databricks_postgres?user=ana%40example.com&sslmode=require"
    )


def test_the_python_lines_compile_and_name_the_password_s_variable() -> None:
    code = python_code(ODD)
    compile(code, "snippet", "exec")
    assert 'password=os.environ["PGPASSWORD"]' in code
    assert repr(ODD.database) in code


def test_there_are_five_forms() -> None:
    assert [snippet.form for snippet in snippets(EASY)] == ["psql", "uri", "env", "jdbc", "python"]
