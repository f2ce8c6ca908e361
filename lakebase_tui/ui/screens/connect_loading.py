"""Asking the control plane part by part, so that each shows as soon as it is there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from lakebase_tui.control_plane.models import Compute, Database, Role
from lakebase_tui.errors import LakebaseTuiError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Load(Generic[T]):
    """A part that is asked for: not there yet, there, or failed."""

    value: T | None = None
    failure: LakebaseTuiError | None = None

    @property
    def pending(self) -> bool:
        """Whether the answer is still awaited."""
        return self.value is None and self.failure is None

    def unless_failed(self) -> Self:
        """The same, or not asked yet if it failed."""
        return self if self.failure is None else type(self)()


@dataclass(frozen=True, slots=True)
class Offers:
    """What one branch offers, each part in its own state."""

    computes: Load[list[Compute]] = Load()
    databases: Load[list[Database]] = Load()
    roles: Load[list[Role]] = Load()

    @property
    def pending(self) -> bool:
        """Whether any part is still awaited."""
        return self.computes.pending or self.databases.pending or self.roles.pending

    @property
    def failed(self) -> LakebaseTuiError | None:
        """The first failure there is."""
        return self.computes.failure or self.databases.failure or self.roles.failure


async def load(asked: Awaitable[T]) -> Load[T]:
    """Await an answer; a failure is part of the result."""
    try:
        return Load(value=await asked)
    except LakebaseTuiError as error:
        return Load(failure=error)


async def each(
    ask: Callable[[str], Awaitable[T]],
    names: list[str],
    tell: Callable[[str, Load[T]], None],
    *,
    at_once: int,
) -> None:
    """Ask the same of many, a few at a time, and tell each answer as it comes.

    Args:
        ask: What to ask of a name.
        names: Of whom.
        tell: Called with each name and its answer.
        at_once: How many questions may be open.
    """
    gate = asyncio.Semaphore(at_once)

    async def one(name: str) -> None:
        async with gate:
            tell(name, await load(ask(name)))

    await asyncio.gather(*(one(name) for name in names))
