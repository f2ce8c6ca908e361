import time

import psycopg
import pytest

from lakebase_tui.sql.syntax import syntax_problems
from tests.support.postgres_server import running_server
from tests.unit.sql.test_grammar import TAKEN

# With «» around what is marked.
WRONG = [
    "«selec» 1 from t",
    "select a b «c» from t",
    "select (1 + 2 «from» t",
    "select case when a then b «from» t",
    "select count(* «from» t",
    "select a from t where b = «=» 1",
    "select f(a,«)» from t",
    "select 'a' «'b'» from t",
    "create «tablx» t (a int)",
    "create table t (a int, b txt «txt», c int)",
    "drop «tablx» a, b",
    "insert «itno» t values (1)",
    "insert into t (a, b) «valuxes» (1, 2)",
    "grant select «in» t to u",
    "select é from ü where é = 1 «é» group by é",
    "/* é */ select 1 /* /* */ */ from t limit 1 «1» offset 2",
    "select * from t where id = any (select 1) and x limit 1 «1» offset 2",
]
UNFINISHED = [
    *(
        "s",
        "sel",
        "select ",
        "select a,",
        "select a, ",
        "select a from",
        "select * from t wh",
        "select f(a, b",
    ),
    *(
        "select * from t where",
        "select * from t where a =",
        "select * from t where a = 1 an",
        "select f(a, (b",
    ),
    *(
        "select * from t join u on",
        "select case when a",
        "insert into t (a, b",
        "insert into t (a, b) val",
        "drop",
    ),
    *("insert into t (a, b) values (1, 2", "update t set a =", "delete from t where id in (", "create table"),
    *(
        "with a as (select 1",
        "with a as (select 1)",
        "create table t (a int, b",
        "alter table t add col",
        "exp",
    ),
    *(
        "explain (anal",
        "select 'abc",
        'select "a',
        "select $$ a",
        "select 1 /* a",
        "select E'a",
        "select a::",
    ),
    *(
        "select a.",
        "select * from a.",
        "select 1 from t order",
        "select 1 from t order by a de",
        "select f(a,)",
    ),
]
FOR_PSQL = [
    r"\d t",
    r"select 1 \gx foo foo foo",
    "select :a, a b c d from t",
    "select :'a' from where t",
    'select a b c from :"t" x',
]


@pytest.mark.parametrize("marked", WRONG)
def test_the_place_that_is_wrong(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    assert syntax_problems(marked.replace("«", "").replace("»", "")) == ((start, end),)


@pytest.mark.parametrize("sql", UNFINISHED)
def test_what_is_not_finished_is_not_wrong(sql: str) -> None:
    assert syntax_problems(sql) == ()


@pytest.mark.parametrize("sql", [*FOR_PSQL, *TAKEN, "", "-- a b c"])
def test_nothing_is_claimed_of_what_is_right_or_not_for_the_server(sql: str) -> None:
    assert syntax_problems(sql) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from orders wheqre id = 1 and status = 2",
        "insert into t (a, b) select a, b from u wheer a = 1 and c = 2",
        "select 1 unino all (select 2) union all (values (3))",
    ],
)
def test_what_can_stand_where_it_stands_is_not_marked_for_what_follows(sql: str) -> None:
    assert syntax_problems(sql) == ()


@pytest.mark.parametrize("sql", TAKEN)
def test_typing_a_statement_from_its_beginning_marks_nothing_but_the_unknown(sql: str) -> None:
    marked = [sql[:length] for length in range(len(sql)) if syntax_problems(sql[:length])]
    assert marked == []


def test_what_is_being_typed_is_not_marked() -> None:
    sql = "select a from t where and b = 1"
    (problem,) = syntax_problems(sql)
    start, end = problem
    assert sql[start:end] in ("and", "b")
    for cursor in (start, end, sql.index("where") + len("where")):
        assert syntax_problems(sql, cursor) == ()
    for cursor in (0, len("select a"), len(sql)):
        assert syntax_problems(sql, cursor) == (problem,)


def test_a_long_statement_is_not_looked_at() -> None:
    assert syntax_problems("selec 1 from t where x in (" + "1, " * 5_000 + "1)") == ()


def test_any_bytes_are_taken() -> None:
    assert syntax_problems("selec '\udcff' from t") == ((0, 5),)


def test_a_statement_is_looked_at_quicker_than_a_key_is_pressed() -> None:
    sql = "select a.b, count(*) filter (where x > 1) from s.t a join u b using (id) where a.x = 1 and "
    syntax_problems(sql + "selec from")
    times = []
    for number in range(20):
        begun = time.process_time()
        syntax_problems(f"{sql} {number} «wrong» from from x")
        times.append(time.process_time() - begun)
    assert min(times) < 0.02


def test_the_server_is_of_the_same_opinion() -> None:
    """In a failed transaction it reads every statement, and does none."""
    with running_server() as server, psycopg.connect(server.dsn()) as connection:
        wire = connection.pgconn
        wire.exec_(b"begin")
        wire.exec_(b"select 1/0")
        for marked in WRONG:
            sql = marked.replace("«", "").replace("»", "")
            answer = wire.exec_(sql.encode())
            assert answer.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"42601", sql
        for sql in TAKEN:
            answer = wire.exec_(sql.encode())
            assert answer.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"25P02", sql


def test_a_name_that_is_about_to_be_typed_is_no_mistake() -> None:
    sql = "select o.id, o.\nfrom sales.orders o"
    assert syntax_problems(sql, sql.index("\n")) == ()
    sql = "select o.id, o.\nfrom sales.orders o where o.id = = 1 and true"
    [(start, end)] = syntax_problems(sql, sql.index("\n"))
    assert sql[start:end] == "="
