"""Our psql formats against what psql 18 wrote, for machines without it."""

import json
from typing import Any

import pytest

from lakebase_tui.query.type_kinds import column_for
from tests.support.format_truth import written
from tests.support.psql_table_cases import QUERIES, RECORD, SETTINGS

CASES: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_record_holds_all_cases() -> None:
    assert [case["name"] for case in CASES] == list(QUERIES)
    assert all(len(case["outputs"]) == len(SETTINGS) for case in CASES)


@pytest.mark.parametrize("block", [1, 2, 1000])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_we_write_what_psql_wrote(case: dict[str, Any], block: int) -> None:
    columns = [column_for(name, oid) for name, oid in case["columns"]]
    rows = [tuple(row) for row in case["rows"]]
    for setting in SETTINGS:
        flags = " ".join(setting.flags)
        assert written(setting.make(columns), columns, rows, block=block) == case["outputs"][flags], flags
