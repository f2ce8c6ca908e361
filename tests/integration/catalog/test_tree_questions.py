"""What the tree asks, on a real server and as a role with no rights but to connect."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from lakebase_tui.catalog.tree.nodes import Group, Part
from lakebase_tui.catalog.tree.questions import Answer, Ask, Question, Wanted, answered
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.questions import ask
from tests.support.postgres_server import PostgresServer

SETUP = """
create schema "Sales";
create type "Sales".mood as enum ('ok');
create table "Sales".customers (id bigint generated always as identity primary key, name text unique);
create table "Sales".orders (
    id bigint, customer_id bigint not null references "Sales".customers, "Status" text,
    primary key (id, customer_id), constraint positive check (id > 0), exclude using btree (id with =)
);
comment on column "Sales".orders."Status" is 'Where it stands';
create index "by status" on "Sales".orders (lower("Status")) where "Status" is not null;
alter table "Sales".orders enable row level security;
create policy own on "Sales".orders as restrictive for select to public using (id > 5);
create policy "add" on "Sales".orders for insert to tree_reader with check (id > 6);
create function "Sales".audit() returns trigger language plpgsql as 'begin return null; end';
create trigger audited after insert or update on "Sales".orders for each row execute function "Sales".audit();
create trigger watched before truncate on "Sales".orders execute function "Sales".audit();
alter table "Sales".orders disable trigger watched;
create rule no_delete as on delete to "Sales".orders do instead nothing;
create view "Sales".recent as select * from "Sales".orders;
insert into "Sales".customers (name) select 'c' || n from generate_series(1, 3000) n;
analyze "Sales".customers;
"""


@pytest.fixture(scope="module")
def tree_dsn(server: PostgresServer) -> Iterator[str]:
    """A database, and a role that owns nothing in it."""
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("create database tree_questions")
        admin.execute("create role tree_reader login")
    with psycopg.connect(server.dsn("tree_questions"), autocommit=True) as connection:
        connection.execute(SETUP)
    yield server.dsn("tree_questions").replace("user=postgres", "user=tree_reader")
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("drop database tree_questions with (force)")
        admin.execute("drop role tree_reader")


@pytest.fixture
async def reader(tree_dsn: str) -> AsyncIterator[Ask]:
    metadata = MetadataConnection(lambda: psycopg.AsyncConnection.connect(tree_dsn, autocommit=True))
    yield lambda sql, values: ask(metadata, sql, values)
    await metadata.aclose()


async def asked(reader: Ask, question: Question, relation: str = "orders") -> Answer:
    values = ("Sales",) if question is Question.SIZES else ("Sales", relation)
    return await answered(reader, Wanted(("key",), question, values))


async def test_facts_count_the_parts_of_a_table(reader: Ask) -> None:
    facts = (await asked(reader, Question.FACTS)).facts
    assert facts.counts == {
        Group.INDEXES: 3,
        Group.CONSTRAINTS: 4,
        Group.TRIGGERS: 2,
        Group.POLICIES: 2,
        Group.RULES: 1,
    }
    assert facts.key_columns == {"id", "customer_id"}
    assert facts.column_comments == {"Status": "Where it stands"}
    assert facts.owner == "postgres"


async def test_every_count_is_that_of_the_parts_listed(reader: Ask) -> None:
    facts = (await asked(reader, Question.FACTS)).facts
    for group, count in facts.counts.items():
        assert len((await asked(reader, Question[group.name])).parts) == count


async def test_a_view_has_no_rule_of_its_own(reader: Ask) -> None:
    facts = (await asked(reader, Question.FACTS, "recent")).facts
    assert facts.counts == {}
    assert facts.owner == "postgres"


async def test_indexes_tell_their_columns_and_condition(reader: Ask) -> None:
    key, *others = (await asked(reader, Question.INDEXES)).parts
    assert key == Part("orders_pkey", "btree (id, customer_id)", ("PK",))
    assert Part("by status", 'btree (lower("Status")) where "Status" IS NOT NULL') in others


async def test_constraints_come_in_the_order_of_their_weight(reader: Ask) -> None:
    parts = (await asked(reader, Question.CONSTRAINTS)).parts
    assert [each.marks for each in parts] == [("PK",), ("FK",), ("check",), ("exclude",)]
    assert parts[1].detail == '(customer_id) REFERENCES "Sales".customers(id)'


async def test_triggers_tell_when_they_fire(reader: Ask) -> None:
    assert (await asked(reader, Question.TRIGGERS)).parts == (
        Part("audited", "after insert or update each row: audit()"),
        Part("watched", "before truncate each statement: audit()", ("disabled",)),
    )


async def test_policies_tell_whom_they_are_for(reader: Ask) -> None:
    add, own = (await asked(reader, Question.POLICIES)).parts
    assert add == Part("add", "insert to tree_reader check (id > 6)")
    assert own == Part("own", "select to public using (id > 5)", ("restrictive",))


async def test_rules_are_told_as_they_were_made(reader: Ask) -> None:
    (rule,) = (await asked(reader, Question.RULES)).parts
    assert rule.name == "no_delete"
    assert rule.detail.startswith("CREATE RULE no_delete AS")


async def test_sizes_are_estimates_and_unknown_where_nobody_looked(reader: Ask) -> None:
    sizes = (await asked(reader, Question.SIZES)).sizes
    assert sizes["customers"].rows == 3_000
    assert 3_000 * 20 < sizes["customers"].size < 2_000_000
    assert not sizes["customers"].row_security
    assert sizes["orders"].row_security
    assert sizes["orders"].rows == -1
    assert "recent" not in sizes


@pytest.mark.parametrize("question", list(Question))
async def test_what_was_dropped_meanwhile_is_no_error(reader: Ask, question: Question) -> None:
    answer = await asked(reader, question, "gone")
    assert answer.parts == ()
    assert answer.facts.counts == {}


async def test_nothing_depends_on_the_search_path(reader: Ask, tree_dsn: str, server: PostgresServer) -> None:
    hostile = """
    create schema hostile;
    create view hostile.pg_class as select 1 as oid;
    create function hostile.count() returns int language sql as 'select 1';
    alter role tree_reader set search_path = hostile, pg_catalog;
    """
    expected = [await asked(reader, question) for question in Question]
    with psycopg.connect(server.dsn("tree_questions"), autocommit=True) as admin:
        admin.execute(hostile)
    metadata = MetadataConnection(lambda: psycopg.AsyncConnection.connect(tree_dsn, autocommit=True))
    try:
        for question, answer in zip(Question, expected, strict=True):
            found = await asked(lambda sql, values: ask(metadata, sql, values), question)
            assert [each.name for each in found.parts] == [each.name for each in answer.parts]
            assert found.facts == answer.facts
            assert found.sizes == answer.sizes
    finally:
        await metadata.aclose()
        with psycopg.connect(server.dsn("tree_questions"), autocommit=True) as admin:
            admin.execute("alter role tree_reader reset search_path")
