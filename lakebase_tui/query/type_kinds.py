"""From a type's oid to its name and kind, without asking the server."""

from psycopg import postgres

from lakebase_tui.query.columns import Column, ColumnKind

_KINDS: dict[ColumnKind, str] = {
    ColumnKind.NUMBER: "int2 int4 int8 float4 float8 numeric money oid xid xid8 cid",
    ColumnKind.BOOLEAN: "bool",
    ColumnKind.TIME: "date time timetz timestamp timestamptz interval",
    ColumnKind.JSON: "json jsonb",
    ColumnKind.UUID: "uuid",
    ColumnKind.BINARY: "bytea bit varbit",
    ColumnKind.TEXT: 'text varchar bpchar name "char" xml refcursor unknown cstring',
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}

_NAMES: dict[int, str] = {16: "boolean", 705: "unknown", 2275: "cstring", 2278: "void"}
_KIND_BY_OID: dict[int, ColumnKind] = {705: ColumnKind.TEXT, 2275: ColumnKind.TEXT}
for _type in postgres.types:
    _NAMES[_type.oid] = _type.regtype
    _KIND_BY_OID[_type.oid] = _KIND_OF.get(_type.name, ColumnKind.OTHER)
    if _type.array_oid:
        _NAMES[_type.array_oid] = f"{_type.regtype}[]"
        _KIND_BY_OID[_type.array_oid] = ColumnKind.ARRAY

_NUMERIC, _BPCHAR, _VARCHAR, _BIT, _VARBIT = 1700, 1042, 1043, 1560, 1562
_CLOCKS = (1083, 1114, 1184, 1266)
_VARHDRSZ = 4
"""What the server adds to a length or a precision before it stores it as the modifier."""


def _with_modifier(name: str, oid: int, modifier: int) -> str:
    """`numeric(10,2)`, `character varying(20)`, `timestamp(3) with time zone`."""
    if modifier < 0:
        return name
    if oid == _NUMERIC and modifier >= _VARHDRSZ:
        precision, scale = (modifier - _VARHDRSZ) >> 16 & 0xFFFF, (modifier - _VARHDRSZ) & 0x7FF
        return f"{name}({precision},{(scale ^ 1024) - 1024})"
    if oid in (_BPCHAR, _VARCHAR) and modifier >= _VARHDRSZ:
        return f"{name}({modifier - _VARHDRSZ})"
    if oid in (_BIT, _VARBIT):
        return f"{name}({modifier})"
    if oid in _CLOCKS:
        head, space, tail = name.partition(" ")
        return f"{head}({modifier}){space}{tail}"
    return name


def column_for(
    name: str, oid: int, modifier: int = -1, *, table_oid: int = 0, table_column: int = 0
) -> Column:
    """Describe a column from what the server says with every result.

    Args:
        name: As the server sent it; may be empty.
        oid: The type's oid. Types that an extension or a user made are known by number only.
        modifier: The type modifier, -1 for none.
        table_oid: The table it comes from, 0 for none.
        table_column: Its number there, 0 for none.
    """
    known = _NAMES.get(oid)
    type_name = f"oid {oid}" if known is None else _with_modifier(known, oid, modifier)
    kind = _KIND_BY_OID.get(oid, ColumnKind.OTHER)
    return Column(name, oid, type_name, kind, table_oid, table_column)
