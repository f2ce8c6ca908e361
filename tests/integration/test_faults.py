"""A part of the fault run: one fault of each kind at every moment. `make faults` plays all of them."""

import pytest

from tests.faults.expectation import Moment
from tests.faults.faults import FAULTS
from tests.faults.stage import stage
from tests.support.local_lakebase import LocalLakebase

OF_EACH_KIND = {
    fault.name: fault
    for fault in FAULTS
    if fault.name
    in (
        "RST",
        "backend ended, 57P01",
        "server crashed",
        "suspended, slow wake",
        "limit on idleness, 57P05",
        "FIN in the next answer",
        "silence",
        "tokens revoked, 57P01",
        "control plane: cut off",
        "login refused: starting_up, 2 x",
        "login refused: no_label",
    )
}


@pytest.mark.parametrize("name", OF_EACH_KIND)
async def test_nothing_runs_twice_hangs_or_goes_without_a_word(
    local_lakebase: LocalLakebase, name: str
) -> None:
    async with stage(local_lakebase) as play:
        verdicts = [await play(OF_EACH_KIND[name], moment) for moment in Moment]
    assert [verdict.words for verdict in verdicts if not verdict.good] == []
