import json
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.values.json_text import json_root
from lakebase_tui.sql.values.literals import array_root
from lakebase_tui.sql.values.outline import Line, Outline, Place
from lakebase_tui.sql.values.paths import json_path, postgres_path
from lakebase_tui.sql.values.search import Finder

ROOT = Place(None, 0)
DOCUMENTS = st.recursive(
    st.integers(0, 9) | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=4),
    max_leaves=30,
)


def finish(outline: Outline) -> None:
    while not outline.complete:
        outline.read_on()


def walked(outline: Outline) -> list[tuple[Place, int]]:
    """The lines in order, found the slow and plain way."""
    found: list[tuple[Place, int]] = []

    def walk(place: Place, depth: int) -> None:
        found.append((place, depth))
        branch = outline.branch_at(place)
        for index in range(branch.known if branch is not None else 0):
            walk(Place(branch, index), depth + 1)

    walk(ROOT, 0)
    return found


@given(st.lists(DOCUMENTS, min_size=1), st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=30))
def test_lines_are_where_a_plain_walk_finds_them(document: object, moves: list[tuple[bool, int]]) -> None:
    outline = Outline(json_root(json.dumps(document)))
    for unfold, line in moves:
        place = outline.place_at(line % outline.lines)
        if unfold:
            outline.unfold(place)
            finish(outline)
        else:
            outline.fold(place)
        expected = walked(outline)
        assert outline.lines == len(expected)
        assert [(each.place, each.depth) for each in outline.slice(0, 10_000)] == expected
        for number, (each, _) in enumerate(expected):
            assert outline.place_at(number) == each
            assert outline.line_of(each) == number
        half = len(expected) // 2
        assert [each.place for each in outline.slice(half, half + 3)] == [
            p for p, _ in expected[half : half + 3]
        ]


def unfolded(text: str, limit: int = 1_000) -> Outline:
    outline = Outline(json_root(text))
    deque(outline.unfold_below(ROOT, limit), maxlen=0)
    finish(outline)
    return outline


def line_with(outline: Outline, value: str) -> Line:
    return next(line for line in outline.slice(0, 10_000) if line.node.head(100) == value)


def test_unfolding_all_goes_down_to_the_leaves_and_stops_at_the_limit() -> None:
    text = json.dumps({"a": [{"b": 1}, {"c": [2, 3]}], "d": 4})
    assert unfolded(text).lines == 9
    assert unfolded(json.dumps([[i] * 10 for i in range(1_000)]), limit=50).lines < 1_200


def test_what_is_folded_is_not_read() -> None:
    text = "[" + ",".join('{"deep": [[[1]]]}' for _ in range(100_000)) + "]"
    outline = Outline(json_root(text))
    branch = outline.unfold(ROOT)
    assert branch is not None
    assert branch.members.position < len(text) / 50
    assert outline.lines == 1 + len(branch.members)


def test_depth_costs_no_stack() -> None:
    depth = 3_000
    outline = Outline(json_root("[" * depth + "]" * depth))
    deque(outline.unfold_below(ROOT, depth * 2), maxlen=0)
    assert outline.lines == depth
    last = outline.slice(depth - 1, depth)[0]
    assert last.depth == depth - 1
    assert json_path(outline.steps(last.place)) == "$" + "[0]" * (depth - 1)
    outline.fold(ROOT)
    assert outline.lines == 1


def test_paths_in_both_notations() -> None:
    outline = unfolded(json.dumps({"a": [{"it's": "x"}], "b c": {"\\": 1}}))
    x = outline.steps(line_with(outline, '"x"').place)
    assert json_path(x) == '$.a[0]."it\'s"'
    assert postgres_path("doc", x, leaf=True) == "doc->'a'->0->>'it''s'"
    one = outline.steps(line_with(outline, "1").place)
    assert json_path(one) == r'$."b c"."\\"'
    assert postgres_path('"Doc"', one, leaf=True) == r""""Doc"->'b c'->> E'\\'"""
    assert postgres_path("doc", x[:2], leaf=False) == "doc->'a'->0"
    assert json_path([]) == "$"


def test_paths_through_arrays_and_records() -> None:
    root = array_root('[0:1]={"{\\"a\\": 7}",NULL}', "jsonb[]")
    assert root is not None
    outline = Outline(root)
    deque(outline.unfold_below(ROOT, 100), maxlen=0)
    seven = outline.steps(line_with(outline, "7").place)
    assert postgres_path("docs", seven, leaf=True) == "docs[0]->>'a'"
    records = array_root('{"(1,2)"}', "record[]")
    assert records is not None
    outline = Outline(records)
    deque(outline.unfold_below(ROOT, 100), maxlen=0)
    two = outline.steps(line_with(outline, "2").place)
    assert json_path(two) == "$[1].f2"
    assert postgres_path("pairs", two, leaf=True) is None


def test_an_offset_is_revealed_by_unfolding_what_hides_it() -> None:
    text = json.dumps({"skip": list(range(5_000)), "deep": {"deeper": [0, {"here": "needle"}]}, "end": 1})
    outline = Outline(json_root(text))
    place = deque(outline.reveal(text.index("needle")), maxlen=1)[0]
    assert outline.node_at(place).key == "here"
    assert json_path(outline.steps(place)) == "$.deep.deeper[1].here"
    key = deque(outline.reveal(text.index("deeper")), maxlen=1)[0]
    assert outline.node_at(key).key == "deeper"
    assert outline.slice(outline.line_of(place), 10_000)[0].place == place


def found(text: str, needle: str, *, in_json: bool = False) -> list[int]:
    finder = Finder(text, needle, in_json=in_json)
    while not finder.complete:
        finder.advance()
    return list(finder.found)


@given(st.text("ab", max_size=30), st.text("ab", min_size=1, max_size=3), st.integers(65_500, 65_540))
def test_places_are_found_across_the_edges_of_pieces(text: str, needle: str, before: int) -> None:
    text = "-" * before + text
    expected, at = [], text.find(needle)
    while at >= 0:
        expected.append(at)
        at = text.find(needle, at + len(needle))
    assert found(text, needle) == expected


def test_case_counts_only_with_a_capital_and_json_is_found_as_it_is_written() -> None:
    assert found("Ab ab AB", "ab") == [0, 3, 6]
    assert found("Ab ab AB", "Ab") == [0]
    assert found(r'["a\nb", "\u00e9"]', "é", in_json=True) == [10]
    assert found(r'["a\nb", "\u00e9"]', "a\nb", in_json=True) == [2]
