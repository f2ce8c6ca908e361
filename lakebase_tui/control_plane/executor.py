"""A few daemon threads for calls that block.

The standard executors join their threads when the interpreter ends, so a request that hangs would hold
the program open. These threads never do: a call that nobody waits for any more is left behind.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Job:
    call: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    outcome: "asyncio.Future[Any]"
    running: bool = False
    abandoned: bool = False

    def deliver(self, value: Any, error: BaseException | None) -> None:
        """Hand the outcome to the waiting side, if it still waits."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self.loop.call_soon_threadsafe(self._settle, value, error)

    def _settle(self, value: Any, error: BaseException | None) -> None:
        if self.outcome.done():
            return
        if error is None:
            self.outcome.set_result(value)
        else:
            self.outcome.set_exception(error)


class DaemonExecutor:
    """Runs blocking calls on at most `threads` daemon threads, started when they are needed.

    A call that is abandoned while it runs keeps its thread until it returns; a new thread takes its
    place, so that hanging calls never starve the others.

    Args:
        threads: How many calls may run at once, abandoned ones not counted.
        name: Prefix of the threads' names.
    """

    def __init__(self, threads: int = 4, name: str = "control-plane") -> None:
        self._limit = threads
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._closed = False

    async def run(self, call: Callable[..., T], *args: object, timeout_s: float | None = None) -> T:
        """Run `call(*args)` on a thread and wait for its outcome.

        Args:
            call: What to run; its exceptions are raised here.
            args: Its arguments.
            timeout_s: Seconds to wait, time in the queue included; None waits for ever.

        Raises:
            TimeoutError: It took longer.
            RuntimeError: The executor is closed.
        """
        if self._closed:
            raise RuntimeError("the executor is closed")
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()
        job = _Job(lambda: call(*args), loop, outcome)
        self._submit(job)
        try:
            async with asyncio.timeout(timeout_s):
                return await outcome
        finally:
            self._forget(job)

    def close(self) -> None:
        """Take no more calls and let the threads end; what runs is left behind."""
        with self._lock:
            self._closed = True
            idle, self._threads = self._threads, 0
        for _ in range(idle):
            self._jobs.put(None)

    def _submit(self, job: _Job) -> None:
        with self._lock:
            start = self._threads < self._limit
            self._threads += start
        self._jobs.put(job)
        if start:
            threading.Thread(target=self._work, name=f"{self._name}-{id(job):x}", daemon=True).start()

    def _forget(self, job: _Job) -> None:
        """Nobody waits for `job` any more: skip it, or give its thread away if it runs."""
        with self._lock:
            if job.abandoned:
                return
            job.abandoned = True
            if job.running and not self._closed:
                self._threads -= 1

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._run(job):
                return

    def _run(self, job: _Job) -> bool:
        """Run one job; False when this thread was given up meanwhile."""
        with self._lock:
            if job.abandoned:
                return True
            job.running = True
        value, error = _outcome(job.call)
        with self._lock:
            job.running = False
            kept = not job.abandoned
        job.deliver(value, error)
        return kept


def _outcome(call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    try:
        return call(), None
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
        return None, error
