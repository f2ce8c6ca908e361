"""A password role of the local Lakebase: its password is found, or asked for once, and kept when told."""

import json
import shlex
import tempfile
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.config.secret import Secret
from lakebase_tui.session.connect import connect
from lakebase_tui.session.conninfo import keywords
from lakebase_tui.session.passwords import FoundPassword, NoPassword, PasswordSources
from lakebase_tui.session.plain import PlainFlags, plain_target
from lakebase_tui.session.target import Auth
from tests.support.file_keyring import BACKEND, VARIABLE
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.program import CTRL_Q, ESC, environment, program, run
from tests.support.raw_api import RawApi
from tests.support.sessions import PRODUCTION, control_plane_of, target_on
from tests.support.terminal import Terminal

ROOT = Path(__file__).parents[2]
PRIMARY = f"{PRODUCTION}/endpoints/primary"
ASKED = "Password of app"
NO_KEYRING = "keyring.backends.null.Keyring"
CTRL_S = b"\x13"


@pytest.fixture
def host(local_lakebase: LocalLakebase) -> str:
    """The host of the compute that the tests connect to."""
    return str(RawApi(local_lakebase).get(PRIMARY)["status"]["hosts"]["host"])


def passfile(home: Path, line: str, mode: int = 0o600) -> Path:
    path = home / ".pgpass"
    path.write_text(f"{line}\n")
    path.chmod(mode)
    return path


def opened(lakebase: LocalLakebase, home: Path, *flags: str, extra: dict[str, str] | None = None) -> Terminal:
    """The program, straight to role `app`, with a keyring in a file."""
    network = ["--hostaddr", lakebase.pg_hostaddr, "-p", str(lakebase.pg_port)]
    target = ["--project", "shop", "--branch", "production", "--role", "app"]
    argv = [program(), *target, *network, "--sslrootcert", lakebase.ca_file, *flags]
    keyring = {"PYTHONPATH": str(ROOT), "PYTHON_KEYRING_BACKEND": BACKEND, VARIABLE: str(home / "keyring")}
    return Terminal(argv, environment(lakebase, home) | keyring | (extra or {}))


def works(terminal: Terminal) -> None:
    """It is connected as `app` and ends politely."""
    terminal.wait_for(lambda screen: ASKED not in screen and " active" in screen and "tx none" in screen)
    run(terminal, "select 'I am ' || current_user as me")
    terminal.wait_for("I am app")
    terminal.send(CTRL_Q)
    assert terminal.wait_end() == 0


def test_the_password_file_logs_in_without_a_question(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str, host: str
) -> None:
    passfile(tmp_path, f"{host}:{local_lakebase.pg_port}:*:app:{password}")
    with opened(local_lakebase, tmp_path) as terminal:
        works(terminal)


def test_a_command_logs_in_without_a_question(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str
) -> None:
    (tmp_path / "app").write_text(f"{password}\n")
    passfile(tmp_path, "*:*:*:*:wrong")
    script = f'printf "\\033[2Jdrawn" > /dev/tty; cat {tmp_path}/$PGUSER'
    with opened(local_lakebase, tmp_path, "--password-command", shlex.join(["sh", "-c", script])) as terminal:
        terminal.wait_for("read-only │")
        assert "drawn" not in terminal.text()
        works(terminal)


