"""A password from a command: its first line, no terminal, no shell, and one sentence when it fails."""

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest

from lakebase_tui.config.passfile import PasswordOwner
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.password_command import password_from_command

OWNER = PasswordOwner("ep-a.example.com", 5432, "shop", "app")


async def said(script: str) -> str:
    return (await password_from_command(["sh", "-c", script], OWNER)).reveal()


async def failure(script: str, **options: float) -> str:
    with pytest.raises(LakebaseTuiError) as caught:
        await password_from_command(["sh", "-c", script], OWNER, **options)
    assert caught.value.next_step
    return caught.value.sentence


@pytest.mark.parametrize(
    ("script", "password"),
    [
        ("echo s3cret; echo more", "s3cret"),
        ("printf 's3cret'", "s3cret"),
        ("printf 's3cret\\r\\n'", "s3cret"),
        ("printf ' a b \\n'", " a b "),
        ("echo noise >&2; echo s3cret", "s3cret"),
        ("echo s3cret; head -c 3000000 /dev/zero", "s3cret"),
        ("head -c 3000000 /dev/zero >&2; echo s3cret", "s3cret"),
    ],
)
async def test_the_first_line_is_the_password(script: str, password: str) -> None:
    assert await said(script) == password


async def test_it_is_told_whose_password_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "somebody-elses")
    monkeypatch.setenv("GPG_TTY", "/dev/pts/1")
    monkeypatch.setenv("KEPT", "kept")
    script = 'echo "$PGUSER $PGHOST $PGPORT $PGDATABASE $KEPT [$PGPASSWORD$GPG_TTY]"'
    assert await said(script) == "app ep-a.example.com 5432 shop kept []"


async def test_it_has_no_input_and_no_terminal() -> None:
    assert await said('read line; echo "got [$line]"') == "got []"
    program = "import os, sys\ntry: os.open('/dev/tty', os.O_RDWR)\nexcept OSError: print('none')"
    assert (await password_from_command([sys.executable, "-c", program], OWNER)).reveal() == "none"


async def test_no_shell_reads_it() -> None:
    assert (await password_from_command(["echo", "$HOME;", "*"], OWNER)).reveal() == "$HOME; *"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 3", "The password command sh ended with exit code 3."),
        ("echo a >&2; echo not signed in >&2; exit 1", "… exit code 1: not signed in"),
        ("printf '\\033[31mred' >&2; exit 1", "… exit code 1: ␛[31mred"),
        ("echo s3cret; echo bad s3cret >&2; exit 1", "… exit code 1: bad ***"),
        ("kill -9 $$", "The password command sh was ended by signal 9."),
        (":", "The password command sh printed no password."),
        ("echo; echo later", "The password command sh printed no password."),
        ("printf '\\377\\n'", "The password command sh did not print a line of text."),
        ("printf 'a\\000b\\n'", "The password command sh did not print a line of text."),
    ],
)
async def test_a_failure_is_one_sentence_without_what_was_printed(script: str, sentence: str) -> None:
    told = await failure(script)
    assert "s3cret" not in told
    assert told.endswith(sentence.removeprefix("…"))


async def test_a_program_that_is_not_there() -> None:
    with pytest.raises(LakebaseTuiError) as caught:
        await password_from_command(["no-such-program"], OWNER)
    assert "no-such-program could not be started: no such file" in caught.value.sentence


async def test_one_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    told = await failure(f"sleep 600 & echo $$ $! > {pids}; wait", limit_s=1)
    assert told == "The password command sh took longer than 1 s."
    for pid in pids.read_text().split():
        gone_or_dead(int(pid))


async def test_giving_up_ends_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "began")
    asking = asyncio.ensure_future(said(f"echo $$ > {tmp_path}/began; sleep 600"))
    pid = await asyncio.to_thread((tmp_path / "began").read_text)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    gone_or_dead(int(pid))


def gone_or_dead(pid: int) -> None:
    """Not running; an orphan may wait for whoever collects it."""
    try:
        assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return
