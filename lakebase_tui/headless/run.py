"""A run from its first login to its exit code."""

import asyncio
import contextlib
import errno
import logging
import os
import signal
from collections.abc import Awaitable, Callable

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.headless.actions import Actions
from lakebase_tui.headless.endings import (
    EXIT_FATAL,
    EXIT_NO_CONNECTION,
    ConnectionLostError,
    OutputClosedError,
)
from lakebase_tui.headless.input import LineReader
from lakebase_tui.headless.interrupts import Interrupts
from lakebase_tui.headless.job import Job
from lakebase_tui.headless.messages import Messages
from lakebase_tui.headless.opening import Destination, LoginSettings, open_session
from lakebase_tui.headless.output import Output
from lakebase_tui.headless.printing import Printer
from lakebase_tui.headless.source import RunSource
from lakebase_tui.headless.talk import Talk
from lakebase_tui.session.session import Session

_SIGNALLED = 128
_STDIN, _STDOUT = 0, 1
_SETTLED_S = 2.0


def run(job: Job, find: Callable[[], Awaitable[Destination]], settings: LoginSettings) -> int:
    """Do a job.

    Args:
        job: What to do.
        find: Tells where; asked on the event loop, once.
        settings: Of logins.

    Returns:
        psql's exit codes: 0; 1 for a failed `-c` or what cannot be done; 2 without a connection; 3 for a
        failed script with ON_ERROR_STOP. 128 and its number after a signal.
    """
    talk = Talk()
    # What it warns of is told by us, or is of no concern here; unasked it would stand on standard error.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    try:
        descriptor = _open_output(job.output)
    except OSError as error:
        talk.word(f"{job.output}: {error.strerror}.")
        return EXIT_FATAL
    code = asyncio.run(_Run(job, settings, talk, descriptor).result(find))
    if code == _SIGNALLED + signal.SIGPIPE:
        # As psql ends, and as a shell expects of what stands before `head`.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    return code


def _open_output(path: str | None) -> int:
    if path is None:
        return _STDOUT
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)


class _Run:
    """One run on an event loop of its own."""

    def __init__(self, job: Job, settings: LoginSettings, talk: Talk, descriptor: int) -> None:
        self._job = job
        self._settings = settings
        self._talk = talk
        self._descriptor = descriptor
        self._output: Output | None = None
        self._interrupts = Interrupts(self._let_go)

    async def result(self, find: Callable[[], Awaitable[Destination]]) -> int:
        with self._interrupts.watching():
            try:
                return await self._do(find)
            except (asyncio.CancelledError, OutputClosedError):
                return self._ended()

    def _let_go(self) -> None:
        if self._output is not None:
            self._output.give_up()

    def _ended(self) -> int:
        if self._interrupts.signal is not None:
            if self._interrupts.signal == signal.SIGINT:
                self._talk.word("Interrupted: what ran was cancelled.")
            return _SIGNALLED + self._interrupts.signal
        failure = self._interrupts.output
        if failure is not None and failure.errno == errno.EPIPE:
            return _SIGNALLED + signal.SIGPIPE
        why = failure.strerror if failure is not None else "it is closed"
        self._talk.word(f"{self._job.output or 'standard output'}: {why}.")
        return EXIT_FATAL

    async def _do(self, find: Callable[[], Awaitable[Destination]]) -> int:
        try:
            destination = await find()
            try:
                session = await open_session(
                    destination, self._settings, self._job, self._talk, self._interrupts
                )
                try:
                    return await self._act(session)
                finally:
                    await session.aclose()
            finally:
                if destination.control_plane is not None:
                    await destination.control_plane.aclose()
        except ConnectionLostError:
            return EXIT_NO_CONNECTION
        except OutputClosedError:
            raise
        except LakebaseTuiError as failure:
            self._talk.failure(failure)
            return EXIT_NO_CONNECTION

    async def _act(self, session: Session) -> int:
        output = self._output = Output(self._descriptor, self._interrupts.output_failed)
        printer = Printer(output, self._job.layout, quiet=self._job.quiet)
        messages = Messages(RunSource(session), printer, self._talk)
        actions = Actions(self._job, messages, self._talk, LineReader(_STDIN, "<stdin>"))
        code = await actions.run()
        await output.flush()
        # It may be looking at what the last statement left behind; cutting that off would take longer.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(session.settled(), _SETTLED_S)
        return code
