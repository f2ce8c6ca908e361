"""What tests type to read results, and what they read."""

from tests.support.desk import Desk

PEOPLE = """select * from (values
  (1, 'Anna', 'paid', 10.5), (2, 'Bob', 'open', null), (3, 'Hannah', 'paid', 7.25),
  (4, 'Carl', 'void', 100), (5, 'Joanna', 'open', 7.25), (6, 'Dora', 'paid', -3)
) as people (id, name, status, total)"""
BACKWARDS = "select 'x' as a, 12001 - g as n from generate_series(1, 12000) g"
SERIES = "select g as n, 'row ' || g as words, g % 10 as digit from generate_series(1, {}) g"


async def find(at: Desk, text: str) -> None:
    await at.press("slash")
    await at.type(text)


async def filtered(at: Desk, text: str, *, rows: int) -> None:
    """Type a filter, and wait until it shows so many rows."""
    await at.press("f")
    await at.paste(text, "enter")
    await at.until_true(lambda: at.grid.total == rows and not at.workspace.query(".asking"))


def ids(at: Desk) -> list[int]:
    return [int(value or 0) for value in at.column()]


def header(at: Desk) -> str:
    return at.grid.render_line(0).text
