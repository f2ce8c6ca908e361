"""Pieces of SQL that statements of several kinds share."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from lakebase_tui.catalog.describe.asking import Row
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.literals import safe_literal

_LIST_SETTINGS: Final = frozenset(
    {
        "search_path",
        "temp_tablespaces",
        "local_preload_libraries",
        "session_preload_libraries",
    }
)
"""Settings whose value the server keeps as a list of names, quoted already."""


def script(*groups: Iterable[str]) -> str:
    """Write statements, each with its `;`, the groups set apart by an empty line."""
    written = ("".join(f"{each};\n" for each in group) for group in groups)
    return "\n".join(group for group in written if group)


def comment_on(what: str, comment: str | None) -> list[str]:
    """Say what an object is for, if anything is said.

    Args:
        what: The object with its kind: `TABLE sales.orders`.
        comment: None for none.
    """
    return [f"COMMENT ON {what} IS {safe_literal(comment)}"] if comment else []


def owner_of(what: str, owner: str) -> list[str]:
    """Give an object to its owner."""
    return [f"ALTER {what} OWNER TO {quote_ident(owner)}"]


def with_options(options: Sequence[str] | None, toast_options: Sequence[str] | None = None) -> str:
    """Storage parameters as `name='value', ...`; empty without any."""
    named = [*(options or ()), *(f"toast.{each}" for each in toast_options or ())]
    pairs = (each.partition("=") for each in named)
    return ", ".join(f"{name}={safe_literal(value)}" for name, _, value in pairs)


def foreign_options(options: Sequence[str] | None) -> str:
    """An OPTIONS clause of foreign data; empty without any."""
    if not options:
        return ""
    pairs = (each.partition("=") for each in options)
    return "OPTIONS (" + ", ".join(f"{quote_ident(n)} {safe_literal(v)}" for n, _, v in pairs) + ")"


def setting(name: str, value: str) -> str:
    """A setting and its value, for `SET`."""
    written = value if name in _LIST_SETTINGS and value else safe_literal(value)
    return f"{quote_ident(name)} TO {written}"


def grants(what: str, rows: Sequence[Row]) -> list[str]:
    """Take away what such an object has by itself but this one has not, then grant what it has beyond.

    Args:
        what: The object with its kind: `TABLE sales.orders`.
        rows: Answers to the question `privileges`.
    """
    statements = []
    for row in rows:
        if row["is_default"] and not row["is_held"]:
            statements.append(f"REVOKE {row['privilege']} ON {what} FROM {_grantee(row)}")
    given = [row for row in rows if row["is_held"] and not row["is_default"]]
    for (part, _, _, _), same in groupby(given, key=_giving):
        statements += _grant(what, part, list(same))
    return statements


def _giving(row: Row) -> tuple[str, str, str, bool]:
    return row["part"], row["grantee"] or "", row["grantor"], row["is_grantable"]


def _grant(what: str, part: str, rows: Sequence[Row]) -> list[str]:
    column = f" ({quote_ident(part)})" if part else ""
    privileges = ", ".join(f"{row['privilege']}{column}" for row in rows)
    option = " WITH GRANT OPTION" if rows[0]["is_grantable"] else ""
    statement = f"GRANT {privileges} ON {what} TO {_grantee(rows[0])}{option}"
    if rows[0]["is_from_owner"]:
        return [statement]
    return [f"SET ROLE {quote_ident(rows[0]['grantor'])}", statement, "RESET ROLE"]


def _grantee(row: Row) -> str:
    return quote_ident(row["grantee"]) if row["grantee"] is not None else "PUBLIC"
