"""Long-running operations: begun by one call, asked about by others."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass

from lakebase_tui.local.backend import BackendError
from lakebase_tui.local.control.errors import ApiError, Json

EMPTY: Json = {"@type": "type.googleapis.com/google.protobuf.Empty"}
DEFAULT_DURATION_S = 0.2


@dataclass(frozen=True, slots=True)
class OperationFault:
    """How the operation that a request begins shall go.

    Args:
        delay_s: Seconds it takes, instead of the usual time.
        error_code: It fails with this code and nothing happens; None: it succeeds.
        message: Text of the failure.
    """

    delay_s: float | None = None
    error_code: str | None = None
    message: str = "the operation failed"


operation_fault: ContextVar[OperationFault | None] = ContextVar("operation_fault", default=None)
"""The fault of the request that is being answered."""


def _nothing() -> None:
    return None


class Operations:
    """All operations of this run; the finished ones can still be asked for."""

    def __init__(self) -> None:
        self.duration_s = DEFAULT_DURATION_S
        """Seconds that an operation takes at least."""
        self._known: dict[str, Json] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, name: str) -> Json | None:
        """An operation by its name."""
        return self._known.get(name)

    def start(
        self,
        resource: str,
        kind: str,
        work: Callable[[], Awaitable[Json]],
        undo: Callable[[], None] = _nothing,
    ) -> Json:
        """Begin an operation on a resource.

        Args:
            resource: Name of the resource it is about.
            kind: `branch`, `endpoint` and so on.
            work: Does it and returns the response.
            undo: Takes back what was done before it began; called when it fails.

        Returns:
            The operation as it is now, not done.
        """
        operation: Json = {
            "name": f"{resource}/operations/{uuid.uuid4()}",
            "done": False,
            "metadata": {
                "@type": f"type.googleapis.com/databricks.postgres.v1.{kind.title()}OperationMetadata"
            },
        }
        self._known[operation["name"]] = operation
        task = asyncio.create_task(self._run(operation, work, undo, operation_fault.get()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return dict(operation)

    async def close(self) -> None:
        """End what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(
        self,
        operation: Json,
        work: Callable[[], Awaitable[Json]],
        undo: Callable[[], None],
        fault: OperationFault | None,
    ) -> None:
        delay_s = self.duration_s if fault is None or fault.delay_s is None else fault.delay_s
        await asyncio.sleep(delay_s)
        try:
            if fault is not None and fault.error_code is not None:
                raise ApiError(500, fault.error_code, fault.message)
            operation["response"] = await work()
        except (ApiError, BackendError) as error:
            undo()
            operation["error"] = {"error_code": error.code, "message": error.message}
        except BaseException:
            undo()
            operation["error"] = {"error_code": "INTERNAL_ERROR", "message": "the operation broke off"}
            raise
        finally:
            operation["done"] = True
