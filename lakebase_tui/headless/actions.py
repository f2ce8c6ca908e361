"""The actions of a run in order, with psql's exit codes."""

import os
from contextlib import ExitStack

from lakebase_tui.headless.endings import EXIT_FATAL, EXIT_OK, EXIT_SCRIPT, FatalError
from lakebase_tui.headless.input import LineReader
from lakebase_tui.headless.job import STDIN, Action, Command, Job, ScriptFile
from lakebase_tui.headless.messages import Messages
from lakebase_tui.headless.talk import Talk
from lakebase_tui.sql.line_feed import Backslash, Cut, LineFeed

_PSQL_ONLY = "is a command of psql's own, and only SQL is understood here."
_NOTHING_TO_DO = ("restrict", "unrestrict")
r"""pg_dump puts these into its scripts, to forbid every other backslash command."""


class Actions:
    """Runs commands and scripts.

    Args:
        job: What to do.
        messages: Sends their statements.
        talk: Tells what goes wrong.
        stdin: For `-f -`, and for data of a `COPY ... FROM STDIN` in a `-c`.
    """

    def __init__(self, job: Job, messages: Messages, talk: Talk, stdin: LineReader) -> None:
        self._job = job
        self._messages = messages
        self._talk = talk
        self._stdin = stdin

    async def run(self) -> int:
        """Run all; one that fails ends the run only with ON_ERROR_STOP.

        Returns:
            The exit code, which the last action decides.

        Raises:
            ConnectionLostError: The reason has been told.
            OutputClosedError: Nobody reads the results any more.
        """
        job, code = self._job, EXIT_OK
        if job.single_transaction and not await self._send("BEGIN", quietly=True) and job.stop_on_error:
            return EXIT_SCRIPT
        for action in job.actions:
            code = await self._act(action)
            if code != EXIT_OK and job.stop_on_error:
                break
        if job.single_transaction:
            end = "COMMIT" if code == EXIT_OK else "ROLLBACK"
            if not await self._send(end, quietly=True) and job.stop_on_error:
                return EXIT_SCRIPT
        return code

    async def _act(self, action: Action) -> int:
        try:
            if isinstance(action, Command):
                return await self._command(action)
            return await self._file(action)
        except FatalError as error:
            self._talk.failure(error)
            return EXIT_FATAL

    async def _command(self, command: Command) -> int:
        if command.sql.startswith("\\"):
            raise FatalError(f"{command.sql.split()[0]} {_PSQL_ONLY}")
        return EXIT_OK if await self._send(command.sql) else EXIT_FATAL

    async def _file(self, script: ScriptFile) -> int:
        if script.path == STDIN:
            return await self._script(script.name, self._stdin)
        with ExitStack() as closing:
            try:
                descriptor = os.open(script.path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError as error:
                raise FatalError(f"{script.path}: {error.strerror}.") from error
            closing.callback(os.close, descriptor)
            return await self._script(script.name, LineReader(descriptor, script.name))

    async def _script(self, name: str, reader: LineReader) -> int:
        self._talk.where = lambda: f"{name}:{max(1, reader.lines)}"
        try:
            return await self._statements(reader)
        except FatalError as error:
            self._talk.failure(error)
            return EXIT_FATAL
        finally:
            self._talk.where = lambda: ""

    async def _statements(self, reader: LineReader) -> int:
        feed = LineFeed()
        while line := await reader.line():
            for found in feed.feed(line.decode("utf-8", "surrogateescape")):
                if (code := await self._one(found, reader)) is not None:
                    return code
        for found in feed.finish():
            if (code := await self._one(found, reader)) is not None:
                return code
        return EXIT_OK

    async def _one(self, found: Cut | Backslash, reader: LineReader) -> int | None:
        r"""Run one; an exit code ends the script."""
        if isinstance(found, Cut):
            succeeded = await self._send(found.sql, reader)
            return None if succeeded or not self._job.stop_on_error else EXIT_SCRIPT
        word = found.text[1:].split(maxsplit=1)[:1]
        if word == ["q"]:
            return EXIT_OK
        if word and word[0] in _NOTHING_TO_DO:
            return None
        # Going on without it could mean another database, or a branch of an \if that was not to run.
        raise FatalError(f"{found.text.split()[0]} {_PSQL_ONLY}", "Nothing after it was run.")

    async def _send(self, sql: str, reader: LineReader | None = None, *, quietly: bool = False) -> bool:
        inline = reader is not None
        return await self._messages.send(sql, reader or self._stdin, inline=inline, quietly=quietly)
