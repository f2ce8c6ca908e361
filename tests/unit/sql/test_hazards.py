import pytest

from lakebase_tui.sql.hazards import Hazard, HazardKind, hazards

ALL_ROWS = [
    ("delete from t", "DELETE without WHERE", "t"),
    ("DELETE FROM ONLY sales.orders AS o", "DELETE without WHERE", "sales.orders"),
    ("delete from t using u, v returning *", "DELETE without WHERE", "t"),
    ('update "Sales"."my t" set a = 1, b = default', "UPDATE without WHERE", '"Sales"."my t"'),
    ("update t set a = u.a from u join v on u.x = v.x", "UPDATE without WHERE", "t"),
    ("update t set a = (select max(b) from u where u.c = t.c)", "UPDATE without WHERE", "t"),
    ("update t set (a, b) = (select 1, 2 from u where c)", "UPDATE without WHERE", "t"),
    ("with old as (select 1 from u where v) delete from t", "DELETE without WHERE", "t"),
    ("delete /* where id = 1 */ from t -- where id = 1", "DELETE without WHERE", "t"),
    ("update t set note = 'where id = 1'", "UPDATE without WHERE", "t"),
    ('update t set a = "where"', "UPDATE without WHERE", "t"),
    ("delete from 計算機用語", "DELETE without WHERE", "計算機用語"),
    ("delete from t where true", "DELETE with a WHERE that leaves out nothing", "t"),
    ("update t set a = 1 where 1 = 1", "UPDATE with a WHERE that leaves out nothing", "t"),
]
CONSTANT = [
    *("true", "TRUE", "(true)", "((1=1))", "1 = /* no */ 1", "'a' = 'a'", "true::bool", "'t'::boolean"),
    *(
        "bool 'true'",
        "not false",
        "not (1 = 0)",
        "not not true",
        "1 = 1 and true",
        "id = 1 or true",
        "1 <> 2",
    ),
    *(
        "true or id = 1",
        "id = 1 or (note = 'x' or 1 = 1)",
        "1",
        "id = id",
        "t.id = t.id",
        "id >= id",
        "2 > 1",
    ),
    *("id = id and 1 = 1", "(id = 1 or true) and (true or id = 2)", "case when true then true end", "1 != 2"),
]
LEAVING_OUT = [
    *("id = 1", "id = 1 and true", "(id = 1 or id = 2)", "true and id = 1", "not id = 1", "id", "not id"),
    *("false", "FALSE", "not true", "null", "1 = 0", "1 <> 1", "1 != 1", "'a' = 'b'", "id <> id", "id > id"),
    *("exists (select 1)", "random() < 0.1", "now() > '2020-01-01'", "current_user = 'me'", "$1", "id = $1"),
    *(
        "random() = random()",
        "(select true)",
        "id in (1, 2)",
        "id = any (select id from u)",
        "f(id)",
        "id is null",
    ),
    *("(id, note) = (1, 'a')", "note like '%' escape '!'", "1 = 1 and (true and id = 2)", "current of c"),
    *("id between 1 and 2", "id = :id", "id = :'id'", "current_date = current_date"),
]
NONE = [
    "select 1 from t for update",
    "select 1 from t for no key update",
    "insert into t values (1) on conflict (a) do update set b = 1",
    "insert into t select * from u",
    "explain delete from t",
    "explain (analyze false, verbose) delete from t",
    "do $$ begin delete from t; end $$",
    "call delete_all()",
    "select delete_all()",
    "create function f() returns void begin atomic delete from t; end",
    "create function f() returns void language plpgsql as 'begin delete from t; end'",
    "create rule r as on insert to t do also delete from u",
    "create rule r as on insert to t do instead (delete from u; truncate v)",
    "create trigger g after delete or update on t execute function f()",
    "create table t (id int references u on delete cascade on update set null)",
    "grant delete, update, truncate on t to u",
    "alter table t add drop_me int, alter b set default 1, rename_it int",
    "alter table t rename to drop",
    'alter table t rename column "drop" to x',
    "alter table t detach partition p",
    "comment on table t is 'drop table t'",
    "execute drop_everything",
    "prepare p as select 1",
    "refresh materialized view v",
    "select 'delete from t'",
    "declare c cursor for select * from t",
    "",
    "-- delete from t",
    "dlete from t",
    "selec drop from t where",
    "with a as (select 1 from t for update) selec 1",
    "insert into t values (1",
]
INSIDE = [
    ("with gone as (delete from t returning *) select * from gone", ["delete from t returning *"]),
    (
        "with a as (update t set x = 1), b as (delete from u) select 1",
        ["update t set x = 1", "delete from u"],
    ),
    ("with a as (delete from t where id = 1 returning *) delete from u", None),
    ("insert into t with a as (delete from u returning *) select * from a", ["delete from u returning *"]),
    ("explain analyze delete from t", ["delete from t"]),
    ("explain (analyze, buffers) with a as (delete from t) select 1", ["delete from t"]),
    ("explain (buffers, analyze on) update t set a = 1", ["update t set a = 1"]),
    ("prepare p (int) as update t set a = $1", ["update t set a = $1"]),
    ("copy (delete from t returning *) to stdout", ["delete from t returning *"]),
    (
        "create table x as with a as (delete from t returning *) select * from a",
        ["delete from t returning *"],
    ),
]
TABLES = ("TABLE", "MATERIALIZED VIEW", "FOREIGN TABLE")
DROPS = [
    ("drop table t", "TABLE", ("t",)),
    ('drop table if exists a.b, "C d"."e" cascade', "TABLE", ("a.b", '"C d"."e"')),
    ("drop materialized view m restrict", "MATERIALIZED VIEW", ("m",)),
    ("drop foreign table f", "FOREIGN TABLE", ("f",)),
    ("drop view a.v, w", "VIEW", ("a.v", "w")),
    ("drop index concurrently if exists a.i", "INDEX", ("a.i",)),
    ("drop sequence s", "SEQUENCE", ("s",)),
    ("drop schema a, b cascade", "SCHEMA", ("a", "b")),
    ("drop database if exists d with (force)", "DATABASE", ("d",)),
    ("drop function f(int, text), g", "FUNCTION", ("f(int, text)", "g")),
    ("drop procedure p()", "PROCEDURE", ("p()",)),
    ("drop aggregate a(int)", "AGGREGATE", ("a(int)",)),
    ("drop operator + (int, int)", "OPERATOR", ("+ (int, int)",)),
    ("drop type a.t, u", "TYPE", ("a.t", "u")),
    ("drop domain d", "DOMAIN", ("d",)),
    ("drop cast (int as text)", "CAST", ("(int as text)",)),
    ("drop role a, b", "ROLE", ("a", "b")),
    ("drop user u", "USER", ("u",)),
    ("drop owned by a, b cascade", "OWNED BY", ("a", "b")),
    ("drop policy p on a.t", "POLICY", ("p on a.t",)),
    ("drop trigger g on t cascade", "TRIGGER", ("g on t",)),
    ("drop event trigger g", "EVENT TRIGGER", ("g",)),
    ("drop text search dictionary d", "TEXT SEARCH DICTIONARY", ("d",)),
    ("drop extension if exists e", "EXTENSION", ("e",)),
    ("drop user mapping for u server s", "USER MAPPING FOR", ("u server s",)),
    ("drop publication p", "PUBLICATION", ("p",)),
    ("drop subscription s", "SUBSCRIPTION", ("s",)),
    ("drop tablespace t", "TABLESPACE", ("t",)),
]
ALTERS = [
    ("alter table a.t drop c", "ALTER TABLE DROP COLUMN", "a.t", "c"),
    ("alter table only t drop column if exists c cascade", "ALTER TABLE DROP COLUMN", "t", "c"),
    ("alter table if exists t drop constraint k", "ALTER TABLE DROP CONSTRAINT", "t", "k"),
    ("alter table t alter c drop not null", "ALTER TABLE DROP NOT NULL", "t", "c"),
    ("alter table t alter column c drop default", "ALTER TABLE DROP DEFAULT", "t", "c"),
    ("alter table t alter c drop identity if exists", "ALTER TABLE DROP IDENTITY", "t", "c"),
    ("alter foreign table t drop c", "ALTER FOREIGN TABLE DROP COLUMN", "t", "c"),
    ("alter type ty drop attribute a", "ALTER TYPE DROP ATTRIBUTE", "ty", "a"),
    ("alter domain d drop constraint k", "ALTER DOMAIN DROP CONSTRAINT", "d", "k"),
    ("alter domain d drop not null", "ALTER DOMAIN DROP NOT NULL", "d", ""),
    ("alter extension e drop table t", "ALTER EXTENSION DROP TABLE", "e", "t"),
    ("alter publication p drop table t, only u", "ALTER PUBLICATION DROP", "p", "table t, only u"),
    ("alter group g drop user u", "ALTER GROUP DROP USER", "g", "u"),
    ("alter server s options (drop host)", "ALTER SERVER DROP OPTION", "s", "host"),
]
MERGES = [
    ("merge into t using s on t.a = s.a when matched then delete", []),
    ("merge into t using s on t.a = s.a when matched and s.x then update set b = 1", []),
    ("merge into t using s on t.a = s.a when not matched then insert values (1)", []),
    ("merge into t using s on true when matched then do nothing", []),
    ("merge into t using s on true when matched and s.x then delete", []),
    ("merge into t using s on true when matched then delete", ["when matched then delete"]),
    ("merge into t using s on 1 = 1 when matched and true then update set b = 1", None),
    (
        "merge into t using s on t.a = s.a when matched then delete when not matched by source then delete",
        ["when not matched by source then delete"],
    ),
    ("merge into t using s on t.a = s.a when not matched by source and t.b > 1 then delete", []),
]
NOT_UNDERSTOOD = [
    ("delete from t wxre id = 1", HazardKind.DELETE_ALL),
    ("delete t", HazardKind.DELETE_ALL),
    ("update t set a = ", HazardKind.UPDATE_ALL),
    ("update t a = 1 (where id = 1)", HazardKind.UPDATE_ALL),
    ("update t set a = (select 1 where x) bad bad", HazardKind.UPDATE_ALL),
    ("with a as (delete from t), b as (selec 1 where x) select 1", HazardKind.DELETE_ALL),
    ("with a as (select 1 where x) delete from t bad bad", HazardKind.DELETE_ALL),
    ("explain analyze delete from t bad bad", HazardKind.DELETE_ALL),
    ("prepare p as update t a = 1", HazardKind.UPDATE_ALL),
    ("drop tablx t", HazardKind.DROP),
    ("drop", HazardKind.DROP),
    ("truncate", HazardKind.TRUNCATE),
    ("truncate :tables", HazardKind.TRUNCATE),
    ("alter tablx t drop c", HazardKind.ALTER_DROP),
    ("delete from :t", HazardKind.DELETE_ALL),
]


