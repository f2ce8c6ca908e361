import json

from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.values.json_text import json_root, looks_like_json
from lakebase_tui.sql.values.nodes import Node, NodeKind, scanned

ATOMS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
DOCUMENTS = st.recursive(
    ATOMS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40
)


def read(node: Node) -> object:
    """What a node stands for: lists, lists of pairs, and atoms as they are written."""
    if node.kind is NodeKind.OBJECT:
        return [(member.key, read(member)) for member in scanned(node.members())]
    if node.kind is NodeKind.ARRAY:
        return [read(member) for member in scanned(node.members())]
    return node.kind, node.value()


def expected(value: object) -> object:
    if isinstance(value, dict):
        return [(key, expected(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [expected(inner) for inner in value]
    if isinstance(value, str):
        return NodeKind.STRING, value
    kind = {bool: NodeKind.BOOLEAN, type(None): NodeKind.NULL}.get(type(value), NodeKind.NUMBER)
    return kind, json.dumps(value)


@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_a_document_is_read_as_json_reads_it(
    document: object, indent: int | str | None, ascii_: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_)
    node = json_root(text)
    assert read(node) == expected(document)
    if isinstance(document, list | dict) and document:
        assert looks_like_json(text)


@given(st.text(alphabet='{}[]",:\\ \n1e-tnau0x', max_size=60))
def test_nothing_makes_it_fail_or_hang(text: str) -> None:
    waiting = [json_root(text)]
    while waiting:
        node = waiting.pop()
        node.head(10)
        node.value()
        if node.kind.holds_members:
            members = node.members()
            for _ in range(len(text) + 2):
                members.scan()
            assert members.complete
            waiting += scanned(members)


@given(DOCUMENTS, st.data())
def test_what_is_cut_off_is_shown_as_far_as_it_goes(document: object, data: st.DataObject) -> None:
    text = json.dumps([document])
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    members = json_root(cut).members()
    while not members.complete:
        members.scan()
    assert members.broken
    assert all(len(members.node(i).head(1000)) <= len(cut) for i in range(len(members)))


def test_names_repeat_numbers_keep_digits_and_order_stays() -> None:
    text = '{"b": 12345678901234567890.1200, "a": 1e400, "b": -0.0 , "": [ ]}'
    members = scanned(json_root(text).members())
    assert [m.key for m in members] == ["b", "a", "b", ""]
    assert [m.value() for m in members] == ["12345678901234567890.1200", "1e400", "-0.0", "[ ]"]
    assert members[3].is_empty


def test_depth_has_no_limit() -> None:
    depth = 5_000
    node = json_root("[" * depth + "]" * depth)
    for _ in range(depth - 1):
        (node,) = scanned(node.members()) if len(node.head(200)) < 200 else [_first(node)]
    assert node.is_empty


def _first(node: Node) -> Node:
    members = node.members()
    while not len(members):
        members.scan()
    return members.node(0)


def test_half_of_a_surrogate_pair_stays_as_it_is_written() -> None:
    (half, whole) = scanned(json_root(r'["\ud83d", "\ud83d\ude00"]').members())
    assert half.value() == r'"\ud83d"'
    assert whole.value() == "😀"


def test_what_follows_the_value_is_not_hidden() -> None:
    members = scanned(json_root('{"a": 1}\n{"b": 2}').members())
    assert members[-1].kind is NodeKind.BROKEN
    assert members[-1].value() == '{"b": 2}'


def test_reading_stops_where_enough_is_known() -> None:
    text = "[" + ", ".join(f'{{"id": {i}, "name": "someone"}}' for i in range(200_000)) + "]"
    members = json_root(text).members()
    members.scan()
    assert 40 < len(members) < 1_500
    assert members.position < len(text) / 100
    assert not members.complete
    assert members.node(0).value() == '{"id": 0, "name": "someone"}'


def test_a_huge_string_is_read_in_parts() -> None:
    text = '{"a": "' + r"x\"" * 2_000_000 + '", "b": 1}'
    members = json_root(text).members()
    members.step()
    assert members.position < 1_000_000
    while not members.complete:
        members.scan()
    assert [members.node(i).key for i in range(len(members))] == ["a", "b"]


def test_only_what_begins_as_json_looks_like_it() -> None:
    for text in ('{"a":1}', "[]", "{}", " [\n 1]", '["x"]', "[null]"):
        assert looks_like_json(text), text
    for text in ("", "{1,2}", "[1,2)x"[4:], "{a}", "(1)", '{"a","b"}', "[0:1]={1,2}"[:0], "[x]"):
        assert not looks_like_json(text), text
