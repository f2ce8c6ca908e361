"""The question before statements that destroy something: when it comes, what it says, what an answer does."""

from pathlib import Path

import pytest
from textual import events

from lakebase_tui.config.settings import GuardLevel, GuardSettings
from lakebase_tui.session.target import Auth, ConnectionTarget
from lakebase_tui.sql.hazards import hazards
from lakebase_tui.ui.guard_words import hazard_words, level_for, name_to_type, relations_of
from lakebase_tui.ui.screens.guard import GuardScreen
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

PLAIN = ConnectionTarget("localhost", "shop", "ana", Auth.NONE)
BRANCH = ConnectionTarget(
    "ep.example",
    "databricks_postgres",
    "ana",
    Auth.OAUTH,
    project="projects/shop",
    branch="projects/shop/branches/production",
    compute="projects/shop/branches/production/endpoints/primary",
    protected=True,
)
TABLE = "create temp table doomed as select generate_series(1, 4200) as id; analyze doomed"


async def prepared(at: Desk) -> None:
    await at.run(TABLE, key="f6")
    await at.until("ANALYZE")


async def rows_left(at: Desk) -> str | None:
    await at.read("select count(*) from doomed")
    await at.until_true(lambda: at.workspace.results.reader is not None)
    return at.column()[0]


async def test_it_names_the_statement_and_nothing_runs_unless_agreed(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, guard=GuardSettings()) as at:
        await prepared(at)
        await at.run("delete from doomed")
        frame = await at.until("Run this on")
        assert "DELETE without WHERE: doomed" in frame
        await at.press("enter")  # the safe answer has the focus
        await at.until(lambda frame: "Run this on" not in frame)
        assert await rows_left(at) == "4200"
        await at.run("delete from doomed")
        await at.until("Run this on")
        await at.press("tab", "enter")
        await at.until("DELETE 4200")


async def test_rows_are_estimated_and_a_where_asks_nothing(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, guard=GuardSettings()) as at:
        await at.run("create table if not exists counted as select generate_series(1, 4200) as id", key="f6")
        await at.until_true(lambda: not at.screen.busy)
        await at.run("analyze counted")
        await at.until("ANALYZE")
        await at.run("delete from counted where id = 1")
        await at.until("DELETE 1")
        await at.run("select 1;\ntruncate counted", key="f6")
        frame = await at.until("Run this on")
        assert "TRUNCATE: counted, about 4.2 k rows" in frame
        await at.press("escape")
        await at.run("drop table counted")
        await at.until("DROP TABLE: counted, about 4.2 k rows")
        await at.press("tab", "enter")
        await at.until(lambda frame: "Run this on" not in frame and "✓ DROP TABLE" in frame)


async def test_rows_are_those_of_the_table_that_the_session_means(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, guard=GuardSettings(level=GuardLevel.OFF)) as at:
        await at.run(
            "drop schema if exists meant cascade; drop table if exists twin; create schema meant;"
            "create table twin as select 1 as id; analyze twin;"
            "create table meant.twin as select generate_series(1, 4200) as id; analyze meant.twin",
            key="f6",
        )
        await at.until_true(lambda: not at.screen.busy)
    async with desk(server, tmp_path, guard=GuardSettings()) as at:
        await at.run("truncate twin")
        await at.until("twin, about 1 row")
        await at.press("escape")
        await at.run("set search_path to meant")
        await at.until_true(lambda: "meant" in at.screen.tab.session_status.path)
        await at.run("truncate twin")
        await at.until("twin, about 4.2 k rows")
        await at.press("escape")


async def test_a_protected_branch_wants_its_name(server: PostgresServer, tmp_path: Path) -> None:
    settings = GuardSettings(branches={str(server.socket_dir): GuardLevel.NAME})
    async with desk(server, tmp_path, guard=settings) as at:
        await prepared(at)
        await at.run("delete from doomed")
        await at.until("Type postgres to run it.")
        await at.type("postgre", "enter")
        await at.until("That is not postgres.")
        await at.type("s", "enter")
        await at.until("DELETE 4200")


