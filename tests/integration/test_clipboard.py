"""Copying, in a real terminal: alone, in a real tmux, and with commands that misbehave."""

import base64
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from lakebase_tui.ui.clipboard.clipboard import Clipboard
from lakebase_tui.ui.clipboard.commands import fed
from lakebase_tui.ui.clipboard.routes import OSC_52_LIMIT, Environment, Way
from tests.support.clipboard_program import text_of
from tests.support.terminal import Terminal

OSC_52 = re.compile(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
ROOT = Path(__file__).parents[2]
TMUX = shutil.which("tmux")


def variables(home: Path, **more: str) -> dict[str, str]:
    found = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return found | {
        "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color", "SSH_TTY": "/dev/pts/0", "LC_ALL": "C.UTF-8", **more,
    }  # fmt: skip


def command(length: int) -> list[str]:
    return [sys.executable, "-m", "tests.support.clipboard_program", str(length)]


def data_of(length: int) -> bytes:
    return text_of(length).encode(errors="surrogateescape")


def copied(terminal: Terminal) -> list[bytes]:
    return [base64.b64decode(found) for found in OSC_52.findall(bytes(terminal.transcript))]


def test_a_terminal_gets_the_text(tmp_path: Path) -> None:
    with Terminal(command(5_000), variables(tmp_path)) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")
        terminal.wait_for("Copied a text, 5.0 kB, to the terminal's clipboard (OSC 52).")
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert copied(terminal) == [data_of(5_000)]


def test_what_is_too_large_goes_to_a_file(tmp_path: Path) -> None:
    with Terminal(command(OSC_52_LIMIT), variables(tmp_path), columns=200, umask=0) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")  # some of its characters take several bytes
        terminal.wait_for("too large for the terminal's clipboard")
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert copied(terminal) == []
    [file] = tmp_path.rglob("copied.txt")
    assert file.read_bytes() == data_of(OSC_52_LIMIT)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_screen_gets_pieces(tmp_path: Path) -> None:
    with Terminal(command(5_000), variables(tmp_path, STY="1.pts", TERM="screen.xterm")) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")
        terminal.wait_for("(OSC 52 through screen)")
        pieces = re.findall(rb"\x1bP(.*?)\x1b\\", bytes(terminal.transcript), re.DOTALL)
    assert max(map(len, pieces)) < 256
    [whole] = OSC_52.findall(b"".join(pieces))
    assert base64.b64decode(whole) == data_of(5_000)


class Tmux:
    """A tmux server of its own."""

    def __init__(self, folder: Path, settings: str) -> None:
        assert TMUX is not None
        self.env = variables(folder)
        config = folder / "tmux.conf"
        config.write_text(settings)
        self._start = [TMUX, "-S", str(folder / "tmux"), "-f", str(config)]

    def running(self, *words: str) -> Terminal:
        return Terminal([*self._start, "new-session", *words], self.env)

    def run(self, *words: str) -> bytes:
        return subprocess.run(
            [*self._start, *words], env=self.env, capture_output=True, check=True, timeout=20
        ).stdout

    def end(self) -> None:
        subprocess.run([*self._start, "kill-server"], env=self.env, capture_output=True, check=False)


@pytest.fixture
def tmux(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tmux]:
    if TMUX is None:
        pytest.skip("no tmux here")
    server = Tmux(tmp_path, getattr(request, "param", ""))
    yield server
    server.end()


@pytest.mark.parametrize("tmux", ["", "set -s set-clipboard off"], indirect=True)
def test_tmux_holds_the_text_and_passes_it_on(tmux: Tmux) -> None:
    with tmux.running(*command(5_000)) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")
        terminal.wait_for("to tmux's buffer and the terminal's clipboard (OSC 52")
        assert tmux.run("show-buffer") == data_of(5_000)
        terminal.send("q")
        terminal.wait_end()
        assert copied(terminal) == [data_of(5_000)]


def test_tmux_holds_what_is_too_large_for_the_terminal(tmux: Tmux) -> None:
    with tmux.running(*command(OSC_52_LIMIT)) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")
        terminal.wait_for("to tmux's buffer: too large")
        assert tmux.run("show-buffer") == data_of(OSC_52_LIMIT)
        assert copied(terminal) == []


WAYS_THROUGH = ["set -g allow-passthrough on\nset -s set-clipboard external", "set -s set-clipboard on"]


@pytest.mark.parametrize("tmux", WAYS_THROUGH, indirect=True)
def test_a_tmux_that_cannot_be_run_from_here_is_passed_through(tmux: Tmux, tmp_path: Path) -> None:
    """As behind SSH: what is known is the name in TERM."""
    far = ["env", "-u", "TMUX", "TERM=tmux-256color", *command(5_000)]
    with tmux.running(*far) as terminal:
        terminal.wait_for("ready to copy")
        terminal.send("y")
        terminal.wait_for("(OSC 52 through tmux)")
        terminal.send("q")
        terminal.wait_end()
        assert copied(terminal) == [data_of(5_000)]


# -- commands ------------------------------------------------------------------------------------------


def script(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def clipboard_in(folder: Path, found: list[str], **more: str) -> tuple[Clipboard, list[str]]:
    """A clipboard with the commands of a folder, and what it writes to its terminal."""
    env: Mapping[str, str] = {"PATH": f"{folder}:{os.environ['PATH']}", "TERM": "xterm", "HOME": "/"} | more
    environment = Environment(env, "linux", lambda name: shutil.which(name, path=str(folder)))
    return Clipboard(environment, found.append, folder / "copies"), found


async def test_a_local_command_gets_the_text_and_no_secret(tmp_path: Path) -> None:
    script(tmp_path, "xclip", f'cat > {tmp_path}/got; echo "$@" > {tmp_path}/args; env > {tmp_path}/env')
    secrets = {"PGPASSWORD": "hunter2", "DATABRICKS_TOKEN": "dapi"}
    clipboard, wrote = clipboard_in(tmp_path, [], DISPLAY=":0", **secrets)
    told = await clipboard.copy("a\udcff\n")
    assert told.sentence("1 row") == "Copied 1 row, 3 B, to the clipboard (xclip)."
    assert (tmp_path / "got").read_bytes() == b"a\xff\n"
    assert (tmp_path / "args").read_text() == "-selection clipboard -in\n"
    assert "DISPLAY" in (tmp_path / "env").read_text()
    assert not any(secret in (tmp_path / "env").read_text() for secret in secrets.values())
    assert wrote == []


async def test_a_child_that_serves_the_clipboard_is_not_waited_for(tmp_path: Path) -> None:
    script(tmp_path, "wl-copy", f"cat > {tmp_path}/got; (sleep 600) & echo $! > {tmp_path}/pid")
    clipboard, _ = clipboard_in(tmp_path, [], WAYLAND_DISPLAY="wayland-0")
    told = await clipboard.copy("x")
    assert told.route.way is Way.COMMAND
    pid = int((tmp_path / "pid").read_text())
    os.kill(pid, 0)  # it lives on
    os.kill(pid, 15)


@pytest.mark.parametrize("body", ["exit 1", "cat > /dev/null; kill -9 $$", "exec < /dev/null; exit 3"])
async def test_a_command_that_fails_leaves_it_to_the_terminal(tmp_path: Path, body: str) -> None:
    script(tmp_path, "xclip", body)
    clipboard, wrote = clipboard_in(tmp_path, [], DISPLAY=":0")
    told = await clipboard.copy("y" * 70_000)
    assert told.route.way is Way.OSC_52
    assert len(wrote) == 1


async def test_a_command_that_hangs_is_killed(tmp_path: Path) -> None:
    script(tmp_path, "hangs", f"echo $$ > {tmp_path}/pid; sleep 600")
    assert await fed([str(tmp_path / "hangs")], b"x" * 1_000_000, os.environ, limit_s=0.5) is False
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert await fed([str(tmp_path / "missing")], b"", os.environ) is False


async def test_windows_gets_utf_16(tmp_path: Path) -> None:
    script(tmp_path, "clip.exe", f"cat > {tmp_path}/got")
    clipboard, _ = clipboard_in(tmp_path, [], WSL_DISTRO_NAME="Debian")
    assert (await clipboard.copy("é🚲")).size == 6
    assert (tmp_path / "got").read_bytes().decode("utf-16-le") == "é🚲"
