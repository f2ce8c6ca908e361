"""A password from a program that the user names, such as a secret manager's."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence

from lakebase_tui.config.passfile import PasswordOwner
from lakebase_tui.config.secret import Secret
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible

LIMIT_S = 60.0
"""Long enough for a fingerprint or a second factor."""
_FAREWELL_S = 1.0
_MOST_BYTES = 65_536
_NOT_FOR_CHILDREN = ("PGPASSWORD", "GPG_TTY")  # the second would let a pinentry draw on our terminal


async def password_from_command(
    words: Sequence[str], owner: PasswordOwner, *, limit_s: float = LIMIT_S
) -> Secret:
    """Run a command and take the first line that it prints.

    No shell is involved. The command has no terminal and no input; PGHOST, PGPORT, PGDATABASE and
    PGUSER tell it whose password is asked for.

    Args:
        words: The program and its arguments.
        owner: Whose password.
        limit_s: Seconds after which it is killed.

    Raises:
        LakebaseTuiError: There is no password; says how the command ended, never what it printed.
    """
    name = visible(words[0])
    try:
        process = await _started(words, owner)
    except OSError as error:
        why = (error.strerror or "it cannot be run").lower()
        raise _failure(f"The password command {name} could not be started: {why}.") from None
    try:
        async with asyncio.timeout(limit_s):
            said, complaint = await asyncio.gather(_first(process.stdout), _last(process.stderr))
            code = await process.wait()
    except TimeoutError:
        await _kill(process)
        raise _failure(f"The password command {name} took longer than {limit_s:g} s.") from None
    except asyncio.CancelledError:
        await _kill(process)
        raise
    line = said.split(b"\n")[0].removesuffix(b"\r")
    if code != 0:
        raise _failure(f"The password command {name} {_end(code)}{_words(complaint, line)}")
    return _secret(line, name)


async def _started(words: Sequence[str], owner: PasswordOwner) -> asyncio.subprocess.Process:
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(os.environ, owner),
            start_new_session=True,  # without our terminal, and to be killed with its children
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # It may run already, while its pipes are still being connected: only then can it be ended whole.
        await _kill(await starting)
        raise


def _environment(environ: Mapping[str, str], owner: PasswordOwner) -> dict[str, str]:
    host, port, database, role = owner.fields
    kept = {key: value for key, value in environ.items() if key not in _NOT_FOR_CHILDREN}
    return kept | {"PGHOST": host, "PGPORT": port, "PGDATABASE": database, "PGUSER": role}


async def _first(stream: asyncio.StreamReader | None) -> bytes:
    """The beginning of a stream that is read to its end, so that the command is never held up."""
    kept = b""
    while stream is not None and (part := await stream.read(_MOST_BYTES)):
        kept = (kept + part)[:_MOST_BYTES]
    return kept


async def _last(stream: asyncio.StreamReader | None) -> bytes:
    kept = b""
    while stream is not None and (part := await stream.read(_MOST_BYTES)):
        kept = (kept + part)[-_MOST_BYTES:]
    return kept


async def _kill(process: asyncio.subprocess.Process) -> None:
    """End it and what it started; a child that left for a session of its own is not waited for."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.communicate(), _FAREWELL_S)


def _end(code: int) -> str:
    return f"ended with exit code {code}" if code > 0 else f"was ended by signal {-code}"


def _words(complaint: bytes, printed: bytes) -> str:
    lines = complaint.decode("utf-8", "surrogateescape").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if not last:
        return "."
    if printed.strip():
        last = last.replace(printed.strip().decode("utf-8", "surrogateescape"), "***")
    return f": {visible(last)[:300]}"


def _secret(line: bytes, name: str) -> Secret:
    if not line:
        raise _failure(f"The password command {name} printed no password.")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise _failure(f"The password command {name} did not print a line of text.")
    return Secret(text)


def _failure(sentence: str) -> LakebaseTuiError:
    return LakebaseTuiError(sentence, "Run it in a shell to see why; its first line must be the password.")
