"""Changes applied on a real server: all or nothing, each to exactly one row, never over somebody else's."""

from collections.abc import AsyncIterator

import pytest

from lakebase_tui.query.edit.apply import Applied, Conflict, Failed
from lakebase_tui.query.edit.changeset import EditRefusedError
from lakebase_tui.query.edit.table import DEFAULT
from tests.integration.query.edits import (
    BELL,
    CHAIN,
    NAME,
    NOTE,
    PRICE,
    PUMP,
    Editor,
    names,
    stock_editor,
)
from tests.integration.query.edits import STOCK_SQL as SQL
from tests.integration.query.helpers import Connection
from tests.support.postgres_server import PostgresServer


@pytest.fixture
async def editor(server: PostgresServer) -> AsyncIterator[Editor]:
    async with stock_editor(server) as opened:
        yield opened


async def test_all_kinds_of_changes_in_one_transaction(editor: Editor, other: Connection) -> None:
    edits = await editor.edit(SQL)
    assert await edits.look_at([BELL, CHAIN, PUMP]) == []
    edits.set(BELL, NAME, "bell's\\ \n2")
    edits.set(BELL, NOTE, "")
    edits.set(CHAIN, PRICE, DEFAULT)
    edits.set(CHAIN, NOTE, None)
    edits.delete([PUMP])
    new = edits.insert()
    edits.set(new, NAME, "pump")  # free once the deleted one is gone
    copy = edits.duplicate(CHAIN)
    edits.set(copy, NAME, "chain 2")
    result = await edits.apply()
    assert isinstance(result, Applied), result
    assert result.committed
    assert not editor.source.in_transaction()
    cursor = await other.execute("select id, name, price::text, note from stock order by id")
    assert await cursor.fetchall() == [
        (1, "bell's\\ \n2", "12.50", ""),
        (2, "chain", "9.50", None),
        (10, "pump", "9.50", None),
        (11, "chain 2", "9.50", None),
    ]
    shown = edits.rows.rows(0, 10)
    assert [row[:5] for row in shown] == [
        ("1", "bell's\\ \n2", "12.50", "", "25.00"),
        ("2", "chain", "9.50", None, "19.00"),
        ("10", "pump", "9.50", None, "19.00"),
        ("11", "chain 2", "9.50", None, "19.00"),
    ]
    assert edits.counts.total == 0
    assert edits.rows.mark(3, NAME) == ""
    await edits.look_at([2, 3])
    edits.set(2, NAME, "pump 2")  # a row that came with the last changes
    edits.delete([3])
    assert isinstance(await edits.apply(), Applied)
    assert await names(other) == ["bell's\\ \n2", "chain", "pump 2"]
    assert len(edits.rows) == 3


@pytest.mark.parametrize("first", ["edit", "delete"])
async def test_a_row_that_somebody_changed_meanwhile_undoes_all(
    editor: Editor, other: Connection, first: str
) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL, CHAIN])
    edits.set(CHAIN, NAME, "never")
    if first == "edit":
        edits.set(BELL, NAME, "mine")
    else:
        edits.delete([BELL])
    await other.execute("update stock set name = 'theirs', price = 1 where id = 1")
    result = await edits.apply()
    assert isinstance(result, Conflict), result
    [conflict] = result.rows
    assert (conflict.cause, conflict.key) == ("changed", "id 1")
    cells = {cell.name: (cell.was, cell.now, cell.yours) for cell in conflict.cells}
    assert cells["name"] == ("bell", "theirs", ("mine",) if first == "edit" else None)
    assert cells["price"] == ("12.50", "1.00", None)
    assert await names(other) == ["theirs", "chain", "pump"]
    assert not editor.source.in_transaction()
    assert edits.counts.total == 2, "all of it is still pending"

    edits.keep_mine(result.rows)
    assert isinstance(await edits.apply(), Applied)
    assert await names(other) == (["mine"] if first == "edit" else []) + ["never", "pump"]


async def test_the_others_values_can_be_taken(editor: Editor, other: Connection) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL, CHAIN])
    edits.set(BELL, NAME, "mine")
    edits.set(CHAIN, NAME, "mine, too")
    await other.execute("update stock set name = 'theirs' where id = 1")
    result = await edits.apply()
    assert isinstance(result, Conflict)
    edits.take_theirs(result.rows)
    assert edits.rows.rows(0, 1)[0][NAME] == "theirs"
    assert isinstance(await edits.apply(), Applied)
    assert await names(other) == ["theirs", "mine, too", "pump"]


async def test_a_row_that_somebody_deleted(editor: Editor, other: Connection) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL, CHAIN])
    edits.set(BELL, NAME, "mine")
    edits.set(CHAIN, NAME, "never")
    await other.execute("delete from stock where id = 1")
    result = await edits.apply()
    assert isinstance(result, Conflict)
    assert [conflict.cause for conflict in result.rows] == ["deleted"]
    assert await names(other) == ["chain", "pump"]
    edits.keep_mine(result.rows)
    assert isinstance(await edits.apply(), Applied)
    assert await names(other) == ["never", "pump"]


