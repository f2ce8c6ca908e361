"""Held against psql: every word that `\\d+` and its like print is in the description too."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from lakebase_tui.catalog.describe.describe import describe
from lakebase_tui.catalog.describe.description import Description
from lakebase_tui.catalog.object_ref import RELATION_KINDS, ROUTINE_KINDS, ObjectKind, ObjectRef
from tests.support.postgres_server import PostgresServer
from tests.support.rich_schema import (
    RICH,
    ROLES,
    asking,
    rich_database,
    rich_objects,
    rich_places,
    version_of,
)

_CELL, _ROW = "\x1f", "\x1e"
_WORD: Final = re.compile(r"\w+")
_NOISE: Final = frozenset(
    ["as", "for", "to", "column", "sequence", "typed", "table", "type", "local", "child", "tables"]
)
"""Words with which psql joins facts, none of which is one."""
_SAID_OTHERWISE: Final = {
    "disabled user triggers": "disabled",
    "disabled rules": "disabled",
    "triggers firing always": "always",
}
"""Headings that tell more of each line that follows."""
_FORCED: Final = "Policies (forced row security enabled):"
_SYNONYMS: Final = {"clustered": "cluster"}
_NO_FACT: Final = re.compile(r"Number of partitions: 0|No partition constraint")
_ACL: Final = re.compile(r"=[A-Za-z*]*/")


@pytest.fixture(scope="module")
def rich(server: PostgresServer) -> Iterator[PostgresServer]:
    if not (server.bin_dir / "psql").exists():
        pytest.skip("there is no psql beside this server")
    with rich_database(server):
        yield server


def psql(server: PostgresServer, commands: Sequence[str]) -> list[list[list[str]]]:
    """What psql prints for each command: rows of cells; footers are rows of one."""
    arguments = ["-X", "-q", "-A", "-F", _CELL, "-R", _ROW, "-h", str(server.socket_dir), "-U", "postgres"]
    prints = []
    for command in commands:
        done = subprocess.run(
            [server.bin_dir / "psql", *arguments, "-d", RICH, "-c", command],
            check=True, capture_output=True, text=True, env={"PGOPTIONS": "-c search_path="},
        )  # fmt: skip
        prints.append([row.split(_CELL) for row in done.stdout.rstrip("\n").split(_ROW)])
    return prints


def words(text: str) -> set[str]:
    found = (word.casefold() for word in _WORD.findall(_ACL.sub(" ", text)))
    return {_SYNONYMS.get(word, word) for word in found}


def lines_of(description: Description) -> list[set[str]]:
    """The words of each line of a description; all that a fact says counts as one line."""
    facts = " ".join(f"{fact.name} {fact.value}" for fact in description.facts)
    lines = [words(facts)]
    for section in description.sections:
        heading = words(f"{section.title} {' '.join(section.columns)}")
        lines += [heading | words(" ".join(line.cells)) for line in section.lines]
        lines += [heading | words(line) for line in section.text.splitlines()]
    return lines


def missing(row: Sequence[str], lines: Sequence[set[str]], heading: str) -> set[str]:
    """What the likest line of a description lacks of what psql prints on one."""
    wanted = words(" ".join(row)) - _NOISE | words(heading)
    return min((wanted - line for line in lines), key=len)


def not_in(description: Description, printed: Sequence[Sequence[str]]) -> list[tuple[str, set[str]]]:
    lines, heading = lines_of(description), ""
    lacking = []
    for row in printed[2:]:  # a title and the names of columns are psql's own
        text = " ".join(row)
        if text.endswith(":") and not text.startswith(" "):
            heading = _SAID_OTHERWISE.get(text[:-1].casefold(), "")
            assert text != _FORCED or not missing(["row security enabled forced"], lines, "")
        elif not _NO_FACT.match(text):
            for line in text.splitlines():
                if lacks := missing([line], lines, heading if text.startswith("    ") else ""):
                    lacking.append((line, lacks))
    return lacking


async def test_all_that_psql_says_of_a_relation_is_said(rich: PostgresServer) -> None:
    refs = [ref for ref in rich_objects(version_of(rich)) if ref.kind in RELATION_KINDS]
    refs += [ObjectRef(ObjectKind.INDEX, "shop", name) for name in _INDEXES]
    refs += [ObjectRef(ObjectKind.SEQUENCE, "shop", name) for name in ("ticket", "customers_id_seq")]
    printed = psql(rich, [f"\\d+ {ref.quoted}" for ref in refs])
    lines_seen = 0
    async with asking(rich.dsn(RICH)) as ask:
        for ref, rows in zip(refs, printed, strict=True):
            lacking = not_in(await describe(ask, ref), rows)
            assert not lacking, (ref, lacking)
            lines_seen += len(rows)
    assert lines_seen > 250  # psql did print something


_INDEXES = (
    *("customers_pkey", "customers_lower", "customers_expr", "customers_search", "customers_email_key"),
    *("no_overlap", "orders_number_key", "sales_pkey", "sales_us_day_idx"),
)


async def test_all_that_psql_says_of_other_objects_is_said(rich: PostgresServer) -> None:
    refs = [ref for ref in rich_objects(version_of(rich)) if ref.kind not in RELATION_KINDS]
    refs += [*rich_places(), *(ObjectRef(ObjectKind.ROLE, "", role) for role in ROLES)]
    printed = psql(rich, [f"{_command(ref)} {ref.quoted}" for ref in refs])
    async with asking(rich.dsn(RICH)) as ask:
        for ref, rows in zip(refs, printed, strict=True):
            description = await describe(ask, ref)
            everything = set().union(*lines_of(description), words(description.title))
            said = [" ".join(row) for row in rows[2:] if not re.match(r"\(\d+ rows?\)", row[0])]
            assert said
            assert [each for each in said if words(each) - everything - _OTHER_NOISE] == []


_OTHER_NOISE = frozenset(["func", "agg", "proc", "connections", "infinity", "tuple", "var"])


def _command(ref: ObjectRef) -> str:
    if ref.kind in ROUTINE_KINDS:
        return r"\df+"
    return {
        ObjectKind.SCHEMA: r"\dn+",
        ObjectKind.EXTENSION: r"\dx+",
        ObjectKind.ROLE: r"\du+",
        ObjectKind.DOMAIN: r"\dD+",
    }.get(ref.kind, r"\dT+")
