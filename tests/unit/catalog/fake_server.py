"""A server that knows a small schema by heart, and can be slow, refuse, or answer nonsense."""

import asyncio
from collections.abc import Sequence

from lakebase_tui.catalog.questions import Question, Row
from lakebase_tui.errors import LakebaseTuiError

_KINDS = {each.sql: each for each in Question}


class FakeServer:
    """Answers the catalogue's questions.

    Args:
        tables: How many it has, beside `sales.orders`.
    """

    def __init__(self, tables: int = 3) -> None:
        self.asked: list[Question] = []
        self.version, self.moment = "1", "5:5:"
        self.orders_columns = ["id", "status"]
        self.refuses: Question | None = None
        self.refusal = LakebaseTuiError("The server does not feel like it.")
        self.nonsense: Question | None = None
        self.waits_at: Question | None = None
        """Where it waits until `go` is set."""
        self.reached, self.go = asyncio.Event(), asyncio.Event()
        self._answers: dict[Question, list[Row]] = {
            Question.SCHEMAS: [
                (name, "shop", "180001", "5:5:") for name in ("pg_catalog", "pg_temp_3", "public", "sales")
            ],
            Question.RELATIONS: [
                ("5", "sales", "orders", "r", None, "42", "bought"),
                ("6", "pg_temp_3", "passing", "r", None, "-1", None),
                *((str(100 + n), "public", f"t{n}", "r", None, "-1", None) for n in range(tables)),
            ],
            Question.ROUTINES: [("7", "sales", "total", "f", "a integer", "integer")],
            Question.TYPES: [("8", "sales", "mood", "e", "sales.mood", '["bad", "good"]')],
            Question.FOREIGN_KEYS: [],
            Question.SETTINGS: [("jit", '["on", "off"]', None, "Compile.", "t")],
            Question.ROLES: [("ana",), ("app",)],
            Question.DATABASES: [("shop",)],
            Question.EXTENSIONS: [("plpgsql",)],
        }

    async def __call__(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        question = _KINDS[sql]
        self.asked.append(question)
        await asyncio.sleep(0)
        if question is self.waits_at:
            self.reached.set()
            await self.go.wait()
        if question is self.refuses:
            raise self.refusal
        if question is self.nonsense:
            return [("what",)] * 3
        rows = self._rows(question)
        if not values:
            return rows
        last, most = values
        after = [row for row in rows if int(row[0] or 0) > int(str(last))]
        return after[: int(str(most))]

    def _rows(self, question: Question) -> list[Row]:
        if question is Question.VERSION:
            return [(self.version, self.moment)]
        if question is Question.COLUMNS:
            return [self._columns(row) for row in self._answers[Question.RELATIONS]]
        return self._answers[question]

    def _columns(self, row: Row) -> Row:
        names = self.orders_columns if row[2] == "orders" else ["id", f"of_{row[2]}"]
        quoted = ", ".join(f'"{name}"' for name in names)
        types = ", ".join(['"bigint"', *['"text"'] * (len(names) - 1)])
        return (row[0], f"[{quoted}]", f"[{types}]", "1" + "0" * (len(names) - 1))
