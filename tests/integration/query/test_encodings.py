"""Whatever a database or a connection speaks, bytes come out as they came in, and statements go as typed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.copying import bare_value
from lakebase_tui.query.events import NoticeArrived, OutcomeKind, ServerError
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.sql_values import literal_of
from lakebase_tui.query.streams import Streams
from lakebase_tui.query.text_encoding import encoding_of
from tests.integration.query.helpers import Connection, PlainSource, outcome, outcomes, run_all
from tests.support.exact_values import psql_bytes
from tests.support.format_truth import written
from tests.support.postgres_server import PostgresServer

DATABASES = ("SQL_ASCII", "LATIN1", "EUC_JP")
CHARACTERS = """
create function characters(wanted name) returns setof text language plpgsql as $$
declare one text;
begin
    for one in select chr(code) from generate_series(1, 65535) code
        where code < 600 or code between 8192 and 8500 or code between 12288 and 12543 or code between 19968
            and 20100 or code between 44032 and 44100 or code between 65280 and 65510
    loop
        begin
            return next convert_from(convert_to(one, wanted), wanted);
        exception when others then null;
        end;
    end loop;
end $$;
"""
WITHOUT_CODEC = ("EUC_TW", "SHIFT_JIS_2004", "MULE_INTERNAL")


@pytest.fixture(scope="module")
def databases(server: PostgresServer) -> dict[str, str]:
    """A database in each encoding, by the encoding."""
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        for name in (*DATABASES, "UTF8"):
            admin.execute(f"create database speaks_{name} encoding '{name}' template template0")
    return {name: server.dsn(f"speaks_{name.lower()}") for name in (*DATABASES, "UTF8")}


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[tuple[Executor, Connection]]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        yield Executor(PlainSource(connection)), connection


@pytest.fixture(scope="module")
def encodings(databases: dict[str, str]) -> Iterator[list[str]]:
    """What a client of a UTF8 database may speak."""
    with psycopg.connect(databases["UTF8"], autocommit=True) as connection:
        connection.execute(CHARACTERS)
        every = "select distinct pg_encoding_to_char(i) from generate_series(0, 41) i order by 1"
        names = [name for [name] in connection.execute(every) if name not in ("", "SQL_ASCII")]
        for name in list(names):
            try:
                connection.execute(f"set client_encoding = '{name}'".encode())
            except psycopg.Error:
                names.remove(name)
        assert len(names) > 35
        yield names


async def test_all_characters_of_all_encodings_come_and_go(
    databases: dict[str, str], encodings: list[str], value_psql: Path
) -> None:
    """What psql prints for each character, and each character as part of a statement."""
    script = "".join(f"set client_encoding = '{name}'; select characters('{name}');" for name in encodings)
    truth = psql_bytes(value_psql, databases["UTF8"], script, "-At", "-0", "-P", "footer=off")
    expected = truth.split(b"\0")
    async with connected(databases["UTF8"]) as (executor, connection):
        for name in encodings:
            await run_all(executor, f"set client_encoding = '{name}'", f"select characters('{name}')")
            store = executor.stores[1]
            cells = [row[0] or "" for row in store.rows(0, len(store))]
            theirs, expected = expected[: len(cells)], expected[len(cells) :]
            encoding = encoding_of(connection)
            if name != "UTF8":  # psql leaves out what is no character
                assert [cell.encode(encoding.codec, "surrogateescape") for cell in cells] == theirs, name
            kept = [cell for cell in cells if "\udc80" <= cell[0] <= "\udcff"]
            assert len(kept) < 0.05 * len(cells) or name in WITHOUT_CODEC, name
            quote = literal_of(store.columns[0])
            literals = ", ".join(map(quote, cells))
            asked = f"select array[{literals}] = array(select characters('{name}'))"
            done = await outcome(executor, asked)
            assert done.error is None, (name, done.error)
            assert executor.stores[0].row(0) == ("t",), name
    assert expected in ([], [b""])


@pytest.mark.parametrize(
    ("name", "character"),
    [("LATIN1", "😀"), ("EUC_JP", "¥"), ("SJIS", "‾"), ("EUC_KR", "갂"), ("EUC_TW", "é"),
     ("SHIFT_JIS_2004", "¥"), ("BIG5", "é"), ("WIN1252", "ф")],
)  # fmt: skip
async def test_a_character_that_would_be_lost_is_refused(
    databases: dict[str, str], name: str, character: str
) -> None:
    """Python has a backslash for a yen sign: in a statement, that would be the end of a literal."""
    async with connected(databases["UTF8"]) as (executor, _):
        refused = outcomes(
            await run_all(executor, f"set client_encoding = '{name}'", f"select '{character}'")
        )
        assert refused[1].kind is OutcomeKind.FAILED
        assert refused[1].error is not None
        assert refused[1].error.message == (
            f"The connection's encoding {name} has no {character!r}; nothing was sent."
        )
        assert (await outcome(executor, r"select '\~'")).complete
        assert executor.stores[0].row(0) == ("\\~",)


async def test_an_encoding_that_changes_within_a_text_loses_nothing(databases: dict[str, str]) -> None:
    """The server tells of the change only when all of the text has run."""
    async with connected(databases["UTF8"]) as (executor, _):
        await run_all(executor, "select chr(233); set client_encoding = 'LATIN1'; select chr(233)")
        assert [store.row(0) for store in executor.result_sets[0]] == [("é",), ("\udce9",)]
        assert (await outcome(executor, "select chr(233)")).complete
        assert executor.stores[0].row(0) == ("é",)


VALUES = {
    "SQL_ASCII": [r"convert_from('\xff', 'SQL_ASCII')", r"convert_from('\xc3', 'SQL_ASCII') || 'x'", "'ä😀'",
                  r"convert_from('\xc3a4ff0a22', 'SQL_ASCII')", r"convert_from('\xed a0 80', 'SQL_ASCII')",
                  r"convert_from(decode(repeat('feff80', 5000), 'hex'), 'SQL_ASCII')",
                  "array_to_string(array(select chr(i) from generate_series(1, 255) i), '')"],
    "LATIN1": ["'äöü'", "array_to_string(array(select chr(i) from generate_series(1, 255) i), '')"],
    "EUC_JP": ["'自転車'", "'ｱ'", r"convert_from('\xa1c1a1ddada1', 'EUC_JP')", "'é'", r"'\~'",
               r"convert_from('\x8fa2c38ea1', 'EUC_JP')"],
}  # fmt: skip


@pytest.mark.parametrize("name", DATABASES)
async def test_bytes_survive_from_cell_to_file(
    databases: dict[str, str], value_psql: Path, name: str
) -> None:
    dsn, title = databases[name], {"LATIN1": "größe", "EUC_JP": "名前"}.get(name, "größe 名前")
    select = "select " + ", ".join(f'{value} as "{title}"' for value in VALUES[name])
    async with connected(dsn) as (executor, connection):
        encoding = encoding_of(connection)
        assert encoding.name == name
        assert (await outcome(executor, select)).complete
        store = executor.stores[0]
        assert {column.name for column in store.columns} == {title}
        sent = encoding.encode(select)
        cells = psql_bytes(value_psql, dsn, sent, "-At", "-z", "-0").split(b"\0")[:-1]
        text = written(CsvFormat(CsvOptions(as_psql=True)), store.columns, store.rows(0, 1))
        assert [encoding.encode(bare_value(store, 0, i)) for i in range(len(cells))] == cells
        assert encoding.encode(text) == psql_bytes(value_psql, dsn, sent, "--csv")
        if name == "SQL_ASCII":
            assert text.encode("utf-8", "surrogateescape") == encoding.encode(text), "a file is as psql's"


@pytest.mark.parametrize("name", DATABASES)
async def test_copied_data_survives(databases: dict[str, str], name: str) -> None:
    class Bytes:
        data = b""

        async def take(self, data: bytes) -> None:
            self.data += data

    copy = f"copy (select unnest(array[{', '.join(VALUES[name])}])) to stdout (format csv, force_quote *)"
    sink = Bytes()
    async with connected(databases[name]) as (executor, connection):
        events = [event async for event in executor.run([copy], Streams(copy_out=lambda _: sink))]
        assert outcomes(events)[0].complete
        await run_all(executor, copy)
        lines = [row[0] or "" for row in executor.stores[0].rows(0, 99)]
        assert [encoding_of(connection).encode(line) for line in lines] == sink.data.split(b"\n")[:-1]


@pytest.mark.parametrize("name", ["SQL_ASCII", "LATIN1", "EUC_JP"])
async def test_notices_errors_and_notifications(databases: dict[str, str], name: str) -> None:
    word = "名前" if name == "EUC_JP" else "größe"
    async with connected(databases[name]) as (executor, _):
        events = await run_all(
            executor,
            f'listen "{word}"',
            f"notify \"{word}\", '{word}'",
            f"do $$ begin raise notice '{word}' using hint = '{word}'; end $$",
            f"select '{word}' as a, {word}_nope",
        )
        notices = [event.notice for event in events if isinstance(event, NoticeArrived)]
        assert notices[0].message == f"{word}: {word}"
        assert notices[0].detail.startswith("from the backend ")
        assert (notices[1].message, notices[1].hint) == (word, word)
        failed = outcomes(events)[3]
        assert failed.error is not None
        assert f"{word}_nope" in failed.error.message
        assert failed.error.position == f"select '{word}' as a, {word}_nope".rindex(word)


async def test_lone_bytes_in_notices_and_errors(databases: dict[str, str]) -> None:
    async with connected(databases["SQL_ASCII"]) as (executor, _):
        events = await run_all(executor, "do $$ begin raise notice 'a\udcffb'; raise 'c\udcfed'; end $$")
        notice = next(event.notice for event in events if isinstance(event, NoticeArrived))
        error: ServerError | None = outcomes(events)[0].error
        assert notice.message == "a\udcffb"
        assert error is not None
        assert error.message == "c\udcfed"


@pytest.mark.parametrize("name", ["EUC_TW", "SHIFT_JIS_2004", "SJIS"])
async def test_notices_in_an_encoding_that_python_cannot_read(databases: dict[str, str], name: str) -> None:
    async with connected(databases["UTF8"]) as (executor, connection):
        heard: list[str | None] = []
        connection.add_notice_handler(lambda diagnostic: heard.append(diagnostic.message_primary))
        events = await run_all(
            executor,
            "create function pg_temp.tell() returns text language plpgsql as "
            "$$ begin raise notice 'hello'; raise notice '中'; perform pg_notify('x', '中'); return '中'; "
            "end $$",
            "listen x",
            f"set client_encoding = '{name}'",
            "select pg_temp.tell()",
            "reset client_encoding",
        )
        assert [done.kind for done in outcomes(events)] == [OutcomeKind.DONE] * 5
        notices = [event.notice for event in events if isinstance(event, NoticeArrived)]
        assert notices[0].message == "hello"
        assert notices[1].message == notices[2].message.removeprefix("x: ") == executor.stores[3].row(0)[0]
        assert heard[:1] == ["hello"] or name == "EUC_TW", "others hear what they can"


@pytest.mark.parametrize(("name", "told"), [("UTF8", "größe"), ("LATIN1", "größe"), ("EUC_KR", r"gr\xf6ße")])
async def test_why_a_copy_failed_is_told_in_the_encoding(
    databases: dict[str, str], name: str, told: str
) -> None:
    async def broken(_index: int) -> AsyncIterator[bytes]:
        yield b"1\n"
        raise LakebaseTuiError("größe\udcff ended early.", "")

    async with connected(databases["UTF8"]) as (executor, _):
        await run_all(executor, "create temp table t (id int)", f"set client_encoding = '{name}'")
        events = [event async for event in executor.run(["copy t from stdin"], Streams(copy_in=broken))]
        failed = outcomes(events)[0]
        assert failed.error is not None
        assert rf"{told}\udcff ended early." in failed.error.message
