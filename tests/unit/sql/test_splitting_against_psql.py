import json
import re
from pathlib import Path

import pytest

from lakebase_tui.sql import split_statements
from tests.support.psql_truth import psql_path, recorded_by_psql
from tests.unit.sql.cases import CASES

TRUTH_FILE = Path(__file__).with_name("psql_truth.json")
TRUTH: dict[str, list[str]] = json.loads(TRUTH_FILE.read_text(encoding="utf-8"))
_LINE_COMMENT = re.compile(r"--[^\n\r]*")


def beyond(text: str, position: int) -> int:
    """Skip what psql sends but a statement does not need: blanks, comments, semicolons."""
    while position < len(text):
        if text[position] in " \t\n\r\f\v;":
            position += 1
        elif text.startswith("/*", position):
            depth = 0
            while position < len(text):
                step = text[position : position + 2]
                depth += {"/*": 1, "*/": -1}.get(step, 0)
                position += 2 if step in ("/*", "*/") else 1
                if depth == 0:
                    break
        elif (comment := _LINE_COMMENT.match(text, position)) is not None:
            position = comment.end()
        else:
            break
    return position


def assert_same(statements: list[str], sent: list[str]) -> None:
    sent = [query[beyond(query, 0) :] for query in sent]
    sent = [query for query in sent if query]
    assert len(statements) == len(sent), (statements, sent)
    for statement, query in zip(statements, sent, strict=True):
        assert query.startswith(statement)
        assert beyond(query, len(statement)) == len(query), (statement, query)


@pytest.mark.parametrize("name", CASES)
def test_statements_are_those_that_psql_sends(name: str) -> None:
    text = CASES[name]
    assert_same([statement.text(text) for statement in split_statements(text)], TRUTH[name])


def test_truth_covers_every_case() -> None:
    assert TRUTH.keys() == CASES.keys()


def record() -> dict[str, list[str]]:
    psql = psql_path()
    assert psql is not None
    return {name: recorded_by_psql(psql, text) for name, text in CASES.items()}


@pytest.mark.skipif(psql_path() is None, reason="no psql here; the recorded answers are tested all the same")
def test_recorded_truth_is_what_psql_says() -> None:
    for name, queries in record().items():
        statements = [statement.text(CASES[name]) for statement in split_statements(CASES[name])]
        assert_same(statements, queries)


if __name__ == "__main__":
    TRUTH_FILE.write_text(json.dumps(record(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
