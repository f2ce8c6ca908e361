from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.values.bytea import bytes_of
from lakebase_tui.sql.values.literals import array_root, record_root
from lakebase_tui.sql.values.nodes import NodeKind, scanned


@given(st.text(alphabet='{}()[]",;\\ a1=:NUL', max_size=40))
def test_nothing_makes_it_fail_or_hang(text: str) -> None:
    for root in (array_root("{" + text + "}", "oid 4711"), array_root(text, "box[]"), record_root(text)):
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node is None:
                continue
            node.head(10)
            node.value()
            members = node.members()
            for _ in range(len(text) + 4):
                members.scan()
            assert members.complete
            waiting += scanned(members)


def test_words_for_null_count_only_without_quotes() -> None:
    root = array_root('{NULL,"NULL",null,"",nullable}', "text[]")
    assert root is not None
    members = scanned(root.members())
    assert [m.value() for m in members] == [None, "NULL", None, "", "nullable"]
    assert [m.kind is NodeKind.NULL for m in members] == [True, False, True, False, False]


def test_records_inside_of_records() -> None:
    root = record_root('(1,"(a,""b """"c"""""")",,"{1,2}")')
    assert root is not None
    one, inner, null, array = scanned(root.members())
    assert (one.value(), null.value()) == ("1", None)
    assert [m.value() for m in scanned(inner.members())] == ["a", 'b "c"']
    assert [m.value() for m in scanned(array.members())] == ["1", "2"]


def test_other_notations_are_no_records_and_no_arrays() -> None:
    for text in ("(1,1),(0,0)", "[1,3)", "", "(", "(a"):
        assert record_root(text) is None, text
    for text in ("[1,3)", "", "{", "(1,2)", "[0:1]=1"):
        assert array_root(text, "oid 1") is None, text


def test_bytes_are_decoded_where_they_are_asked_for() -> None:
    source = bytes_of("\\x" + "00ff" * 5_000_000)
    assert source is not None
    assert len(source) == 10_000_000
    assert source.part(9_999_998, 10_000_005) == b"\x00\xff"
    assert bytes_of("\\x123") is None
    assert bytes_of("\\400") is None