@pytest.mark.parametrize(("sql", "verb", "relation"), ALL_ROWS)
def test_all_rows_of_a_table(sql: str, verb: str, relation: str) -> None:
    (hazard,) = hazards(sql)
    assert hazard.kind is (HazardKind.DELETE_ALL if verb.startswith("DELETE") else HazardKind.UPDATE_ALL)
    assert (hazard.verb, hazard.names, hazard.relations) == (verb, (relation,), (relation,))


@pytest.mark.parametrize("condition", CONSTANT)
def test_a_condition_that_leaves_out_nothing_is_none(condition: str) -> None:
    deletes, updates = (
        f"delete from t where {condition}",
        f"update t set note = 'x' where {condition} returning *",
    )
    assert [hazard.kind for hazard in hazards(deletes)] == [HazardKind.DELETE_ALL]
    assert [hazard.kind for hazard in hazards(updates)] == [HazardKind.UPDATE_ALL]


@pytest.mark.parametrize("condition", LEAVING_OUT)
def test_a_condition_that_may_leave_out_rows_is_one(condition: str) -> None:
    assert hazards(f"delete from t where {condition}") == ()
    assert hazards(f"update t set note = 'x' where {condition}") == ()


@pytest.mark.parametrize("sql", NONE)
def test_what_destroys_nothing_now(sql: str) -> None:
    assert hazards(sql) == ()