async def test_all_that_a_script_destroys_can_be_read_before_the_answer(
    server: PostgresServer, tmp_path: Path
) -> None:
    settings = GuardSettings(branches={str(server.socket_dir): GuardLevel.NAME})
    async with desk(server, tmp_path, (80, 24), guard=settings) as at:
        await at.run(";\n".join(["select 1", *(f"drop table gone_{n}" for n in range(40))]), key="f6")
        frame = await at.until("Type postgres to run it.")
        assert "40 statements destroy something" in frame
        assert "DROP TABLE: gone_0" in frame
        assert "drop table gone_0" in frame
        assert "esc back" in frame
        for _ in range(10):
            await at.press("pagedown")
        await at.until("DROP TABLE: gone_39")
        await at.press("escape")
        await at.until_true(lambda: at.app.screen is at.workspace)


async def test_one_question_however_often_the_key_is_pressed(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, guard=GuardSettings()) as at:
        await prepared(at)
        at.screen.editor.text = "delete from doomed"
        for _ in range(3):
            at.app.post_message(events.Key("f5", None))
        await at.until("Run this on")
        await at.settle()
        assert [type(each) for each in at.app.screen_stack].count(GuardScreen) == 1
        await at.press("escape")
        await at.until_true(lambda: at.app.screen is at.workspace)


async def test_it_can_be_off(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, guard=GuardSettings(level=GuardLevel.OFF)) as at:
        await prepared(at)
        await at.run("delete from doomed")
        await at.until("DELETE 4200")


async def test_a_read_only_session_is_left_to_the_server(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, guard=GuardSettings()) as at:
        await at.press("alt+m")
        await at.until("read-only │")
        await at.run("drop schema public cascade")
        await at.until("25006")
        await at.run("begin read write")
        await at.until("tx open")
        await at.run("drop schema public cascade")
        frame = await at.until("Run this on")
        assert "DROP SCHEMA: public. With all that depends on it." in frame
        await at.press("escape")


@pytest.mark.parametrize(
    ("settings", "target", "level"),
    [
        (GuardSettings(), PLAIN, GuardLevel.ASK),
        (GuardSettings(), BRANCH, GuardLevel.NAME),
        (GuardSettings(level=GuardLevel.OFF), PLAIN, GuardLevel.OFF),
        (GuardSettings(protected=GuardLevel.ASK), BRANCH, GuardLevel.ASK),
        (GuardSettings(branches={"shop/production": GuardLevel.OFF}), BRANCH, GuardLevel.OFF),
        (GuardSettings(branches={"shop/dev": GuardLevel.OFF}), BRANCH, GuardLevel.NAME),
    ],
)
def test_levels_by_branch(settings: GuardSettings, target: ConnectionTarget, level: GuardLevel) -> None:
    assert level_for(settings, target) is level


def test_what_has_to_be_typed() -> None:
    assert name_to_type(BRANCH) == "production"
    assert name_to_type(PLAIN) == "shop"


def test_the_words_of_a_hazard() -> None:
    found = hazards('truncate "Odd\x1b[31m", b cascade')
    assert relations_of(found) == ['"Odd\x1b[31m"', "b"]
    [words] = [hazard_words(each, {"b": 3.0}) for each in found]
    assert words == 'TRUNCATE: "Odd␛[31m", b, about 3 rows. With all that depends on it.'
    many = "drop table " + ", ".join(f"t{n}" for n in range(30))
    assert hazard_words(hazards(many)[0], {}).endswith("t9 and 20 more")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("alter table sales.orders drop column note", "ALTER TABLE DROP COLUMN note: sales.orders"),
        ("alter table t drop constraint x cascade",
         "ALTER TABLE DROP CONSTRAINT x: t. With all that depends on it."),
        ("delete from ((t",
         "DELETE without WHERE, as far as its words tell: the statement is not understood"),
    ],
)  # fmt: skip
def test_what_of_an_object_goes_and_what_is_only_guessed_is_said(sql: str, words: str) -> None:
    assert [hazard_words(each, {}) for each in hazards(sql)] == [words]
