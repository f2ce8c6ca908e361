"""No secret in anything that the program writes or shows, nor where other programs can look."""

import base64
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from lakebase_tui.config.environment import without_logins
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.program import CTRL_Q, F12, command, connect, environment, program, run
from tests.support.terminal import Terminal

JWT = re.compile(rb"eyJ[\w-]{8,}\.")
OSC_52 = re.compile(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]+)")
NOT_TYPED = "never-typed-anywhere"


def shown(terminal: Terminal) -> bytes:
    """All that went to the terminal, with what was put on its clipboard in clear."""
    data = bytes(terminal.transcript)
    return data + b"\n".join(base64.b64decode(copied) for copied in OSC_52.findall(data))


def written(home: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of the program, and what is in it."""
    yield from ((path, path.read_bytes()) for path in home.rglob("*") if path.is_file())


def seen_by_others(pid: int) -> bytes:
    """Command lines of the program and its children, and the children's environments."""
    process = psutil.Process(pid)
    children = process.children(recursive=True)
    lines = [" ".join(each.cmdline()) for each in (process, *children)]
    return "\n".join([*lines, *(str(child.environ()) for child in children)]).encode()


def leaks(where: bytes, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret.encode() in where] + JWT.findall(where)


def test_tokens_and_passwords_leave_no_trace(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path, password: str
) -> None:
    secrets = [local_lakebase.databricks_token, password, NOT_TYPED]
    env = environment(local_lakebase, tmp_path) | {"PGPASSWORD": NOT_TYPED}
    pieces = []
    with Terminal(command(local_lakebase, "--token-ttl", "600"), env) as terminal:
        terminal.wait_for("OAuth token")
        terminal.send("y")  # connection strings, each copied
        terminal.wait_for("psql command")
        terminal.send("\r")
        terminal.wait_for("OAuth token")
        connect(terminal)
        for sql, answer in (("select 40 + 2", "42"), ("select 1/0", "22012"), ("set app.x = 'y'", "SET")):
            run(terminal, sql)
            terminal.wait_for(answer)
        faults.post(revoke="all", kill="SIGTERM")
        terminal.wait_for("lost")
        run(terminal, "select 'a new ' || 'login' as now")
        terminal.wait_for("a new login")
        refusal = {"message": "JWT token has expired (exp=1)", "sqlstate": "28000"}
        faults.post(wire={"refuse": refusal}, kill="SIGTERM")
        terminal.wait_for("lost")
        run(terminal, "select 2")
        terminal.wait_for("refused")
        faults.reset()
        terminal.send(F12)
        terminal.wait_for("Session log")
        terminal.send("y")
        pieces.append(seen_by_others(terminal.process.pid))
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_end() == 128 + signal.SIGTERM
        pieces.append(shown(terminal))
    flags = ["--role", "app", "--project", "shop", "--branch", "production", "-d", "analytics"]
    with Terminal(command(local_lakebase, *flags), env) as terminal:
        terminal.wait_for("Password of app")
        terminal.send(f"{password}\r")
        terminal.wait_for("tx none")
        run(terminal, "select 'I am ' || current_user as me")
        terminal.wait_for("I am app")
        pieces.append(seen_by_others(terminal.process.pid))
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0
        pieces.append(shown(terminal))
    files = list(written(tmp_path))
    assert files
    for where in pieces:
        assert len(where) > 100
        assert leaks(where, secrets) == []
    assert {path: found for path, text in files if (found := leaks(text, secrets))} == {}


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ."
    assert leaks(b"password=hunter2", ["hunter2"]) == ["hunter2"]
    assert leaks(token.encode(), [])
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_text(token)
    assert [path.name for path, text in written(tmp_path) if leaks(text, [])] == ["file"]
    env = {"PATH": "/usr/bin:/bin", "TERM": "xterm"}
    copying = f"print('\\x1b]52;c;{base64.b64encode(token.encode()).decode()}\\x07')"
    with Terminal([sys.executable, "-c", copying], env) as terminal:
        assert terminal.wait_end() == 0
        assert leaks(shown(terminal), [])
    waiting = "print('ready', flush=True); input()"
    with Terminal([sys.executable, "-c", waiting, "hunter2"], env) as terminal:
        terminal.wait_for("ready")
        assert leaks(seen_by_others(terminal.process.pid), ["hunter2"]) == ["hunter2"]


def test_the_local_lakebase_gets_no_login_of_the_users(tmp_path: Path) -> None:
    env = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "DATABRICKS_TOKEN": NOT_TYPED,
        "MY_API_KEY": NOT_TYPED,
    }
    with Terminal([program(), "--demo"], env) as terminal:
        terminal.wait_for("OAuth token", timeout_s=60)
        children = psutil.Process(terminal.process.pid).children(recursive=True)
        assert any("lakebase_tui.local" in " ".join(child.cmdline()) for child in children)
        assert NOT_TYPED.encode() not in seen_by_others(terminal.process.pid)
        terminal.send(CTRL_Q)
        assert terminal.wait_end() == 0


def test_what_a_child_may_know() -> None:
    environ = {"PATH": "/bin", "HOME": "/h", "LANG": "C", "XDG_STATE_HOME": "/s", "PYTHONPATH": "/p"}
    logins = {"DATABRICKS_HOST": "h", "PGPASSWORD": "x", "ARM_CLIENT_SECRET": "x", "GITHUB_TOKEN": "x"}
    assert without_logins(environ | logins) == environ
