"""One thread that does jobs in their order; whoever brings one may wait for it, or not."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
Job = Callable[[], None]


class JobThread:
    """A daemon thread: the end of the program waits for it as long as it likes. It begins with its first job.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Have something done some time. A future that is cancelled before it is begun is left out."""
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as raised:  # noqa: BLE001 - whatever it is, it belongs to who asked
                future.set_exception(raised)

        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return future

    def close(self, last: Job, patience_s: float) -> bool:
        """Do what is waiting, then end the thread; no job may come after this.

        Args:
            last: Is done at the end.
            patience_s: Seconds that are waited for it.

        Returns:
            Whether all was done in that time.
        """
        if self._thread is None:
            return True
        self._jobs.put(last)
        self._jobs.put(None)
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