@pytest.mark.parametrize(("sql", "parts"), INSIDE)
def test_what_is_inside_of_another_statement(sql: str, parts: list[str] | None) -> None:
    assert [sql[hazard.start : hazard.end] for hazard in hazards(sql)] == ([sql] if parts is None else parts)


@pytest.mark.parametrize(
    ("sql", "names"), [("truncate t", ("t",)), ("truncate only a.t, b *, c", ("a.t", "b", "c"))]
)
def test_truncate(sql: str, names: tuple[str, ...]) -> None:
    for cascades in (False, True):
        typed = sql + " restart identity cascade" * cascades
        expected = Hazard(HazardKind.TRUNCATE, "TRUNCATE", 0, len(typed), names, names, cascades=cascades)
        assert hazards(typed) == (expected,)


@pytest.mark.parametrize(("sql", "kind", "names"), DROPS)
def test_drop(sql: str, kind: str, names: tuple[str, ...]) -> None:
    relations = names if kind in TABLES else ()
    cascades = sql.endswith("cascade")
    expected = Hazard(HazardKind.DROP, f"DROP {kind}", 0, len(sql), names, relations, cascades=cascades)
    assert hazards(sql) == (expected,)


@pytest.mark.parametrize(("sql", "verb", "name", "part"), ALTERS)
def test_alter_drop(sql: str, verb: str, name: str, part: str) -> None:
    (hazard,) = hazards(sql)
    assert (hazard.kind, hazard.verb, hazard.names, hazard.part) == (
        HazardKind.ALTER_DROP,
        verb,
        (name,),
        part,
    )
    assert hazard.relations == ((name,) if " TABLE DROP" in verb and "EXTENSION" not in verb else ())
    assert hazard.cascades == sql.endswith("cascade")
    assert "drop" in sql[hazard.start : hazard.end]


