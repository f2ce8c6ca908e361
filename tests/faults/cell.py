"""One fault at one moment: brought about, seen through, and looked at from the server's side."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import (
    NoticeArrived,
    Outcome,
    OutcomeKind,
    Paused,
    QueryEvent,
    StatementFinished,
    StatementUndone,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.events import Reconnected, SessionState, StateChanged
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import ConnectionTarget
from tests.faults.expectation import CONNECTED, GIVEN_UP, REFUSED, Moment, effect_at
from tests.faults.faults import ESC, Effect, Fault
from tests.faults.truth import HOLD, Count, Truth, probe
from tests.support.local_lakebase import FaultDoor
from tests.support.sessions import Told

DEADLINE_S = 3.0
"""How long a session waits for a compute that wakes; the product's own default is 60."""
_SILENCE_S = 1.2
"""How long the user looks at a silent server before Esc, longer than a slow wake lasts."""
_RUNS = 0.4
_LIFE_S = 0.4
"""Longer than the limit on age: it may strike a moment after it was set."""
BIG = "select g, repeat('x', 100) as filling from generate_series(1, 200000) as g"
"""20 MB: more than all buffers on the way hold."""


@dataclass(slots=True)
class Seen:
    """What came of one cell."""

    outcome: str = ""
    sentences: list[str] = field(default_factory=list)
    """All that the user could read of errors."""
    finals: dict[str, OutcomeKind] = field(default_factory=dict)
    """What was last said of each statement, by its label."""
    missing: list[str] = field(default_factory=list)
    """What the session held, holds no longer, and was not named."""
    rows_kept: int | None = None
    incomplete: bool = False
    transaction_lost: bool | None = None
    """Whether the log of the transaction says that it was lost."""
    counts: Mapping[str, Count] = field(default_factory=dict)


