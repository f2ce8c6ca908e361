"""Give a new connection the state of an old one, and tell what could not be given."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from lakebase_tui.session.connect import Connection
from lakebase_tui.session.snapshot import Prepared, Snapshot, take
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.statements import split_statements

_AUTHORIZATION = "session_authorization"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the old state."""

    state: Snapshot
    """What the new connection holds."""
    carried: int
    """Settings, prepared statements and LISTENs that are there again, and the role if one was set."""
    settings_lost: tuple[str, ...] = ()
    """In words: role and settings that are not as they were; a statement may mean something else then."""
    others_lost: tuple[str, ...] = ()
    """In words: prepared statements and LISTENs that are not there."""


async def replay(connection: Connection, old: Snapshot) -> Replayed:
    """Make `old` true on a connection that has just logged in, and read back what is true.

    Raises:
        psycopg.Error: The connection broke.
    """
    settings = _settings(old)
    refused = [pair for pair in settings if not await _set(connection, *pair)]
    for pair in refused:  # some may be set by the role only, some by the login only
        await _set(connection, *pair)
    for prepared in old.prepared:
        if replayable(prepared):
            await _run(connection, prepared.statement)
    for channel in old.channels:
        await _run(connection, sql.SQL("listen {}").format(sql.Identifier(channel)))
    new = await take(connection, [name for name, _ in old.settings if "." in name])
    return compare(old, new)


def compare(old: Snapshot, new: Snapshot) -> Replayed:
    """What of `old` holds in `new`."""
    wanted, have = set(_settings(old)), set(_settings(new))
    # Also what a new login brings of its own and the old session had not.
    changed = sorted({_words(name) for name, _ in wanted ^ have})
    prepared = [f"prepared statement {each.name}" for each in old.prepared if each not in new.prepared]
    channels = [f"LISTEN {channel}" for channel in old.channels if channel not in new.channels]
    held = [*old.settings, *old.prepared, *old.channels]
    carried = len(held) + (old.role != "none") - len(prepared) - len(channels) - len(wanted - have)
    return Replayed(new, max(0, carried), tuple(changed), tuple(prepared + channels))


def replayable(prepared: Prepared) -> bool:
    """Whether the server kept exactly one PREPARE, and not a text that does something else besides."""
    return len(split_statements(prepared.statement)) == 1 and classify(prepared.statement).kind == "prepare"


def _settings(state: Snapshot) -> list[tuple[str, str]]:
    """In the order in which they must be set: who, what, and the role last."""
    pairs: Sequence[tuple[str, str]] = [pair for pair in state.settings if pair[0] != _AUTHORIZATION]
    return [(_AUTHORIZATION, state.user), *pairs, ("role", state.role)]


def _words(name: str) -> str:
    if name == "role":
        return "the role set with SET ROLE"
    return "the session's user" if name == _AUTHORIZATION else f"setting {name}"


async def _set(connection: Connection, name: str, value: str) -> bool:
    return await _run(connection, "select pg_catalog.set_config(%s, %s, false)", [name, value])


async def _run(
    connection: Connection, statement: "str | sql.Composed", parameters: list[str] | None = None
) -> bool:
    """False: the server refused. What is missing is found by comparing afterwards."""
    cursor = psycopg.AsyncClientCursor(connection)
    try:
        await cursor.execute(statement.encode() if isinstance(statement, str) else statement, parameters)
    except psycopg.Error:
        if connection.closed:
            raise
        return False
    return True
