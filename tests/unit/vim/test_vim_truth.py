"""The engine does what Vim does."""

import pytest

from lakebase_tui.ui.vim.state import Mode
from tests.support.vim_truth import REGISTERS, Outcome, read_truth
from tests.unit.vim.cases import Case
from tests.unit.vim.differences import DIFFERENCES
from tests.unit.vim.lines import Desk

TRUTH = read_truth()
SHOWN = 5


def outcome_here(case: Case) -> Outcome:
    desk = Desk(case.text.split("\n"), (case.row, case.column)).type(case.keys)
    state = desk.engine.state
    registers = {}
    for name in REGISTERS:
        held = desk.registers.get(name)
        if held is not None:
            registers[name] = (held.text, "V" if held.lines else "v")
    selects = state.mode in (Mode.VISUAL, Mode.LINES)
    return Outcome(
        desk.text, state.mode.value, state.cursor, state.anchor if selects else state.cursor, registers
    )


@pytest.mark.parametrize("group", [group for group in TRUTH if group != "differences"])
def test_keys_do_what_they_do_in_vim(group: str) -> None:
    wrong = [(case, truth, here) for case, truth in TRUTH[group] if (here := outcome_here(case)) != truth]
    assert not wrong, "\n\n".join(
        f"{len(wrong)} of {len(TRUTH[group])}\n" + _told(*each) for each in wrong[:SHOWN]
    )


def test_there_are_many_cases() -> None:
    assert sum(len(cases) for cases in TRUTH.values()) > 5_000
    assert len(TRUTH["random"]) > 900


def test_what_is_done_in_another_way_is_so_on_purpose() -> None:
    truth = dict(TRUTH["differences"])
    for difference in DIFFERENCES:
        here = outcome_here(difference.case)
        assert (here.text, here.cursor) == (difference.text, difference.cursor), difference.why
        assert here != truth[difference.case], f"Vim does the same: {difference.why}"


def _told(case: Case, truth: Outcome, here: Outcome) -> str:
    return f"{case}\nVim:  {truth}\nhere: {here}"
