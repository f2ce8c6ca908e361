"""A value or two of most types, for tests that need several statements for each; `value_table` has more."""

VALUES = (
    "'infinity'::date", "'-infinity'::timestamptz", "'4713-01-01 BC'::date", "'5874897-12-31'::date",
    "'24:00:00'::time", "'24:00:00-15:59:59'::timetz", "'294276-12-31'::timestamp",
    "'2147483647 days'::interval", "'1 year 2 mons 3 days 04:05:06.789'::interval", "'1 mon'::interval",
    "1e15::float8", "'NaN'::float8", "'-0'::float8", "1e-20::float4", "0.1::float4", "1e400::numeric",
    "'NaN'::numeric", "12345678901234567890.120::numeric", "true", "null::bool", "''::text", "'NULL'::text",
    "E'a\\tb\\nc\\\\'", "'ä😀\u202e'", "'\\xdeadbeef'::bytea", "'{\"a\": 1, \"a\": 2}'::json",
    "'{\"a\": 12345678901234567890.12}'::jsonb", "'null'::jsonb",
    "(repeat('[', 3000) || repeat(']', 3000))::json", "'[0:1]={1,2}'::int[]", "array['a,b', null, '\"']",
    "array['infinity'::date]", "row(1, 'x', null)", "daterange('2026-01-01', 'infinity')",
    "'{[1,3),[5,6)}'::int4multirange", "'::ffff:1.2.3.4'::inet", "'10.0.0.0/8'::cidr",
    "'08:00:2b:01:02:03'::macaddr", "gen_random_uuid()", "point(1,2)", "'((0,0),(1,1))'::box",
    "'a b'::tsvector",
    "'a & b'::tsquery", "'<a>x</a>'::xml", "B'1010'", "'$1,234.56'::money", "1::oid", "'pg_class'::regclass",
    "'x'::\"char\"", "'abc'::name", "'0/16B3748'::pg_lsn", "'postgres=r/postgres'::aclitem", "'(1,2)'::tid",
    "'ab'::char(5)", "'happy'::pg_temp.mood", "row(1, 'a b')::pg_temp.pair", "'$.a'::jsonpath", "now()",
)  # fmt: skip
"""Expressions. `pg_temp.mood` and `pg_temp.pair` have to be made before."""