def test_each_drop_of_an_alter() -> None:
    sql = "alter table t drop a, add b int, alter column drop drop not null, drop constraint c cascade"
    found = [(sql[hazard.start : hazard.end], hazard.part, hazard.cascades) for hazard in hazards(sql)]
    assert found == [
        ("drop a", "a", False),
        ("alter column drop drop not null", "drop", False),
        ("drop constraint c cascade", "c", True),
    ]


@pytest.mark.parametrize(("sql", "parts"), MERGES)
def test_merge(sql: str, parts: list[str] | None) -> None:
    found = hazards(sql)
    if parts is None:
        assert [hazard.kind for hazard in found] == [HazardKind.MERGE_ALL]
    else:
        assert [sql[hazard.start : hazard.end] for hazard in found] == parts
    assert all(hazard.relations == ("t",) for hazard in found)


@pytest.mark.parametrize(("sql", "kind"), NOT_UNDERSTOOD)
def test_in_doubt_it_is_a_hazard(sql: str, kind: HazardKind) -> None:
    (hazard,) = hazards(sql)
    assert (hazard.kind, hazard.understood) == (kind, False)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from t where id = :id and",
        "update t set a = 1 where id bad bad",
        "with a as (delete from t where id = 1 bad bad) select 1",
        "explain delete from t bad bad",
        "select delete from t bad bad where",
    ],
)
def test_a_where_that_can_be_seen_is_enough(sql: str) -> None:
    assert hazards(sql) == ()


def test_a_statement_too_long_to_parse() -> None:
    values = ", ".join(map(str, range(20_000)))
    assert hazards(f"delete from t where id in ({values})") == ()
    (hazard,) = hazards(f"update t set a = array[{values}]")
    assert (hazard.kind, hazard.understood) == (HazardKind.UPDATE_ALL, False)


def test_conditions_of_any_size_and_depth() -> None:
    many = " or ".join(f"id = {number}" for number in range(3_000))
    assert hazards(f"delete from t where {many}") == ()
    assert len(hazards(f"delete from t where {many} or true")) == 1
    assert len(hazards(f"delete from t where {'(' * 300}true{')' * 300}")) == 1
    assert hazards(f"delete from t where {'(' * 9_000}id = 1{')' * 9_000}") == ()
    assert hazards("delete from t where " + "not (true and " * 500 + "true" + ")" * 500) == ()