def test_a_command_that_fails_is_told(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    script = shlex.join(["sh", "-c", "echo vault is sealed >&2; exit 4"])
    with opened(local_lakebase, tmp_path, "--password-command", script) as terminal:
        terminal.wait_for("exit code 4: vault")
        assert ASKED not in terminal.text()


def test_pgpassword_is_never_used_and_a_typed_password_is_kept_when_told(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path, password: str
) -> None:
    refused = faults.post(stats=True)["stats"][PRIMARY]["refused"]
    with opened(local_lakebase, tmp_path, extra={"PGPASSWORD": "stray"}) as terminal:
        terminal.wait_for(ASKED)
        assert faults.post(stats=True)["stats"][PRIMARY]["refused"] == refused
        terminal.wait_for("☐ keep it in the keyring")
        terminal.send(CTRL_S)
        terminal.wait_for("☑ keep it in the keyring")
        terminal.send(f"{password}\r")
        works(terminal)
    [(account, kept)] = json.loads((tmp_path / "keyring").read_text()).items()
    assert account.startswith("lakebase-tui app@ep-")
    assert kept == password
    with opened(local_lakebase, tmp_path) as terminal:
        works(terminal)


def test_a_found_password_that_is_refused_is_asked_for_once(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path, password: str
) -> None:
    passfile(tmp_path, "*:*:*:*:stale")
    refused = faults.post(stats=True)["stats"][PRIMARY]["refused"]
    with opened(local_lakebase, tmp_path) as terminal:
        terminal.wait_for("The server refused the one from the password file.")
        assert "keep it" not in terminal.text()  # the file would hide what the keyring holds
        terminal.send("mistyped\r")
        terminal.wait_for(lambda screen: ASKED not in screen and "refused the login" in screen)
        terminal.send("\r")
        terminal.wait_for(ASKED)
        terminal.send(f"{password}\r")
        works(terminal)
    assert faults.post(stats=True)["stats"][PRIMARY]["refused"] - refused == 2


def test_an_open_password_file_is_left_out_with_a_warning(
    local_lakebase: LocalLakebase, password: str, request: pytest.FixtureRequest
) -> None:
    short = tempfile.TemporaryDirectory()  # a longer path wraps within the words that are looked for
    request.addfinalizer(short.cleanup)
    path = passfile(Path(short.name), f"*:*:*:*:{password}", 0o644)
    with opened(local_lakebase, Path(short.name)) as terminal:
        terminal.wait_for("others can read it")  # it does not stay for long
        terminal.wait_for(ASKED)
        terminal.send("\x1b")
        path.chmod(0o600)
        terminal.wait_for(lambda screen: ASKED not in screen)
        terminal.send("\r")
        works(terminal)


@pytest.mark.parametrize("typed", [True, False])
def test_a_plain_server_that_asks_gets_what_is_typed(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str, host: str, typed: bool
) -> None:
    url = f"postgresql://app@{host}/analytics?sslmode=verify-full"
    network = ["--hostaddr", local_lakebase.pg_hostaddr, "-p", str(local_lakebase.pg_port)]
    argv = [program(), url, *network, "--sslrootcert", local_lakebase.ca_file]
    with Terminal(
        argv, environment(local_lakebase, tmp_path) | {"PYTHON_KEYRING_BACKEND": NO_KEYRING}
    ) as terminal:
        terminal.wait_for(ASKED)
        terminal.send("mistyped\r")
        terminal.wait_for("The server refused the login of app.")
        terminal.wait_for(ASKED)
        if typed:
            terminal.send(f"{password}\r")
            works(terminal)
            return
        terminal.send(ESC)
        terminal.wait_for("Check the role and its password.")
        run(terminal, "select 1")
        terminal.wait_for("Type it, or give it with")


async def test_libpq_finds_no_password_for_a_lakebase_login_by_itself(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    passfile(tmp_path, f"*:*:*:*:{password}")
    control_plane = control_plane_of(local_lakebase)
    target = await target_on(control_plane, local_lakebase, role="app", auth=Auth.PASSWORD)
    await control_plane.aclose()
    words = keywords(target, None, 10)
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        await psycopg.AsyncConnection.connect("", **words)  # type: ignore[arg-type]  # libpq's keywords
    del words["passfile"]  # the witness: without it libpq would have
    connection = await psycopg.AsyncConnection.connect("", **words)  # type: ignore[arg-type]  # as above
    await connection.close()


@pytest.mark.parametrize("source", ["command", "file", "keyring"])
async def test_a_plain_target_finds_its_password_too(
    local_lakebase: LocalLakebase,
    tmp_path: Path,
    password: str,
    host: str,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring"))
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", BACKEND)
    flags = PlainFlags(
        conninfo=f"postgresql://app@{host}/analytics?sslmode=verify-full",
        hostaddr=local_lakebase.pg_hostaddr,
        port=local_lakebase.pg_port,
        root_cert=local_lakebase.ca_file,
    )
    target, given = plain_target(flags, {})
    assert given is None
    sources = PasswordSources(command=("printenv", "OURS") if source == "command" else ())
    provider = FoundPassword(sources, target, lambda text: None)
    with pytest.raises(NoPassword):
        await connect(lambda: target, FoundPassword(PasswordSources(), target, lambda text: None))
    if source == "command":
        monkeypatch.setenv("OURS", password)
    elif source == "file":
        passfile(tmp_path, f"{host}:{target.port}:analytics:app:{password}")
    else:
        await sources.keep(target, Secret(password))
    connection = await connect(lambda: target, provider)
    assert (await (await connection.execute("select current_user")).fetchone()) == ("app",)
    await connection.close()
