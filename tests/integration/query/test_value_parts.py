"""Arrays, records and bytes are read apart as the server put them together."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakebase_tui.sql.values.bytea import bytes_of, whole
from lakebase_tui.sql.values.literals import array_root, record_root
from lakebase_tui.sql.values.nodes import Node, NodeKind, scanned
from tests.support.postgres_server import PostgresServer

TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8
) | st.sampled_from(
    [
        "",
        " ",
        "NULL",
        "null",
        '"',
        "\\",
        ",",
        ";",
        "{}",
        "{a}",
        "()",
        "(a)",
        "(,)",
        "[1]",
        '{"a": 1}',
        "a b",
        "\n",
        "💥",
    ]
)
VALUES = st.none() | TEXTS


@st.composite
def nested(draw: st.DrawFn) -> list[object]:
    """An array of one to three dimensions, each of one length."""
    lengths = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))

    def make(rest: list[int]) -> list[object]:
        if len(rest) == 1:
            return [draw(VALUES) for _ in range(rest[0])]
        return [make(rest[1:]) for _ in range(rest[0])]

    return make(lengths)


@pytest.fixture(scope="module")
def connection(server: PostgresServer) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        yield connection


def said(connection: psycopg.Connection, expression: str, *parameters: object) -> str:
    row = connection.execute(f"select ({expression})::text".encode(), parameters).fetchone()
    assert row is not None
    return str(row[0])


def elements(node: Node) -> object:
    if node.kind is NodeKind.ARRAY:
        return [elements(member) for member in scanned(node.members())]
    return node.value()


def keys(node: Node) -> list[object]:
    return [member.key for member in scanned(node.members())]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(nested())
def test_arrays(connection: psycopg.Connection, value: list[object]) -> None:
    node = array_root(said(connection, "%s::text[]", value), "text[]")
    assert node is not None
    assert elements(node) == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(VALUES, min_size=2, max_size=6))
def test_records(connection: psycopg.Connection, values: list[str | None]) -> None:
    fields = ", ".join(["%s::text"] * len(values))
    node = record_root(said(connection, f"row({fields})", *values))
    assert node is not None
    assert [member.value() for member in scanned(node.members())] == values
    assert keys(node) == [f"f{i + 1}" for i in range(len(values))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_arrays_of_records_unfold_twice(
    connection: psycopg.Connection, values: list[tuple[str | None, str | None]]
) -> None:
    rows = ", ".join(["row(%s::text, %s::text)"] * len(values))
    text = said(connection, f"array[{rows}]", *(part for pair in values for part in pair))
    node = array_root(text, "record[]")
    assert node is not None
    records = scanned(node.members())
    assert [tuple(field.value() for field in scanned(record.members())) for record in records] == values


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["hex", "escape"]))
def test_bytes(connection: psycopg.Connection, data: bytes, notation: str) -> None:
    connection.execute(f"set bytea_output = {notation}".encode())
    source = bytes_of(said(connection, "%s::bytea", data))
    assert source is not None
    assert len(source) == len(data)
    assert whole(source) == data
    assert source.part(3, 7) == data[3:7]


def test_bounds_boxes_and_json_inside(connection: psycopg.Connection) -> None:
    bounds = array_root(said(connection, "'[0:1][-2:-1]={{1,NULL},{3,4}}'::int[]"), "integer[]")
    assert bounds is not None
    assert keys(bounds) == [0, 1]
    inner = scanned(bounds.members())[0]
    assert keys(inner) == [-2, -1]
    assert [member.kind for member in scanned(inner.members())] == [NodeKind.NUMBER, NodeKind.NULL]
    boxes = array_root(said(connection, "'{(1,1),(0,0);(2,2),(1,1)}'::box[]"), "box[]")
    assert boxes is not None
    assert elements(boxes) == ["(1,1),(0,0)", "(2,2),(1,1)"]
    documents = array_root(said(connection, """array['{"a": [1, "x"]}', null]::jsonb[]"""), "jsonb[]")
    assert documents is not None
    first, null = scanned(documents.members())
    assert null.kind is NodeKind.NULL
    (member,) = scanned(first.members())
    assert (member.key, member.value()) == ("a", '[1, "x"]')
