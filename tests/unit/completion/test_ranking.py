"""How names fit, and what comes first: fit and place, then use, then the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    RelationKind,
    Routine,
    RoutineKind,
    Setting,
    TypeKind,
)
from lakebase_tui.completion import CandidateKind, Completer, Usage
from lakebase_tui.completion.matching import Fit, Matcher, NameBook
from tests.support.completing import inserts

MOOD = DataType("s", "Mood", TypeKind.ENUM, ("happy", "sad"), sql_name='s."Mood"')


@pytest.mark.parametrize(
    ("typed", "name", "fit"),
    [
        ("orders", "orders", Fit.EXACT),
        ("ORDERS", "orders", Fit.EXACT),
        ("ord", "orders", Fit.PREFIX),
        ("ord", "Orders", Fit.PREFIX),
        ("oi", "order_items", Fit.WORDS),
        ("orit", "order_items", Fit.WORDS),
        ("it", "order_items", Fit.WORDS),
        ("oi", "OrderItems", Fit.WORDS),
        ("items", "OrderItems", Fit.WORDS),
        ("log", "audit log", Fit.WORDS),
        ("tem", "order_items", Fit.PART),
        ("ods", "orders", Fit.LETTERS),
        ("od", "orders", None),
        ("x", "orders", None),
        ("xyz", "orders", None),
        ("", "orders", Fit.PREFIX),
        ("größ", "Größe", Fit.PREFIX),
        ("a.b", "axb", None),
        ("]b", "a]b", Fit.PART),
    ],
)
def test_how_a_name_fits(typed: str, name: str, fit: Fit | None) -> None:
    assert Matcher(typed).fit(name) == fit


_NAMES = st.lists(st.text(st.sampled_from("abAB_ .x\n"), max_size=8), max_size=30)


@given(_NAMES, st.text(st.sampled_from("abx_. "), min_size=1, max_size=4))
def test_a_book_finds_what_fits_and_nothing_else(names: list[str], typed: str) -> None:
    matcher = Matcher(typed)
    found = NameBook(names).find(matcher, limit=1_000)
    each_by_itself = {place: matcher.fit(name) for place, name in enumerate(names)}
    fitting = {place for place, fit in each_by_itself.items() if fit is not None}
    assert {place for place, _ in found} <= fitting
    exact = {place for place, fit in each_by_itself.items() if fit in (Fit.EXACT, Fit.PREFIX, Fit.PART)}
    assert exact <= {place for place, _ in found}


def test_a_book_gives_the_first_and_those_that_were_used() -> None:
    names = [f"t{number:04}" for number in range(1_000)]
    found = NameBook(names).find(Matcher("t"), limit=5, favourites=["t0700", "u", "t"])
    assert [names[place] for place, _ in found] == [*names[:5], "t0700"]


def _after(*statements: str) -> Completer:
    usage = Usage()
    for statement in statements:
        usage.note(statement)
    return Completer(usage)


def test_what_was_used_comes_first_among_equals() -> None:
    assert inserts("select * from |")[0] == "customers"
    assert inserts("select * from |", _after("select * from orders"))[:2] == ["orders", "customers"]
    assert inserts("select o.| from orders o", _after("select total from x"))[0] == "total"


def test_use_does_not_outweigh_fit() -> None:
    assert inserts("select * from ord|", _after("select 1 from inventory.products"))[0] == "orders"
    assert inserts("select * from order_items|", _after("select 1 from orders"))[0] == "order_items"


def test_of_internal_names_only_beginnings_of_words_are_meant() -> None:
    assert "lakebase_internal.order_state" in inserts("select * from order_st|")
    assert "lakebase_internal.order_state" in inserts("select * from stat|")
    assert "lakebase_internal.order_state" not in inserts("select * from tat|")
    assert "inventory.products" in inserts("select * from rod|")


def test_what_was_used_lately_counts_more() -> None:
    completer = _after(*["select * from customers"] * 3, *["select * from orders"] * 40)
    assert inserts("select * from |", completer)[0] == "orders"
    completer = _after(*["select * from customers"] * 3, *["select 1"] * 200, *["select * from orders"] * 2)
    assert inserts("select * from |", completer)[0] == "orders"


def test_names_in_literals_and_comments_are_not_use() -> None:
    usage = Usage()
    usage.note("select 'orders', $$orders$$ /* orders */ from \"Customers\" -- orders")
    assert usage.weight("orders") == 0
    assert usage.weight("customers") == pytest.approx(1)


def test_use_stays_small() -> None:
    usage = Usage()
    for number in range(6_000):
        usage.note(f"select c{number} from t")
    assert len(dict(usage)) <= 2_500
    assert usage.weight("t") > 40
    assert usage.weight("c5999") == pytest.approx(1)
    assert usage.weight("c1") == 0


def test_many_things_of_one_kind_do_not_hide_those_of_another() -> None:
    tables = [Relation("s", f"a{number:03}") for number in range(300)]
    functions = [Routine("s", f"a{number:03}", "x integer", "integer") for number in range(300)]
    catalogue = Catalogue(
        relations=[*tables, Relation("s", "az", RelationKind.VIEW)],
        routines=[*functions, Routine("s", "az", "", "", RoutineKind.PROCEDURE)],
    )
    completer = Completer(Usage())

    def offered(text: str) -> list[str]:
        found = completer.complete(text, len(text), catalogue, ["s"])
        return [each.insert for each in found.candidates if each.insert[0] == "a"]

    assert offered("drop view a") == ["az"]
    assert offered("call a") == ["az()"]
    assert len(offered("select * from a")) == 200


def test_common_functions_come_in_the_order_in_which_they_are_common() -> None:
    names = ("abs", "count", "left", "now", "obscure")
    routines = [Routine("pg_catalog", name, "", "integer") for name in names]
    found = Completer(Usage()).complete("select ", 7, Catalogue(routines=routines), ["public"])
    functions = [each.insert for each in found.candidates if each.kind is CandidateKind.FUNCTION]
    assert functions == ["count()", "now()", "abs()", "left()", "obscure()"]


def test_types_are_called_as_sql_calls_them() -> None:
    types = [DataType("pg_catalog", "int4", sql_name="integer"), DataType("pg_catalog", "pg_lsn"), MOOD]
    completer = Completer(Usage())
    catalogue = Catalogue(types=types, relations=[Relation("s", "t", columns=(Column("m", 's."Mood"'),))])

    def offered(text: str) -> list[str]:
        return [each.insert for each in completer.complete(text, len(text), catalogue, ["s"]).candidates]

    assert offered("select 1::").count("integer") == 1
    assert "int4" not in offered("select 1::")
    assert offered("select 1::pg_") == ["pg_lsn"]
    assert offered("select 1::moo")[0] == '"Mood"'
    assert offered("select * from t where m = '") == ["happy'", "sad'"]
    assert offered("select 'x'::\"Mood\" = '") == ["happy'", "sad'"]


def test_settings_that_a_session_cannot_change_come_last() -> None:
    settings = [Setting("aa", settable=False), Setting("bb")]
    found = Completer(Usage()).complete("show ", 5, Catalogue(settings=settings), [])
    assert [each.insert for each in found.candidates if len(each.insert) == 2] == ["bb", "aa"]


def test_partitions_come_behind_tables_elsewhere() -> None:
    part = Relation("s", "log_2025", parent=7)
    catalogue = Catalogue(relations=[part, Relation("s", "log", oid=7), Relation("far", "logs")])
    found = Completer(Usage()).complete("table log", 9, catalogue, ["s"])
    assert [each.insert for each in found.candidates] == ["log", "far.logs", "log_2025"]


def test_of_two_tables_of_one_name_the_hidden_one_gets_its_schema() -> None:
    catalogue = Catalogue(relations=[Relation("a", "t"), Relation("b", "t")])
    completer = Completer(Usage())
    for path, inserts_ in ((["a", "b"], ["t", "b.t"]), (["b", "a"], ["a.t", "t"]), ([], ["a.t", "b.t"])):
        found = completer.complete("table t", 7, catalogue, path)
        assert [each.insert for each in found.candidates] == inserts_


def test_internal_schemas_come_last() -> None:
    offered = inserts("select * from |")
    assert offered.index("pg_class") > offered.index("reporting.totals")
    assert offered.index("lakebase_internal.order_state") > offered.index("inventory.products")
    assert inserts("select * from order_st|")[0] == "lakebase_internal.order_state"


def test_columns_come_before_functions_and_these_before_keywords() -> None:
    offered = inserts("select n| from customers")
    assert offered.index("name") < offered.index("now()") < offered.index("nullif()")
