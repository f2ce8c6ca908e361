"""The password file is read by libpq's rules; libpq itself is asked."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.config.passfile import PasswordOwner, default_passfile, passfile_problem, read_passfile
from lakebase_tui.config.secret import Secret
from lakebase_tui.session.conninfo import keywords
from lakebase_tui.session.plain import PlainFlags, plain_target

OWNER = PasswordOwner("db.example.com", 5432, "shop", "app")

CASES = [
    ("db.example.com:5432:shop:app:secret", "secret"),
    ("*:*:*:*:anybody", "anybody"),
    ("*:*:*:app:s\\:e\\\\c", "s:e\\c"),
    ("*:*:*:app:a:b", "a"),
    ("*:*:*:app: spaces ", " spaces "),
    ("*:*:*:app:tail\\", "tail\\"),
    ("*:*:*:app:\u00fcml\u00e4ut", "\u00fcml\u00e4ut"),
    ("*:*:*:a\\pp:escaped", "escaped"),
    ("# *:*:*:*:comment\n*:*:*:app:after", "after"),
    ("*:*:*:else:no\n*:*:*:app:first\n*:*:*:app:second", "first"),
    ("*:*:*:app:windows\r\n", "windows"),
    ("other:5432:shop:app:no", None),
    ("db.example.com:5433:shop:app:no", None),
    ("DB.example.com:5432:shop:app:no", None),
    ("*:*:other:app:no", None),
    ("db*:5432:shop:app:no", None),
    ("\\*:*:*:app:no", None),
    ("*:*:*:app", None),
    ("*:*:*:app:\n*:*:*:app:never", None),
    ("\n\nnonsense\n:::::", None),
    ("", None),
]


@asynccontextmanager
async def curious_server() -> AsyncIterator[tuple[int, list[str]]]:
    """Asks for a cleartext password and writes it down; yields its port and what it was told."""
    heard: list[str] = []
    ended: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.current_task())
        (size,) = struct.unpack("!I", await reader.readexactly(4))
        await reader.readexactly(size - 4)
        writer.write(b"R" + struct.pack("!II", 8, 3))
        kind = await reader.read(1)
        if kind == b"p":
            (size,) = struct.unpack("!I", await reader.readexactly(4))
            heard.append((await reader.readexactly(size - 4)).rstrip(b"\0").decode())
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard
        await asyncio.gather(*(task for task in ended if task is not None))


def private(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(("text", "password"), CASES)
async def test_lines_are_read_as_libpq_reads_them(tmp_path: Path, text: str, password: str | None) -> None:
    path = private(tmp_path / "pgpass", text)
    found = read_passfile(path, OWNER)
    assert (found.reveal() if found else None) == password
    async with curious_server() as (port, heard):
        there = private(tmp_path / "there", text.replace(":5432:", f":{port}:"))
        with pytest.raises(psycopg.OperationalError):
            await psycopg.AsyncConnection.connect(
                host=OWNER.host,
                hostaddr="127.0.0.1",
                port=port,
                user="app",
                dbname="shop",
                sslmode="disable",
                gssencmode="disable",
                passfile=str(there),
            )
    assert heard == ([password] if password else [])


def test_a_line_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "pgpass"
    path.write_bytes(b"*:*:*:*:\xff\n*:*:*:app:text\n")
    assert read_passfile(path, OWNER) == Secret("text")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_is_open_to_others_is_left_out(tmp_path: Path, mode: int) -> None:
    path = private(tmp_path / "pgpass", "*:*:*:*:secret")
    assert passfile_problem(path) == ""
    path.chmod(mode)
    assert f"chmod 600 {path}" in passfile_problem(path)


def test_a_file_that_is_not_there_is_no_problem_and_a_folder_is(tmp_path: Path) -> None:
    assert passfile_problem(tmp_path / "nothing") == ""
    assert read_passfile(tmp_path / "nothing", OWNER) is None
    assert "not a plain file" in passfile_problem(tmp_path)


def test_the_usual_file_lies_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_passfile() == tmp_path / ".pgpass"


async def test_libpq_writes_nothing_on_the_terminal_about_a_file_that_is_left_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = private(tmp_path / "pgpass", "*:*:*:*:secret")
    path.chmod(0o644)
    async with curious_server() as (port, heard):
        url = f"postgresql://app@127.0.0.1:{port}/shop?passfile={path}&sslmode=disable&gssencmode=disable"
        words = keywords(plain_target(PlainFlags(conninfo=url), {})[0], None, 10)
        for passfile, warned in ((str(path), True), (words["passfile"], False)):
            with pytest.raises(psycopg.OperationalError, match="no password supplied"):
                await psycopg.AsyncConnection.connect("", **{**words, "passfile": passfile})  # type: ignore[arg-type]  # libpq's keywords
            assert ("group or world access" in capfd.readouterr().err) is warned
    assert heard == []
