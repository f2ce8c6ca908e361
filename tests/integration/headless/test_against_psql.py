"""The same command lines through psql and through us: the same bytes, the same exit code."""

from pathlib import Path

import pytest

from tests.support.headless import ours
from tests.support.headless_cases import CASES, Case
from tests.support.headless_truth import psql, recorded, result_of
from tests.support.postgres_server import PostgresServer

CHANGED = "copy in that is refused leaves the data"
"""psql 15.20 throws such data away; those before it, and we, leave it to the next COPY."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_what_comes_out_is_what_psql_prints(case: Case, server: PostgresServer, tmp_path: Path) -> None:
    assert result_of(ours(), case, server, tmp_path) == recorded()[case.name]


@pytest.mark.skipif(psql() is None, reason="no psql of the version that was asked")
@pytest.mark.parametrize(
    "case", [each for each in CASES if each.name != CHANGED], ids=lambda case: str(case.name)
)
def test_psql_still_says_what_is_recorded(case: Case, server: PostgresServer, tmp_path: Path) -> None:
    program = psql()
    assert program is not None
    assert result_of([program], case, server, tmp_path) == recorded()[case.name]
