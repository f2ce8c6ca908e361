"""Programs that take a text for the clipboard: the text goes in by a pipe, never as an argument."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Final

from lakebase_tui.config.environment import without_logins

LIMIT_S: Final = 3.0
"""How long such a program may take, in seconds."""

_FAREWELL_S: Final = 1.0


async def fed(
    words: Sequence[str], data: bytes, variables: Mapping[str, str], *, limit_s: float = LIMIT_S
) -> bool:
    """Run a program with some input.

    Args:
        words: The program and its arguments.
        data: What it reads.
        variables: Our environment; whatever may hold a secret is kept from the program.
        limit_s: Seconds after which it is killed.

    Returns:
        Whether it was started, ended in time and did not fail.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            # No pipes: some leave a child behind to serve the clipboard, which would hold them open.
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=_for_child(variables),
            start_new_session=True,  # without our terminal, and to be killed with its children
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(limit_s):
            await process.communicate(data)
    except TimeoutError:
        await _kill(process)
        return False
    except asyncio.CancelledError:
        await _kill(process)
        raise
    return process.returncode == 0


def _for_child(variables: Mapping[str, str]) -> dict[str, str]:
    # pbcopy takes its input for Mac Roman where no locale says otherwise.
    return {"LC_CTYPE": "UTF-8"} | without_logins(variables)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _FAREWELL_S)
