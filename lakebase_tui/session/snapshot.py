"""What a session holds beyond its transaction, read from the server.

Everything is read in one query and fully qualified. What the server does not tell: `lastval()`, the seed of
`random()`, loaded libraries, and custom settings whose names nobody knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from lakebase_tui.session.connect import Connection

_SQL = """
select 'setting', name, setting from pg_catalog.pg_settings
 where source = 'session' and name not like 'transaction\\_%%'
union all
select 'setting', n, pg_catalog.current_setting(n, true) from pg_catalog.unnest(%s::text[]) as n
 where pg_catalog.current_setting(n, true) is not null
union all
select 'user', session_user::text, ''
union all
select 'role', pg_catalog.current_setting('role'), ''
union all
select 'path', pg_catalog.array_to_string(pg_catalog.current_schemas(true), e'\n'), ''
union all
select case when from_sql then 'prepared' else 'protocol' end, name,
       case when from_sql then statement else '' end
  from pg_catalog.pg_prepared_statements
union all
select 'signature', name, parameter_types::text from pg_catalog.pg_prepared_statements where from_sql
union all
select 'channel', c, '' from pg_catalog.pg_listening_channels() as c
union all
select 'temporary', c.relname::text,
       case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end
  from pg_catalog.pg_class as c
 where c.relnamespace = pg_catalog.pg_my_temp_schema() and c.relkind in ('r', 'p', 'v', 'f', 'S')
   and not exists (select from pg_catalog.pg_depend as d
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
                      and c.relkind = 'S' and d.deptype in ('a', 'i'))
union all
select 'temporary', p.proname::text, 'function'
  from pg_catalog.pg_proc as p where p.pronamespace = pg_catalog.pg_my_temp_schema()
union all
select 'temporary', t.typname::text, 'type' from pg_catalog.pg_type as t
 where t.typnamespace = pg_catalog.pg_my_temp_schema() and t.typtype in ('e', 'd', 'r')
union all
select 'lock', pg_catalog.count(*)::text, '' from pg_catalog.pg_locks
 where locktype = 'advisory' and granted and pid = pg_catalog.pg_backend_pid() having pg_catalog.count(*) > 0
union all
select 'cursor', name, '' from pg_catalog.pg_cursors where is_holdable
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement prepared with SQL."""

    name: str
    statement: str
    """`PREPARE name AS …` as it was sent."""
    signature: str
    """Its parameter types, as the server writes them."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of one session at one moment."""

    user: str = ""
    """`session_user`."""
    role: str = "none"
    """What SET ROLE chose; `none`: nothing."""
    settings: tuple[tuple[str, str], ...] = ()
    """What SET changed for the session, custom settings included: name and value."""
    prepared: tuple[Prepared, ...] = ()
    channels: tuple[str, ...] = ()
    """What is listened to."""
    temporary: tuple[tuple[str, str], ...] = ()
    """Temporary objects: name and what it is (table, view, sequence, function, type)."""
    locks: int = 0
    """Advisory locks held by the session."""
    cursors: tuple[str, ...] = ()
    """Cursors WITH HOLD."""
    protocol: tuple[str, ...] = ()
    """Prepared statements that no SQL can make again."""
    path: tuple[str, ...] = ()
    """Schemas in the order in which names are looked up; not replayed, since it follows from the rest."""

    @property
    def pins(self) -> tuple[str, ...]:
        """What no other connection can be given, each in words."""
        found = [f"temporary {kind} {name}" for name, kind in self.temporary]
        if self.locks:
            found.append("1 advisory lock" if self.locks == 1 else f"{self.locks} advisory locks")
        found += [f"cursor {name}" for name in self.cursors]
        found += [f"prepared statement {name}" for name in self.protocol]
        return tuple(found)


async def take(connection: Connection, custom: Iterable[str] = ()) -> Snapshot:
    """Read the state of a session that is idle and in no transaction.

    Args:
        connection: The session's; its state is not changed.
        custom: Names of custom settings (`app.user`) that may have been set; the server does not list them.

    Raises:
        psycopg.Error: It could not be read.
    """
    cursor = psycopg.AsyncClientCursor(connection)
    await cursor.execute(_SQL, [sorted(custom)])
    rows = [tuple(_text(cell) for cell in row) for row in await cursor.fetchall()]

    def of(kind: str) -> list[tuple[str, str]]:
        return sorted({(name, value) for found, name, value in rows if found == kind})

    signatures = dict(of("signature"))
    locks = of("lock")
    return Snapshot(
        user=of("user")[0][0],
        role=of("role")[0][0],
        path=tuple(filter(None, of("path")[0][0].split("\n"))),
        settings=tuple(of("setting")),
        prepared=tuple(Prepared(name, sql, signatures.get(name, "")) for name, sql in of("prepared")),
        channels=tuple(name for name, _ in of("channel")),
        temporary=tuple(of("temporary")),
        locks=int(locks[0][0]) if locks else 0,
        cursors=tuple(name for name, _ in of("cursor")),
        protocol=tuple(name for name, _ in of("protocol")),
    )


def _text(cell: str | bytes) -> str:
    # psycopg gives bytes where the client encoding is SQL_ASCII.
    return cell if isinstance(cell, str) else cell.decode("utf-8", "surrogateescape")
