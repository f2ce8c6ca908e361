"""Alt+T: what is switched is seen, and what is typed is what the server gets."""

from pathlib import Path

import pytest
from textual.widgets import Input

from lakebase_tui.ui.switch_desk import search_path_sql
from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("sales, public", "SET search_path TO sales, public"),
        (' "a, b" ,Public,, "Nope"', 'SET search_path TO "a, b", public, "Nope"'),
        ('"say ""hi"", you"', 'SET search_path TO "say ""hi"", you"'),
        (" , ", "RESET search_path"),
    ],
)
def test_a_search_path_is_sent_as_it_is_meant(typed: str, sent: str) -> None:
    assert search_path_sql(typed) == sent


async def test_letters_choose_what_is_switched_and_the_path_is_seen_while_it_is_typed(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, (80, 24)) as at:
        await at.run('create schema if not exists "Odd one"')
        await at.until("CREATE SCHEMA")
        await at.press("alt+t")
        await at.until("Search path    ")
        await at.press("s")
        await at.until("Schemas in the order")
        await at.until('"Odd one", ')
        field = at.app.screen.query_one(Input)
        await at.press("ctrl+u")
        await at.type("public")
        assert at.text_of(field).strip() == "public"
        await at.type(", pg_temp", "enter")
        await at.until("SET ·")
        await at.run("show search_path")
        await at.until("public, pg_temp")
