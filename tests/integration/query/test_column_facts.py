"""Full types, NOT NULL and origin of a result's columns, asked of a real server."""

from collections.abc import Sequence

from lakebase_tui.query.column_facts import ColumnCatalogue, ColumnFacts
from lakebase_tui.query.columns import Column
from lakebase_tui.query.executor import Executor
from tests.integration.query.helpers import Connection, run_all


class Asker:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.questions = 0

    async def __call__(self, sql: str) -> Sequence[Sequence[str | None]]:
        self.questions += 1
        cursor = await self.connection.execute(sql.encode())
        result = cursor.pgresult
        assert result is not None
        rows = [[result.get_value(r, c) for c in range(result.nfields)] for r in range(result.ntuples)]
        return [[None if value is None else value.decode() for value in row] for row in rows]


async def columns_of(executor: Executor, *sql: str) -> Sequence[Column]:
    await run_all(executor, *sql)
    return executor.stores[len(sql) - 1].columns


async def test_what_the_catalogue_knows(executor: Executor, other: Connection) -> None:
    made = (
        "drop schema if exists facts cascade",
        "create schema facts",
        "create type facts.mood as enum ('fine')",
        """create table facts."Odd" (
            id bigint primary key,
            price numeric(10, 2) default 1.5,
            mood facts.mood not null,
            moods facts.mood[]
        )""",
        "comment on column facts.\"Odd\".price is 'in euros'",
    )
    columns = await columns_of(executor, *made, 'select *, mood as m, 1 as one from facts."Odd"')
    ask = Asker(other)
    catalogue = ColumnCatalogue(ask)
    facts = await catalogue.facts(columns)
    odd = ("facts", "Odd")
    assert facts[1].origin == 'facts."Odd".price'
    assert facts == [
        ColumnFacts("bigint", True, 1, *odd, "id"),
        ColumnFacts("numeric(10,2)", False, 0, *odd, "price", "1.5", "in euros"),
        ColumnFacts("facts.mood", True, 0, *odd, "mood"),
        ColumnFacts("facts.mood[]", False, 0, *odd, "moods"),
        ColumnFacts("facts.mood", True, 0, *odd, "mood"),
        ColumnFacts("integer"),
    ]
    assert await catalogue.facts(columns) == facts
    assert ask.questions == 1
    await run_all(executor, 'alter table facts."Odd" alter mood drop not null')
    catalogue.forget()
    assert not (await catalogue.facts(columns))[2].not_null
    await run_all(executor, "drop schema facts cascade")
    catalogue.forget()
    gone = await catalogue.facts(columns)
    assert [each.table for each in gone] == [""] * 6
    assert ask.questions == 3


async def test_nothing_is_asked_where_nothing_is_unknown(executor: Executor, other: Connection) -> None:
    ask = Asker(other)
    facts = await ColumnCatalogue(ask).facts(await columns_of(executor, "select 1, 'x', now(), '{1}'::int[]"))
    assert [each.type_name for each in facts] == ["integer", "text", "timestamp with time zone", "integer[]"]
    assert ask.questions == 0


async def test_a_made_type_of_an_expression_is_named(executor: Executor, other: Connection) -> None:
    made = ("drop type if exists pair", "create type pair as (a int, b int)")
    columns = await columns_of(executor, *made, "select row(1, 2)::pair")
    assert columns[0].type_name.startswith("oid ")
    assert await ColumnCatalogue(Asker(other)).facts(columns) == [ColumnFacts("pair")]
