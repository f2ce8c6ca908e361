"""The user's own editor: which it is, and a text that goes through it."""

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.file_thread import FileThread

_NAMED_BY = ("PSQL_EDITOR", "VISUAL", "EDITOR")
_OTHERWISE = ("editor", "vi", "nano")
"""Debian's name for whatever one chose there; then what psql and git start."""
_MEANT_FOR_IT = (signal.SIGINT, signal.SIGQUIT)


class EditorProgramError(LakebaseTuiError):
    """The user's editor cannot be started, or did not end well; the text is as it was."""


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The program and its arguments: `$PSQL_EDITOR`, else `$VISUAL`, else `$EDITOR`, else what is there.

    Raises:
        EditorProgramError: What is set cannot be understood, or no such program is there.
    """
    search = environ.get("PATH")
    name = next((name for name in _NAMED_BY if environ.get(name, "").strip()), None)
    if name is None:
        if found := next((each for each in _OTHERWISE if shutil.which(each, path=search)), None):
            return [found]
        raise EditorProgramError(
            "Neither $VISUAL nor $EDITOR says which editor you use.", "Set one before the start: EDITOR=nano."
        )
    said = environ[name]
    try:
        command = shlex.split(said)
    except ValueError as error:
        raise EditorProgramError(f"${name} cannot be understood: {error}.", "Correct its quotes.") from error
    if shutil.which(command[0], path=search) is None:
        raise EditorProgramError(f"${name} names {command[0]}, which is not there.", "Name another editor.")
    return command


async def edited(app: App[Any], command: Sequence[str], text: str, name: str) -> str:
    """Have a text edited by another program that gets the terminal; whatever runs here goes on.

    Args:
        app: Who has the terminal.
        command: The program and its arguments.
        text: What to edit; surrogate escapes are the bytes that they stand for.
        name: Of the file, with its ending; the program may go by it.

    Returns:
        The text as the program left it. A line end that it put behind the last line is taken away.

    Raises:
        EditorProgramError: It could not be started, or ended with a failure.
    """
    thread = FileThread("editor")
    folder = Path(await thread.ask(lambda: tempfile.mkdtemp(prefix="lakebase-tui-")))  # nobody else looks in
    path = folder / name
    try:
        await thread.ask(lambda: _write(path, text))
        code = await _run(app, [*command, str(path)])
        if code:
            ended = f"exit code {code}" if code > 0 else f"signal {-code}"
            raise EditorProgramError(f"{command[0]} ended with {ended}.", "The text is as it was.")
        new = await thread.ask(lambda: path.read_bytes().decode("utf-8", "surrogateescape"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise EditorProgramError(
            f"{command[0]} gave nothing back: {reason}.", "The text is as it was."
        ) from error
    finally:
        thread.close(lambda: shutil.rmtree(folder, ignore_errors=True))
    return _without_last_line_end(new, text)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


async def _run(app: App[Any], command: Sequence[str]) -> int:
    try:
        # What is drawn meanwhile is not sent; the whole screen is, once the terminal is ours again.
        with app.batch_update(), app.suspend(), _keys_for_it():
            process = await asyncio.create_subprocess_exec(*command)
            try:
                return await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                raise
    except SuspendNotSupported as error:
        raise EditorProgramError("This terminal cannot be lent to another program.") from error
    except OSError as error:
        raise EditorProgramError(f"{command[0]} cannot be started: {error.strerror or error}.") from error


@contextmanager
def _keys_for_it() -> Iterator[None]:
    """Leave Ctrl+C to the program that has the terminal; a handler of ours is none of the program's."""
    before = {number: signal.signal(number, lambda *_: None) for number in _MEANT_FOR_IT}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _without_last_line_end(new: str, old: str) -> str:
    if old.endswith(("\n", "\r")):
        return new
    return new.removesuffix("\n").removesuffix("\r")