async def test_a_row_is_looked_at_before_its_first_change(editor: Editor, other: Connection) -> None:
    edits = await editor.edit(SQL)
    await other.execute("update stock set note = 'new' where id = 1; delete from stock where id = 2")
    moved = await edits.look_at([BELL, CHAIN, PUMP])
    assert [(each.cause, each.key) for each in moved] == [("changed", "id 1"), ("deleted", "id 2")]
    assert [(cell.name, cell.was, cell.now) for cell in moved[0].cells] == [("note", None, "new")]
    assert edits.rows.rows(0, 1)[0][NOTE] == "new"
    edits.set(BELL, NOTE, "newer")
    with pytest.raises(EditRefusedError, match="no longer there"):
        edits.set(CHAIN, NOTE, "x")
    assert isinstance(await edits.apply(), Applied)


async def test_a_constraint_undoes_all(editor: Editor, other: Connection) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL, CHAIN])
    edits.set(BELL, PRICE, "1")
    edits.set(CHAIN, NAME, "pump")
    result = await edits.apply()
    assert isinstance(result, Failed), result
    assert result.error is not None
    assert result.error.sqlstate == "23505"
    assert result.statement is not None
    assert edits.rows.position_of(result.statement.row) == CHAIN
    assert result.certain
    assert not editor.source.in_transaction()
    assert await editor.rows("select price::text from stock where id = 1") == [("12.50",)]
    edits.changes.undo()
    assert isinstance(await edits.apply(), Applied)


async def test_a_value_that_is_too_long_is_refused_not_cut(editor: Editor) -> None:
    await editor.run("alter table stock alter note type varchar(3)")
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NOTE, "four")
    result = await edits.apply()
    assert isinstance(result, Failed)
    assert "too long" in result.sentence


async def test_a_trigger_that_cancels_the_row(editor: Editor, other: Connection) -> None:
    await trigger(editor, "return null")
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "mine")
    result = await edits.apply()
    assert isinstance(result, Conflict)
    assert [conflict.cause for conflict in result.rows] == ["kept"]
    assert (await names(other))[0] == "bell"
    edits.changes.revert_all()
    edits.set(edits.insert(), NAME, "never")
    result = await edits.apply()
    assert isinstance(result, Conflict)
    assert result.rows[0].cause == "kept"


async def test_a_trigger_that_changes_values_is_seen(editor: Editor) -> None:
    await trigger(editor, "new.note := 'by ' || new.name; return new")
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "mine")
    edits.set(edits.insert(), NAME, "new")
    assert isinstance(await edits.apply(), Applied)
    assert [edits.rows.rows(row, row + 1)[0][NOTE] for row in (BELL, 3)] == ["by mine", "by new"]


async def trigger(editor: Editor, body: str) -> None:
    await editor.run(
        "create or replace function stock_trigger() returns trigger language plpgsql"
        f" as $$ begin {body}; end $$",
        "create trigger t before insert or update on stock for each row execute function stock_trigger()",
    )


async def test_a_policy_that_hides_the_row(editor: Editor) -> None:
    await editor.run(
        "drop role if exists keeper",
        "create role keeper",
        "grant all on stock to keeper",
        "alter table stock enable row level security",
        "create policy looks on stock for select using (true)",
        "create policy writes on stock for update using (id > 1)",
        "set role keeper",
    )
    try:
        edits = await editor.edit(SQL)
        assert edits.editable.note
        await edits.look_at([BELL])
        edits.set(BELL, NAME, "mine")
        result = await edits.apply()
        assert isinstance(result, Conflict)
        assert result.rows[0].cause == "kept"
    finally:
        await editor.run("reset role", "drop owned by keeper", "drop role keeper")


async def test_keys_move_along_in_one_go(editor: Editor) -> None:
    await editor.run("create temp table moved (a int, b text, v text, primary key (a, b))")
    await editor.run("insert into moved values (1, 'x', 'one'), (2, 'x', 'two'), (3, 'x', 'three')")
    edits = await editor.edit("select * from moved order by a")
    await edits.look_at([0, 1, 2])
    for row, key in ((0, "2"), (1, "3"), (2, "4")):
        edits.set(row, 0, key)
    text = "\n".join(statement.sql for statement in edits.statements())
    assert isinstance(await edits.apply(), Applied)
    assert await editor.rows("select a, v from moved order by a") == [(2, "one"), (3, "two"), (4, "three")]
    assert text.index("WHERE a = '3'") < text.index("WHERE a = '2'") < text.index("WHERE a = '1'")


async def test_a_row_moves_to_another_partition(editor: Editor) -> None:
    await editor.run(
        "create temp table parts (id int, r int, primary key (id, r)) partition by range (r)",
        "create temp table parts_1 partition of parts for values from (0) to (10)",
        "create temp table parts_2 partition of parts for values from (10) to (20)",
        "insert into parts values (1, 1), (2, 2)",
    )
    edits = await editor.edit("select * from parts order by id")
    await edits.look_at([0, 1])
    edits.set(0, 1, "15")
    edits.delete([1])
    assert isinstance(await edits.apply(), Applied)
    assert await editor.rows("select tableoid::regclass::text, id, r from parts") == [("parts_2", 1, 15)]


async def test_a_row_shown_twice_is_changed_at_one_place(editor: Editor) -> None:
    edits = await editor.edit("select id, name, generate_series(1, 2) from stock order by id, 3")
    await edits.look_at([0])
    edits.set(0, 1, "mine")
    with pytest.raises(EditRefusedError, match="shown twice"):
        await edits.look_at([1])