class Cell:
    """Plays one cell.

    Args:
        fault: What goes wrong.
        moment: When.
        door: Makes it go wrong.
        truth: Asks the server.
        control_plane: The real client.
        target: Where the session is.
    """

    def __init__(
        self,
        fault: Fault,
        moment: Moment,
        door: FaultDoor,
        truth: Truth,
        control_plane: DatabricksControlPlane,
        target: ConnectionTarget,
    ) -> None:
        self._fault = fault
        self._moment = moment
        self._effect = effect_at(fault, moment)
        self._door = door
        self._truth = truth
        self._told = Told()
        self._session: Session = make_session(
            target, None, control_plane, self._told, deadline_s=DEADLINE_S, token_ttl_s=600
        )
        self._executor = Executor(self._session, page_rows=1_000)
        self._seen = Seen()
        self._silent = False
        """Whether the server has fallen silent before the statement that comes."""

    async def play(self) -> Seen:
        """Bring the fault about at its moment, see it through, then use the session once more."""
        await self._truth.begin()
        steps: Mapping[Moment, Callable[[], Awaitable[None]]] = {
            Moment.IDLE: self._idle,
            Moment.IN_FLIGHT: self._in_flight,
            Moment.IN_TRANSACTION: self._in_transaction,
            Moment.COMMIT: self._at_commit,
            Moment.MID_RESULT: self._mid_result,
            Moment.MID_SCRIPT: self._mid_script,
            Moment.CONNECT: self._at_connect,
        }
        try:
            if self._moment is not Moment.CONNECT:
                await self._prepare()
            await steps[self._moment]()
            await self._post({"reset": True})
            await self._use_again()
        finally:
            await self._post({"reset": True})
            await self._session.aclose()
        self._seen.counts = await self._truth.counts()
        return self._seen

    # -- the moments ------------------------------------------------------------------------------

    async def _prepare(self) -> None:
        if self._fault.idle_only:
            await self._inject()
        await self._session.open()
        for make, _, _ in HOLD:
            await self._run([make])
        await self._session.settled()

    async def _idle(self) -> None:
        await self._strike()
        self._seen.outcome = self._word(await self._run(["a"]))

    async def _in_flight(self) -> None:
        self._seen.outcome = self._word(await self._run(["a"], seconds=_RUNS, strike_on="a"))

    async def _in_transaction(self) -> None:
        await self._run(["begin"])
        await self._run(["a"])
        await self._strike()
        self._seen.outcome = self._word(await self._run(["b"]))
        if self._session.in_transaction():
            await self._run(["commit"])
        self._seen.transaction_lost = self._executor.transaction.lost

    async def _at_commit(self) -> None:
        await self._run(["begin"])
        await self._run(["a"])
        await self._strike()
        (outcome,) = await self._run(["commit"])
        self._seen.outcome = self._word([outcome])
        self._seen.finals["a"] = outcome.kind
        self._seen.transaction_lost = self._executor.transaction.lost

    async def _mid_result(self) -> None:
        self._seen.outcome = self._word(await self._run([BIG]))
        store = self._executor.stores[0]
        self._seen.rows_kept, self._seen.incomplete = len(store), store.state.name != "COMPLETE"

    async def _mid_script(self) -> None:
        outcomes = await self._run(["a", "b", "c"], seconds=_RUNS, strike_on="b")
        self._seen.outcome = " ".join(outcome.kind.value for outcome in outcomes)

    async def _at_connect(self) -> None:
        await self._inject()
        opening = asyncio.ensure_future(self._session.open())
        if self._fault.cold == ESC:
            await asyncio.wait([opening], timeout=_SILENCE_S)
            opening.cancel()
        try:
            await opening
        except asyncio.CancelledError:
            self._seen.outcome = GIVEN_UP
        except LakebaseTuiError as failure:
            self._seen.sentences.append(failure.sentence)
            self._seen.outcome = REFUSED
        else:
            self._seen.outcome = CONNECTED

    async def _use_again(self) -> None:
        """The session works, at the latest with the second statement, and says what it no longer holds."""
        for _ in range(3):
            (outcome,) = await self._run(["d"])
            if outcome.kind is OutcomeKind.DONE:
                break
        if self._moment is Moment.CONNECT:
            return
        named = " ".join(
            item for event in self._told.events if isinstance(event, Reconnected) for item in event.lost
        )
        for _, question, word in HOLD:
            await self._run([question])
            if self._executor.stores[0].row(0)[0] != "t" and word not in named:
                self._seen.missing.append(word)

    # -- running and striking ---------------------------------------------------------------------

    async def _run(
        self, labels: Sequence[str], *, seconds: float = 0.0, strike_on: str = ""
    ) -> Sequence[Outcome]:
        """Run statements, given by label or in full; the last words on each of them."""
        statements = [
            probe(each, seconds if each == strike_on else 0.0) if len(each) == 1 else each for each in labels
        ]
        found: dict[int, Outcome] = {}
        escape: asyncio.Task[None] | None = None
        if self._silent:
            escape = asyncio.create_task(self._escape())
        async for event in self._executor.run(statements):
            if isinstance(event, StatementFinished | StatementUndone):
                found[event.index] = event.outcome
            elif self._strikes_now(event, labels, strike_on):
                await self._inject()
                if self._effect is Effect.SILENT:
                    escape = asyncio.create_task(self._escape())
                if isinstance(event, Paused):
                    await asyncio.sleep(_LIFE_S)
                    self._executor.fetch_all(0)
        if escape is not None:
            escape.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await escape
        for index, label in enumerate(labels):
            if len(label) == 1:
                self._seen.finals[label] = found[index].kind
        self._seen.sentences += [each.error.message for each in found.values() if each.error]
        return [found[index] for index in sorted(found)]

    def _strikes_now(self, event: QueryEvent, labels: Sequence[str], strike_on: str) -> bool:
        if isinstance(event, Paused):
            return True
        return isinstance(event, NoticeArrived) and labels[event.index] == strike_on

    async def _strike(self) -> None:
        """Make it go wrong while the session is idle; return when what is to be noticed has been."""
        noticed = None
        if self._effect is Effect.SEVERED:
            noticed = asyncio.ensure_future(self._told.next(_is_loss))
            await asyncio.sleep(0)  # lets it listen first
        if not self._fault.idle_only:
            await self._inject()
        if noticed is not None:
            await noticed
        self._silent = self._effect is Effect.SILENT

    async def _inject(self) -> None:
        await self._post(self._fault.door)

    async def _post(self, body: Mapping[str, object]) -> None:
        if body == {"reset": True}:
            self._silent = False
        await asyncio.to_thread(self._door.post, body)

    async def _escape(self) -> None:
        """What a user does with a server that no longer answers: Esc, and once more."""
        await asyncio.sleep(_SILENCE_S)
        asking = asyncio.ensure_future(self._executor.cancel())
        await asyncio.sleep(0.1)
        await self._executor.drop()
        await asking

    def _word(self, outcomes: Sequence[Outcome]) -> str:
        (outcome,) = outcomes
        words = self._fault.relogin
        if outcome.kind is OutcomeKind.FAILED and words:
            return REFUSED
        return outcome.kind.value


def _is_loss(event: object) -> bool:
    return isinstance(event, StateChanged) and event.state is SessionState.LOST
