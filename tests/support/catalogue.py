"""Small catalogues for tests, written as one would say them."""

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import Column, RelationKind


def relation(
    schema: str, name: str, columns: str = "", kind: RelationKind = RelationKind.TABLE, oid: int = 0
) -> Relation:
    """A relation; `columns` as in `id bigint not null, name text default, at sales.mood`."""
    return Relation(schema, name, kind, tuple(_column(each) for each in columns.split(",") if each), oid)


def _column(words: str) -> Column:
    name, rest = words.split(maxsplit=1)
    not_null, has_default = " not null" in rest, " default" in rest
    type_name = rest.replace(" not null", "").replace(" default", "").strip()
    return Column(name, type_name, not_null, has_default)
