"""Statements that make objects again, run in an empty database: both say the same of everything."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from lakebase_tui.catalog.ddl.ddl import ddl
from lakebase_tui.catalog.describe.asking import Ask
from lakebase_tui.catalog.describe.describe import describe
from lakebase_tui.catalog.describe.description import Description, Fact, Line, Section
from lakebase_tui.catalog.object_ref import ObjectRef
from tests.support.postgres_server import PostgresServer
from tests.support.rich_schema import (
    AFTER,
    BEFORE,
    RICH,
    asking,
    rich_database,
    rich_objects,
    rich_places,
    version_of,
)

COPY = "rich_copy"
_OF_THE_MOMENT = {"Oid", "Size", "Rows", "Scans", "Last vacuum", "Last analyze", "Last value"}
_OID = re.compile(r"'\d+'::oid")
_COUNTED = {"Size", "Scans", "Rows"}


@pytest.fixture(scope="module")
def rich(server: PostgresServer) -> Iterator[PostgresServer]:
    with rich_database(server):
        yield server


@contextmanager
def empty_database(server: PostgresServer) -> Iterator[psycopg.Connection]:
    """A database with nothing in it, and a connection to it."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f"create database {COPY}")
        connection.execute(f"grant create on database {COPY} to rich_owner")
    try:
        with psycopg.connect(server.dsn(COPY), autocommit=True) as connection:
            yield connection
    finally:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(f"drop database {COPY} with (force)")


def run(connection: psycopg.Connection, script: str) -> None:
    """Run statements; what they say of themselves stands in the failure."""
    try:
        connection.execute(script)
    except psycopg.Error as error:
        raise AssertionError(f"{error}\n{script}") from error


def lasting(description: Description) -> Description:
    """A description without what differs between any two databases."""
    facts = (fact for fact in description.facts if fact.name not in _OF_THE_MOMENT)
    sections = (each for each in description.sections if not each.title.startswith("Activity"))
    return Description(
        replace(description.ref, oid=0),
        tuple(Fact(fact.name, _OID.sub("oid", fact.value)) for fact in facts),
        tuple(_lasting_section(section) for section in sections),
    )


def _lasting_section(section: Section) -> Section:
    kept = [at for at, title in enumerate(section.columns) if title not in _COUNTED]
    lines = (Line(tuple(line.cells[at] for at in kept)) for line in section.lines)
    return replace(section, columns=tuple(section.columns[at] for at in kept), lines=tuple(lines))


def everything(server: PostgresServer) -> list[ObjectRef]:
    return [*rich_places(), *rich_objects(version_of(server))]


async def make_again(ask: Ask, server: PostgresServer, connection: psycopg.Connection) -> None:
    for ref in rich_places():
        run(connection, await ddl(ask, ref))
    run(connection, BEFORE)
    for ref in rich_objects(version_of(server)):
        run(connection, await ddl(ask, ref))
    if version_of(server) >= 15:
        run(connection, AFTER)


async def test_what_is_made_again_is_the_same(rich: PostgresServer) -> None:
    with empty_database(rich) as connection:
        async with asking(rich.dsn(RICH)) as ask, asking(rich.dsn(COPY)) as ask_copy:
            await make_again(ask, rich, connection)
            for ref in everything(rich):
                assert lasting(await describe(ask_copy, ref)) == lasting(await describe(ask, ref))
                # What was made says of itself what it was made by.
                assert await ddl(ask_copy, ref) == await ddl(ask, ref)
        dumps = [dump(rich, RICH), dump(rich, COPY)]
        if dumps[0] is not None and dumps[1] is not None:
            assert dumps[1].splitlines() == dumps[0].splitlines()


def dump(server: PostgresServer, database: str) -> str | None:
    """A second opinion, where pg_dump is as new as the server."""
    program = server.bin_dir / "pg_dump"
    if not program.exists():
        return None
    command = [str(program), "--schema-only", "-h", str(server.socket_dir), "-U", "postgres", database]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return re.sub(r"^\\(un)?restrict .*$", "", done.stdout, flags=re.MULTILINE)
