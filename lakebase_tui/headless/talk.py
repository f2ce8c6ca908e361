"""What is told on standard error, in psql's form where psql has one."""

import asyncio
import contextlib
import sys
from collections.abc import Callable

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import ServerError
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import SessionEvent, SessionState, StateChanged, Warned, Woke
from lakebase_tui.sql.visible import visible, visible_lines

_PROGRAM = "lakebase-tui"
_WAIT_S = 1.0
"""A wake that takes no longer is not worth a word."""


class Talk:
    """Writes to standard error; whoever has closed it is told nothing.

    Args:
        where: File and line of the script that runs, as `file:7`; empty for none.
    """

    def __init__(self, where: Callable[[], str] = lambda: "") -> None:
        self.where = where
        """File and line of the script that runs, as `file:7`; empty for none."""
        self._to_people = sys.stderr is not None and sys.stderr.isatty()
        self._timer: asyncio.TimerHandle | None = None
        self._told_wait = False
        self._state = SessionState.DISCONNECTED
        self._what = ""

    def server(self, error: ServerError) -> None:
        """An error or notice of the server, or of ours about a statement."""
        if error.text:
            self._say(self._place() + error.text)
        elif error.sqlstate:
            self._say(self._place() + _as_psql(error))
        else:
            self._own(f"{error.message} {error.detail} {error.next_step}")

    def failure(self, error: LakebaseTuiError) -> None:
        """An error of ours."""
        self._own(str(error))

    def word(self, text: str) -> None:
        """A sentence of ours."""
        self._own(text)

    def session(self, event: SessionEvent) -> None:
        """What happens to the session: only waiting, and what the user should know."""
        if isinstance(event, Warned):
            self._own(event.text)
        elif isinstance(event, Woke) and self._told_wait:
            self._own(f"It took {event.seconds:.0f} s.")
        elif isinstance(event, StateChanged):
            self._state = event.state
            if event.state in (SessionState.CONNECTING, SessionState.WAKING):
                self._wait_from(event.since)
            else:
                self._stop()

    def opening(self, what: str) -> None:
        """What is being connected to, in words."""
        self._what = what

    def _wait_from(self, since: float) -> None:
        if self._to_people and self._timer is None and not self._told_wait:
            left = max(0.0, since + _WAIT_S - now())
            self._timer = asyncio.get_running_loop().call_later(left, self._tell_wait)

    def _tell_wait(self) -> None:
        self._told_wait = True
        verb = "Waking" if self._state is SessionState.WAKING else "Connecting to"
        self._own(f"{verb} {self._what} ...")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _place(self) -> str:
        where = self.where()
        return f"{_PROGRAM}:{where}: " if where else ""

    def _own(self, text: str) -> None:
        place = self._place() or f"{_PROGRAM}: "
        self._say(f"{place}{visible(' '.join(text.split()))}\n")

    def _say(self, text: str) -> None:
        if sys.stderr is None:
            return
        shown = visible_lines(text, tab="\t") if self._to_people else text
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.buffer.write(shown.encode("utf-8", "surrogateescape"))
            sys.stderr.buffer.flush()


def _as_psql(notice: ServerError) -> str:
    parts = [f"{notice.severity}:  {notice.message}\n"]
    if notice.detail:
        parts.append(f"DETAIL:  {notice.detail}\n")
    if notice.hint:
        parts.append(f"HINT:  {notice.hint}\n")
    return "".join(parts)
