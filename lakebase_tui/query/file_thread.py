"""Work on files, off the event loop: a disk may be slow, and a share that hangs must not hold the program."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
Job = Callable[[], None]


class FileThread:
    """Does jobs in order, one at a time, on a daemon thread; a few may wait for it.

    After a job that failed no other is begun. Quitting the program does not wait for the thread.

    Args:
        name: Of the thread.
        most_waiting: Jobs that may wait before who brings more has to.
    """

    def __init__(self, name: str, most_waiting: int = 4) -> None:
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._most = most_waiting
        self._waiting = 0
        self._fewer = asyncio.Event()
        self._error: Exception | None = None
        self._closed = False
        self._last: Job | None = None
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def do(self, job: Job) -> None:
        """Have a job done some time; waits while too many are before it.

        Raises:
            Exception: What an earlier job raised.
        """
        await self._until(self._most - 1)
        self._waiting += 1
        self._jobs.put(job)

    async def ask(self, job: Callable[[], T]) -> T:
        """Have a job done, and wait for its outcome.

        Raises:
            Exception: What it, or an earlier job, raised.
        """
        outcome: list[T] = []
        await self.do(lambda: outcome.append(job()))
        await self._until(0)
        return outcome[0]

    def close(self, last: Job | None = None) -> None:
        """End the thread: jobs that have not begun are left out, but for `last`, which may not fail."""
        self._closed = True
        self._last = last
        self._jobs.put(None)

    async def _until(self, most: int) -> None:
        while self._waiting > most and self._error is None:
            self._fewer.clear()
            await self._fewer.wait()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        failed = False
        while (job := self._jobs.get()) is not None:
            error: Exception | None = None
            if not failed and not self._closed:
                try:
                    job()
                except Exception as raised:  # noqa: BLE001 - whatever it is, it belongs to who asked
                    error, failed = raised, True
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                self._loop.call_soon_threadsafe(self._note, error)
        if self._last is not None:
            self._last()

    def _note(self, error: Exception | None) -> None:
        self._waiting -= 1
        self._error = self._error or error
        self._fewer.set()
