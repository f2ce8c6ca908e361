"""Asks before statements that destroy something run, as strictly as their branch wants it."""

import asyncio
from collections.abc import Callable, Sequence

from textual.widget import Widget

from lakebase_tui.config.settings import GuardLevel, GuardSettings
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.estimates import row_estimates
from lakebase_tui.session.session import Session
from lakebase_tui.sql.hazards import Hazard, hazards
from lakebase_tui.ui.guard_words import hazard_words, level_for, name_to_type, relations_of
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.guard import Danger, GuardScreen

_ESTIMATE_S = 2.0
"""The question is not held up for longer by the numbers in it."""


class GuardDesk:
    """A gate before runs.

    Args:
        tab: On whose behalf it asks.
        settings: How strict to be.
        session: The session in use; None: there is none.
        path: Schemas in which it looks for names; empty: as its role begins.
    """

    def __init__(
        self,
        tab: Widget,
        settings: GuardSettings,
        session: Callable[[], Session | None],
        path: Callable[[], Sequence[str]],
    ) -> None:
        self._path = path
        self._tab = tab
        self._settings = settings
        self._session = session

    def concerns(self, pieces: Sequence[Piece]) -> bool:
        """Whether one of the statements destroys something where that is asked about."""
        session = self._session()
        if session is None or self._level(session) is GuardLevel.OFF or _refused(session, pieces):
            return False
        return any(hazards(piece.text) for piece in pieces)

    async def passes(self, pieces: Sequence[Piece]) -> Sequence[Piece] | None:
        """Ask about all of them in one question."""
        session = self._session()
        if session is None:
            return None
        found = [(piece, hazards(piece.text)) for piece in pieces]
        dangerous = [(piece, each) for piece, each in found if each]
        every: list[Hazard] = [hazard for _, each in dangerous for hazard in each]
        rows = await self._estimates(session, relations_of(every))
        target = session.target
        name = name_to_type(target) if self._level(session) is GuardLevel.NAME else ""
        screen = GuardScreen(
            f"{target.label} · {target.database}",
            [
                Danger(piece.text, [hazard_words(hazard, rows) for hazard in each])
                for piece, each in dangerous
            ],
            name,
        )
        return pieces if await self._tab.app.push_screen_wait(screen) else None

    def _level(self, session: Session) -> GuardLevel:
        return level_for(self._settings, session.target)

    async def _estimates(self, session: Session, names: Sequence[str]) -> dict[str, float | None]:
        try:
            async with asyncio.timeout(_ESTIMATE_S):
                return await row_estimates(session.ask, names, self._path())
        except (LakebaseTuiError, TimeoutError):
            return {}  # the question stands without numbers


def _refused(session: Session, pieces: Sequence[Piece]) -> bool:
    """Whether the server will refuse it anyway: nothing before it can make the transaction read-write."""
    alone = len(pieces) == 1 and not session.in_transaction()
    return session.target.read_only or (session.read_only and alone)
