"""What ends a run from outside: signals, and an output that nobody reads any more."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _InterruptedError(BaseException):
    """A signal came while a password was being typed; nothing else may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Interrupts:
    """Cancels the task of a run, once, and remembers why.

    Args:
        let_go: Called before, to free what waits for the reader of the output.
    """

    def __init__(self, let_go: Callable[[], None]) -> None:
        self.signal: int | None = None
        """The signal that ended the run."""
        self.output: OSError | None = None
        """Why the output could no longer be written to."""
        self._let_go = let_go
        self._task: asyncio.Task[object] | None = None

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Cancel the current task when a signal comes."""
        self._task = asyncio.current_task()
        self._listen()
        try:
            yield
        finally:
            self._task = None
            self._stop_listening()

    @contextlib.contextmanager
    def typing(self) -> Iterator[None]:
        """While the event loop is held up by a prompt, a signal ends the prompt.

        Raises:
            asyncio.CancelledError: A signal came.
        """

        def interrupt(number: int, frame: FrameType | None) -> None:
            raise _InterruptedError(number)

        self._stop_listening()
        former = {number: signal.signal(number, interrupt) for number in _SIGNALS}
        try:
            yield
        except _InterruptedError as interrupted:
            self.signal = interrupted.number
            raise asyncio.CancelledError from None
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
            self._listen()

    def output_failed(self, error: OSError) -> None:
        """The output can no longer be written to."""
        self.output = error
        self._end()

    def _caught(self, number: int) -> None:
        self.signal = self.signal or number
        self._end()

    def _end(self) -> None:
        self._let_go()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._caught, number)

    def _stop_listening(self) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
