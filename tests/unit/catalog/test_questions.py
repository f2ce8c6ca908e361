"""Long answers come in parts, of which none takes the server long."""

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from lakebase_tui.catalog.questions import Question, Row, answers


class Slow:
    """A server that needs so long for each row, by a clock of its own."""

    def __init__(self, rows: int, row_s: float) -> None:
        self.sizes: list[int] = []
        self.now = 0.0
        self._rows, self._row_s = rows, row_s

    async def __call__(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        last, most = (int(str(each)) for each in values)
        self.sizes.append(most)
        rows = [(str(number),) for number in range(last + 1, min(last + most, self._rows) + 1)]
        self.now += len(rows) * self._row_s
        return rows


async def sizes(monkeypatch: pytest.MonkeyPatch, rows: int, row_s: float) -> list[int]:
    server = Slow(rows, row_s)
    clock = SimpleNamespace(monotonic=lambda: server.now)
    monkeypatch.setattr("lakebase_tui.catalog.questions.time", clock)
    found = [row[0] async for part in answers(server, Question.RELATIONS) for row in part]
    assert found == [str(number) for number in range(1, rows + 1)]
    return server.sizes


async def test_one_part_is_enough_for_a_small_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await sizes(monkeypatch, 1_999, 0.001) == [2_000]
    assert await sizes(monkeypatch, 2_000, 0.00001) == [2_000, 5_000]


async def test_a_quick_server_gives_large_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await sizes(monkeypatch, 10_000, 0.00001) == [2_000, 5_000, 5_000]


async def test_a_slow_server_gives_small_parts_and_none_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await sizes(monkeypatch, 5_000, 0.004)
    assert found[:3] == [2_000, 500, 500]


@pytest.mark.parametrize("question", list(Question))
def test_every_question_has_its_text(question: Question) -> None:
    assert question.sql.startswith("--")
    assert "pg_catalog." in question.sql


def test_what_may_be_very_many_comes_in_parts() -> None:
    in_parts = {each for each in Question if each.in_parts}
    assert in_parts == {
        Question.RELATIONS,
        Question.COLUMNS,
        Question.ROUTINES,
        Question.TYPES,
        Question.FOREIGN_KEYS,
    }
