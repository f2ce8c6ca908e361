"""Names as the server writes them: quoted where they have to be."""

import re
from typing import Final

_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")

_KEYWORDS: Final = """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean
    both case cast char character check coalesce collate collation column concurrently constraint create
    cross current_catalog current_date current_role current_schema current_time current_timestamp
    current_user dec decimal default deferrable desc distinct do else end except exists extract false
    fetch float for foreign freeze from full grant greatest group grouping having ilike in initially
    inner inout int integer intersect interval into is isnull join json json_array json_arrayagg
    json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
    lateral leading least left like limit localtime localtimestamp merge_action national natural nchar
    none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
    placing position precision primary real references returning right row select session_user setof
    similar smallint some substring symmetric system_user table tablesample then time timestamp to
    trailing treat trim true union unique user using values varchar variadic verbose when where window
    with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
"""

QUOTED_KEYWORDS: Final = frozenset(_KEYWORDS.split())
"""Every keyword of PostgreSQL 18 that is not unreserved; as names, these need quotes somewhere."""


def quote_ident(name: str) -> str:
    """Quote a name exactly where the server's own `quote_ident` does.

    Args:
        name: The name itself, as it stands in the catalogue.

    Returns:
        The name, ready to stand in SQL.
    """
    if _PLAIN.fullmatch(name) and name not in QUOTED_KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(*names: str) -> str:
    """Quote each part of a qualified name, and join them with dots."""
    return ".".join(quote_ident(name) for name in names)
