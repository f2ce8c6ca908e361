"""The history's desk: what it keeps, and what it leaves out."""

from dataclasses import replace
from pathlib import Path

import pytest

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.history.entries import Entry
from lakebase_tui.ui.screens.history import HistoryScreen
from tests.support.history_screen import TARGET, HistoryApp, opened


async def noted(tmp_path: Path, text: str, outcome: Outcome, *, hidden: bool = False) -> list[Entry]:
    async with opened(tmp_path, ()) as history:
        history.app.desk.note(text, outcome, TARGET, hidden=hidden)
        return await history.kept()


async def test_the_desk_keeps_what_ran(tmp_path: Path) -> None:
    error = ServerError("no", sqlstate="42601")
    outcome = Outcome(OutcomeKind.FAILED, row_count=None, elapsed_s=2.0, error=error)
    (entry,) = await noted(tmp_path, "selec 1", outcome)
    assert (entry.ran.text, entry.ran.sqlstate, entry.ran.message) == ("selec 1", "42601", "no")
    assert (entry.ran.target, entry.ran.database, entry.ran.role) == ("shop/dev", "one", "ana")


@pytest.mark.parametrize(
    ("text", "outcome", "hidden"),
    [
        (" select 1", Outcome(OutcomeKind.DONE), True),
        ("select 1", Outcome(OutcomeKind.NOT_RUN), False),
        (" \n", Outcome(OutcomeKind.DONE), False),
    ],
)
async def test_the_desk_keeps_nothing_else(tmp_path: Path, text: str, outcome: Outcome, hidden: bool) -> None:
    assert await noted(tmp_path, text, outcome, hidden=hidden) == []


async def test_the_desk_corrects_an_end_that_turned_out_to_be_another(tmp_path: Path) -> None:
    outcome = Outcome(OutcomeKind.DONE)
    async with opened(tmp_path, ()) as history:
        ticket = history.app.desk.note("insert into t values (1)", outcome, TARGET)
        history.app.desk.amend(ticket, replace(outcome, kind=OutcomeKind.ROLLED_BACK))
        (entry,) = await history.kept()
    assert entry.ran.outcome is OutcomeKind.ROLLED_BACK


async def test_a_history_that_is_off_says_how_it_is_turned_on() -> None:
    app = HistoryApp(None)
    async with app.run_test() as pilot:
        assert app.desk.note("select 1", Outcome(OutcomeKind.DONE), TARGET) is None
        app.desk.amend(None, Outcome(OutcomeKind.FAILED))
        app.desk.show(TARGET)
        await pilot.pause()
        assert not isinstance(app.screen, HistoryScreen)
        assert "enabled = true in [history]" in app.told
