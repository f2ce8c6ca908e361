import pytest

from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.grammar import LONGEST, read_tree, walk

TAKEN = [
    "select 1 /* a /* b */ ; c */ from t",
    "select f(a => -- why\n 1)",
    "select * from t where id = any (select id from u where x)",
    "select * from t where (a, b) < all (select 1, 2) or c <> some ((select d from u))",
    "select 1 union all (select 2) union all (values (3))",
    "select 'a' like 'b' escape '!' as x, c not ilike d escape '\\', e similar to f escape null from t",
    "select U&'d!0061' uescape '!' as U&\"d\\0061\" from t",
    "select 1. + 2.*3. , 4.e5, 6.::int, 7.0",
    "select 'first'\n  ' second' -- and\n ' third' from t",
    "select 用語, \"コード\" from 計算機用語 where 分類コード = 'コ'",
    "select ☃ from t -- ☃",
    "merge into t using s on t.a = s.a when matched then delete when not matched then insert values (1)",
    "merge into t using s on t.a = s.a when not matched by source then delete when matched then do nothing",
    "select * from rows from (f(1) as (a int, b text)) with ordinality",
    "do $é$ begin; end $é$",
]
REFUSED = [
    "selec 1",
    "select 1 from",
    "select any (select 1",
    "merge into t when matched then",
    "/* a */ x",
    ")",
]


@pytest.mark.parametrize("sql", TAKEN)
def test_what_a_server_takes_is_taken(sql: str) -> None:
    tree = read_tree(sql)
    assert tree is not None
    assert not tree.root.has_error
    assert tree.statement != tree.root


@pytest.mark.parametrize("sql", REFUSED)
def test_what_no_server_takes_is_not(sql: str) -> None:
    tree = read_tree(sql)
    assert tree is not None
    assert tree.root.has_error


@pytest.mark.parametrize("sql", TAKEN + REFUSED)
def test_nodes_lie_in_the_statement_as_it_was_given(sql: str) -> None:
    tree = read_tree(sql)
    assert tree is not None
    for node in walk(tree.root):
        start, end = tree.span(node)
        assert 0 <= start <= end <= len(sql)
        assert sql[start:end] == tree.text(node)
        if node.type.startswith("kw_") and end > start:
            assert tree.text(node).lower() == node.type.removeprefix("kw_")
        if node.type == "comment":
            assert tree.text(node).startswith(("/*", "--"))


def test_names_are_told_as_written() -> None:
    sql = 'merge into "é".計算 as t using s on t.用 = s.a when matched then delete when matched then delete'
    tree = read_tree(sql)
    assert tree is not None
    names = [tree.text(node) for node in walk(tree.root) if node.type in ("qualified_name", "columnref")]
    assert [name for name in names if name] == ['"é".計算', "s", "t.用", "s.a"]
    assert classify("select 1 from a.計算 where x = any (select 1)").main_relation == "計算"


def test_comments_alone_are_no_statement() -> None:
    tree = read_tree("/* a */ -- b")
    assert tree is not None
    assert tree.statement == tree.root


def test_what_is_too_long_is_not_read() -> None:
    assert read_tree("select " + "1" * LONGEST) is None
