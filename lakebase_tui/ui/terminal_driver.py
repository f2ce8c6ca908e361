"""Textual's driver, and what it leaves out: a terminal that is lost, and a shell that stops us."""

import codecs
import contextlib
import errno
import os
import selectors
import signal
import sys
import termios
from collections.abc import Iterable
from typing import Any, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.message import Message

from lakebase_tui.ui import frame_diff
from lakebase_tui.ui.alt_keys import AltKeys
from lakebase_tui.ui.key_parser import KeyParser
from lakebase_tui.ui.paste_filter import PasteFilter
from lakebase_tui.ui.terminal_output import TerminalOutput, leave_modes

_TICK_S = 0.1
_READ_BYTES = 4096


class TerminalLost(Message):
    """There is nothing to read from, or to write to, any more."""


class TerminalDriver(LinuxDriver):
    """Tells of a lost terminal instead of reading its end for ever, and lets a shell stop and continue us."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        error = sys.__stderr__
        assert error is not None  # the driver before us has used it
        self._output = TerminalOutput(error.fileno(), error.encoding, self._lost)
        self._file = cast(Any, self._output)  # written to and flushed, no more
        self._told = False
        self._away = False
        self._continued = 0
        # What another encoding cannot write comes out in more cells than one counts with.
        encodes_all = codecs.lookup(error.encoding).name == "utf-8"
        self._frame = frame_diff.install(app, self.write, os.environ) if encodes_all else None

    # -- a lost terminal --------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Read keys until told to stop, or until there is nothing to read from."""
        parser = PasteFilter(AltKeys(KeyParser(self._debug)))
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK_S):
                    data = self._read()
                    if data is None:
                        continue
                    if not data:
                        self._lost()
                        return
                    if text := decode(data):
                        self._pass_on(parser.feed(text))
                self._pass_on(parser.tick())

    def _read(self) -> bytes | None:
        """What was typed; empty when the terminal is gone, None when there is nothing after all."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)

    def _lost(self) -> None:
        if not self._told:
            self._told = True
            with contextlib.suppress(RuntimeError):  # the loop has ended before us
                self.send_message(TerminalLost())

    def restore_at_once(self) -> None:
        """Give the terminal back without waiting for anything: the process ends this moment."""
        leave_modes(self._output.fileno())
        if self.attrs_before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    # -- what the terminal shows ------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal, on which nothing of ours is left."""
        if self._frame is not None:
            self._frame.forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._frame is not None and self._writer_thread is not None:
            told = signal.getsignal(signal.SIGWINCH)
            signal.signal(signal.SIGWINCH, lambda *of_it: self._resized(told, *of_it))

    def process_message(self, message: Message) -> None:
        """Pass a message on to the app."""
        if isinstance(message, Resize):
            self._loop.call_soon_threadsafe(self.redraw)
        super().process_message(message)

    def redraw(self) -> None:
        """Send the whole screen once more: the terminal may have cut it, or others have written to it."""
        if self._frame is not None:
            self._frame.redraw()

    def _resized(self, told: Any, *of_it: Any) -> None:
        self._loop.call_soon_threadsafe(self.redraw)
        if callable(told):
            told(*of_it)

    # -- stopped and continued --------------------------------------------------------------------

    def write(self, data: str) -> None:
        """Write, unless the terminal is the shell's at the moment."""
        if not self._away:
            super().write(data)

    def stop_for_shell(self, *, group: bool) -> bool:
        """Give the terminal to the shell until it continues us.

        Args:
            group: Stop all processes of the job, as the terminal's own Ctrl+Z does; else this one alone.

        Returns:
            Whether we were stopped: without a shell that could continue us, the system does not do it.
        """
        ours = self._auto_restart and self.input_tty
        if self._away or not ours:
            return self._stop(group)
        self.suspend_application_mode()
        self._away = True
        stopped = self._stop(group)
        if not stopped:
            self._come_back()
        return stopped

    def _stop(self, group: bool) -> bool:
        before, handler = self._continued, signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0 if group else os.getpid(), signal.SIGTSTP)
        # From here on we have been continued; setting a handler first runs that of SIGCONT.
        signal.signal(signal.SIGTSTP, handler)
        return self._continued > before

    def _sigtstp_application(self, *_: object) -> None:
        # On the loop: here, in the middle of anything, the lock of the output's queue may be ours already.
        self._loop.call_soon_threadsafe(lambda: self.stop_for_shell(group=False))

    def _sigcont_application(self, *_: object) -> None:
        self._continued += 1
        self._loop.call_soon_threadsafe(self._was_continued)

    def _was_continued(self) -> None:
        if self._away:
            self._come_back()
        elif self._auto_restart and self.input_tty and self._in_foreground():
            # Stopped by SIGSTOP, which nobody can prepare for: the terminal is not as we left it.
            self.suspend_application_mode()
            self._away = True
            self._come_back()

    def _in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return False

    def _come_back(self) -> None:
        self._away, self._writer_thread, self._must_signal_resume = False, None, True
        self.resume_application_mode()
        if self._writer_thread is None:  # in the background still, or there is no terminal any more
            self._away = True
            try:
                termios.tcgetattr(self.fileno)
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    self._lost()
