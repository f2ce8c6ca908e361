"""Every way out of the program: quit, a signal, a lost terminal, a crash; and to the shell and back."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from rich.text import Text
from textual.app import App

from lakebase_tui.config.crash_reports import EXIT_CRASHED, CrashReports, crash_words
from lakebase_tui.ui.autosave import Autosave
from lakebase_tui.ui.ending import Ending
from lakebase_tui.ui.signals import watch_signals
from lakebase_tui.ui.terminal_driver import TerminalDriver


class Exits:
    """Ends the app once, keeping what was typed.

    Args:
        app: Whose driver holds the terminal; its own exit is what ends it.
        autosave: Keeps what is typed.
        reports: Where crashes are told of; None: nowhere.
        cancel: Stops what runs on servers.
        close: Closes the sessions.
    """

    def __init__(
        self,
        app: App[int],
        autosave: Autosave,
        reports: CrashReports | None,
        cancel: Callable[[], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self._app = app
        self._autosave = autosave
        self._reports = reports
        self._ending = Ending(cancel, close, self._restore_terminal)
        self._told = False

    def watch(self) -> None:
        """Heed signals, and errors that nobody waits for; on the running loop. Not for a pilot's app."""
        if self._app.is_headless:
            return
        watch_signals(self.end, self._ending)
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: self._broke(context))
        threading.excepthook = lambda broken: self._broke({"exception": broken.exc_value})

    def quit(self) -> None:
        """The user leaves: the next start has nothing to tell."""
        self._autosave.close()
        self.end(0)

    def end(self, code: int) -> None:
        """Keep what was typed, give the terminal back, close what is open; once, and in time."""
        if self._ending.begun:
            return
        self._begin(code)
        self._app.exit(code, return_code=code)

    def crashed(self, error: BaseException) -> Text | None:
        """The program's own mistake: what to print on the restored terminal; None if it is ending already."""
        if self._ending.begun:
            return None
        report = self._reports.write(error) if self._reports is not None else None
        # The mistake may lie in the very text: whatever goes wrong here must not hide the first error.
        with contextlib.suppress(Exception):
            self._begin(EXIT_CRASHED)
        return Text(crash_words(error, report, typed=True))

    async def closed(self) -> None:
        """Return when all is closed that could be in time."""
        await self._ending.closed()

    def to_the_shell(self) -> bool:
        """Stop until the shell continues us; False where there is no shell that could."""
        driver = self._app._driver  # nothing public gives it
        return isinstance(driver, TerminalDriver) and driver.stop_for_shell(group=True)

    def _begin(self, code: int) -> None:
        if not self._app.is_headless:
            self._ending.arm(code)
        self._ending.begin()
        self._autosave.save_now()

    def _broke(self, context: dict[str, Any]) -> None:
        """Something failed in the background: said once, kept each time, and not drawn over the screen."""
        error = context.get("exception")
        if not isinstance(error, Exception) or self._reports is None:
            return
        report = self._reports.write(error)
        if not self._told and self._app.is_running:
            self._told = True
            where = f" A report is in {report}." if report is not None else ""
            self._app.call_later(
                self._app.notify, f"Something failed in the background.{where}", severity="warning"
            )

    def _restore_terminal(self) -> None:
        driver = self._app._driver
        if isinstance(driver, TerminalDriver):
            driver.restore_at_once()
