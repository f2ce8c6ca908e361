"""Values of every type that a server can send, as SQL expressions that give the same each time."""

SETUP = r"""
    create schema odd;
    create type odd.mood as enum ('sad', 'a "quoted", one', 'it''s', '自転車', '');
    create domain odd.year as int check (value > 1900);
    create domain odd.tags as text[];
    create type odd.pair as (a int, b text);
    create type odd.nested as (p odd.pair, ps odd.pair[], r int4range, n text);
    create type odd.nothing as ();
    create domain odd.right_pair as odd.pair check ((value).a > 0);
    create type odd.float_range as range (subtype = float8);
    create table odd.things (id int, name text default 'x', at timestamptz, gone int, kind odd.mood);
    alter table odd.things drop column gone;
    insert into odd.things select i % 7, 'n' || i % 3, 'infinity', 'sad' from generate_series(1, 500) i;
    create statistics odd.of_things (ndistinct, dependencies, mcv) on id, name from odd.things;
    analyze odd.things;
    create function odd.nameless() returns record language sql return row (1, null::text, '{1,2}'::int[]);
"""

_CODES = (*range(1, 0x20), 0x7F, *range(0x80, 0xA0))

_TEXTS = r"""
    '' ¦ ' ' ¦ '   x   ' ¦ 'NULL' ¦ 'null' ¦ '\N' ¦ '\.' ¦ 't' ¦ '(0 rows)' ¦ '"' ¦ '""' ¦ 'a"b' ¦ 'a,b'
    ';' ¦ E'a\tb' ¦ E'a\nb' ¦ E'\n' ¦ E'\n\n' ¦ E'a\n' ¦ E'a\r\nb' ¦ E'\r' ¦ '\' ¦ '\\' ¦ '\x41' ¦ E'\\n'
    '''' ¦ '''x''' ¦ '{}' ¦ '{"a",b}' ¦ '(1,2)' ¦ '[1,2)' ¦ '=1+1' ¦ '@x' ¦ '+1' ¦ '-1' ¦ '[/]'
    '[@click=app.quit]x' ¦ '[link=x]' ¦ '<b>&amp;</b>' ¦ '`x`' ¦ '| a |' ¦ '%s %d' ¦ '0x1F' ¦ '1e5'
    '2026-01-01' ¦ E'\x1b[31mred\x1b[0m' ¦ E'\x1b]52;c;eA==\x07' ¦ E'\x1bc' ¦ E'e\u0301' ¦ 'é' ¦ 'ß'
    'ǅ' ¦ 'İi' ¦ 'ﬀ' ¦ '자전거' ¦ '自転車の店' ¦ E'\u1100\u1161' ¦ 'سلام' ¦ 'שלום' ¦ E'abc\u202etxt'
    E'\u2066x\u2069' ¦ E'a\u200bb' ¦ E'a\u200db' ¦ E'\ufeffx' ¦ E'a\u00adb' ¦ E'\u2028' ¦ E'a\u00a0b'
    E'x\u3000y' ¦ '🚲' ¦ '👩‍👩‍👧‍👦' ¦ '🏳️‍🌈' ¦ '👍🏽' ¦ '🇳🇱' ¦ E'\U000e0041'
    E'\U0010fffd' ¦ E'\ufffd' ¦ E'\uff46\uff55\uff4c\uff4c' ¦ 'ﾊﾝｶｸ' ¦ E'\u0e33\u0e33' ¦ 'நி' ¦ 'क्षि'
    E'\U0001d4b3' ¦ '𐍈' ¦ '𠀀' ¦ E'\ue000'
    repeat('ä', 300) ¦ repeat(E'e\u0301', 50) ¦ repeat(E'\u0301', 200) ¦ repeat('x', 40000)
    repeat(E'line\n', 200) ¦ repeat('🚲', 100) ¦ repeat(E'\t', 20)
"""


def _split(text: str) -> list[str]:
    return [value.strip() for line in text.strip().split("\n") for value in line.split(" ¦ ")]


VALUES: dict[str, list[str]] = {
    "text": [
        *_split(_TEXTS), *(f"chr({code})" for code in _CODES),
        f"concat({', '.join(f'chr({code})' for code in _CODES)})",
    ],
    "varchar(9)": ["'abc '", "''"],
    "bpchar": ["'ab  '"],
    "char(5)": ["'ab'", "''", "'é🚲'"],
    '"char"': ["'x'", "''", r"'\377'", r"'\001'", r"'\'"],
    "name": ["'abc'", "repeat('é', 40)", "''"],
    "bool": ["true", "false"],
    "int2": ["-32768", "32767", "0"],
    "int4": ["-2147483648", "2147483647"],
    "int8": ["'-9223372036854775808'", "9223372036854775807", "1"],
    "float4": ["'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "1e-45", "3.4028235e38", "0.1", "1e15",
               "16777217",
               "1e-20", "1.17549435e-38", "123456.789"],
    "float8": ["'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "5e-324", "1.7976931348623157e308", "0.1",
               "1e15",
               "1e16", "1e-5", "1e-4", "0.30000000000000004", "2.2250738585072014e-308", "9007199254740993",
               "100000", "123456789.123456789"],
    "numeric": ["'NaN'", "'Infinity'", "'-Infinity'", "0", "'-0.00'", "1e400", "1e-400",
                "'12345678901234567890.120'",
                "repeat('9', 1000)::numeric",
                "('-' || repeat('1', 1000) || '.' || repeat('3', 1000))::numeric",
                "('0.' || repeat('0', 999) || '1')::numeric", "1.0", "1.00", "0.1 + 0.2"],
    "numeric(10,2)": ["1.005", "-0.001"],
    "numeric(3,-2)": ["12345"],
    "numeric(2,5)": ["0.00012"],
    "money": ["'$1,234.56'", "'-$0.01'", "'92233720368547758.07'", "'-92233720368547758.08'"],
    "oid": ["0", "'4294967295'"],
    "xid": ["'4294967295'"],
    "xid8": ["'18446744073709551615'"],
    "cid": ["'7'"],
    "tid": ["'(4294967295,65535)'"],
    "date": ["'infinity'", "'-infinity'", "'4713-01-01 BC'", "'0001-12-31 BC'", "'0001-01-01'",
             "'9999-12-31'",
             "'10000-01-01'", "'5874897-12-31'", "'2000-02-29'", "'epoch'", "'1582-10-10'"],
    "time": ["'24:00:00'", "'00:00'", "'23:59:59.999999'", "'23:59:60'", "'12:34:56.1'"],
    "time(2)": ["'12:34:56.789'"],
    "timetz": ["'24:00:00-15:59:59'", "'00:00:00+15:59:59'", "'12:00:00.5+05:45'", "'12:00:00+00:00:01'"],
    "timestamp": ["'infinity'", "'-infinity'", "'4714-11-24 00:00:00 BC'", "'0001-12-31 23:59:59.999999 BC'",
                  "'10000-01-01'", "'294276-12-31 23:59:59.999999'", "'2026-11-21 09:12:44.5'", "'epoch'",
                  "'0044-03-15 12:00 BC'", "'1999-12-31 24:00:00'"],
    "timestamp(0)": ["'2026-11-21 09:12:44.5'"],
    "timestamptz": ["'infinity'", "'-infinity'", "'4714-11-24 00:00:00+00 BC'", "'0001-12-31 BC'",
                    "'10000-01-01'",
                    "'294276-12-31 23:59:59.999999+00'", "'1900-01-01 00:00+00'",
                    "'2026-07-01 12:00:00.000001+00'",
                    "'2026-11-01 05:30+00'", "'1883-11-18 17:00+00'", "'2026-11-21 09:12:44+05:45'"],
    "timestamptz(3)": ["'2026-11-21 09:12:44.12345+00'"],
    "interval": ["'0'", "'1 mon'", "'30 days'", "'1 year 2 mons 3 days 04:05:06.789'", "'-1 year'",
                 "'2147483647 days'",
                 "'-2147483648 days'", "'178956970 years 7 mons'", "'-178956970 years -8 mons'",
                 "'2562047788:00:54.775807'", "'-2562047788:00:54.775807'", "'1 mon -3 days'",
                 "'-1 mon 3 days'",
                 "'1 year -2 mons'", "'1 day -00:00:01'", "'-1 day 00:00:01'",
                 "'-1 year 2 mons -3 days 4 hours'",
                 "'1 mon -1 day -0.000001 sec'", "'-00:00:00.000001'", "'00:00:00.5'", "'1000000:00:00'",
                 "'-5 days -04:00'", "'1 year 00:00:01'"],
    "interval(0)": ["'1.5 sec'"],
    "interval year to month": ["'1-2'"],
    "bytea": [r"'\x'", r"'\xdeadbeef'", r"'\x00ff7f0a0d095c27'", "decode(repeat('00', 1000), 'hex')",
              r"'abc\\def'", "convert_to('ü', 'UTF8')"],
    "bit(4)": ["B'1010'"],
    "varbit": ["B''", "B'1'", "repeat('10', 500)::varbit"],
    "uuid": ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'00000000-0000-0000-0000-000000000000'"],
    "json": ["'null'", "'{\"a\":  1, \"a\": 2}'", "'12345678901234567890.12'", "'1e400'", "'\" \"'",
             "E'[1,\\n 2]'",
             r"""'"\u0000"'""", "'{\"\": \"ü🚲\"}'", "(repeat('[', 3000) || repeat(']', 3000))",
             r"""'"\ud83d\udeb2"'""", "'  true '",
             "(repeat('{\"a\":', 1500) || '1' || repeat('}', 1500))"],
    "jsonb": ["'null'", "'{\"b\":1, \"a\": 2, \"a\": 3}'", "'12345678901234567890.12'", "'1e400'", "'[]'",
              "'{}'",
              "(repeat('[', 3000) || repeat(']', 3000))", r"""'"\" \\ \n \u001f"'""", "'\"🚲\"'", "'-0.0'",
              "('[' || repeat('9', 1000) || ']')"],
    "jsonpath": ["'$.a[*] ? (@.b > 1 && @.c like_regex \"^x\" flag \"i\")'", "'strict $'", "'$.\"a b\"'"],
    "inet": ["'::ffff:1.2.3.4'", "'10.0.0.1'", "'10.0.0.1/8'", "'::'", "'fe80::1/64'", "'0.0.0.0/0'"],
    "cidr": ["'10.0.0.0/8'", "'::/0'", "'192.168.1.1/32'"],
    "macaddr": ["'08:00:2b:01:02:03'"],
    "macaddr8": ["'08:00:2b:01:02:03:04:05'", "'08002b010203'"],
    "point": ["'(1,2)'", "'(NaN,-Infinity)'", "'(1e-300,1e300)'", "'(-0,0.1)'"],
    "line": ["'{1,-1,0}'", "'[(0,0),(1,1)]'"],
    "lseg": ["'[(0,0),(1,1)]'"],
    "box": ["'(0,0),(1,1)'", "'((3,4),(-1,-2))'"],
    "path": ["'[(0,0),(1,1)]'", "'((0,0),(1,1),(2,0))'"],
    "polygon": ["'((0,0),(1,1),(2,0))'"],
    "circle": ["'<(1,2),3>'", "'<(0,0),0>'"],
    "tsvector": ["'a b'", "'''it''''s'' x:1A,2B y:16383'", "array_to_tsvector(array['\\', '''', ' '])",
                 "''", "'é 🚲'"],
    "tsquery": ["'a & b'", "'!(a | b) <-> c <2> d:*AB'", "'''a b'':*'", "''"],
    "pg_lsn": ["'0/16B3748'", "'FFFFFFFF/FFFFFFFF'", "'0/0'"],
    "txid_snapshot": ["'10:20:10,14,15'"],
    "pg_snapshot": ["'10:20:10,14,15'", "'1:1:'"],
    "aclitem": ["'postgres=r*w/postgres'", "'=X/postgres'"],
    "regclass": ["'pg_class'", "'odd.things'", "0", "4294967295"],
    "regtype": ["'int'", "'odd.mood[]'", "'timestamptz'", "0"],
    "regproc": ["'now'", "0"],
    "regprocedure": ["'length(text)'"],
    "regoper": ["'pg_catalog.||/'"],
    "regoperator": ["'+(int4,int4)'"],
    "regrole": ["'postgres'"],
    "regnamespace": ["'odd'"],
    "regconfig": ["'english'"],
    "regdictionary": ["'simple'"],
    "regcollation": ["'\"C\"'"],
    "int2vector": ["'1 2 -3'", "''"],
    "oidvector": ["'1 4294967295'"],
    "refcursor": ["'<unnamed portal 1>'"],
    "int4range": ["'empty'", "'[1,5)'", "'(,)'", "'[1,1]'", "'(,2147483646]'"],
    "int8range": ["'[1,9223372036854775807)'"],
    "numrange": ["'[1.10,NaN]'", "'(-Infinity,Infinity)'"],
    "daterange": ["'[2026-01-01,infinity)'", "'[0044-03-15 BC,10000-01-01)'", "'(,-infinity]'"],
    "tsrange": ["'[-infinity,infinity]'", "'(2026-01-01 10:00,2026-01-01 11:00:00.5]'"],
    "tstzrange": ["'[2026-01-01 10:00+00,)'", "'(-infinity,infinity)'", "'[4714-11-24 00:00:00+00 BC,)'"],
    "int4multirange": ["'{}'", "'{[1,3),[5,6)}'", "'{(,)}'"],
    "int8multirange": ["'{[1,3)}'"],
    "nummultirange": ["'{[1.0,2.00),(3,)}'"],
    "datemultirange": ["'{[2026-01-01,2026-02-01),[2027-01-01,infinity)}'"],
    "tsmultirange": ["'{[2026-01-01 10:00,infinity)}'"],
    "tstzmultirange": ["'{[2026-01-01 10:00+00,2026-01-02 10:00+00)}'"],
    "odd.float_range": ["'[-0,0]'", "'(1e-5,Infinity)'"],
    "odd.mood": ["'sad'", "'a \"quoted\", one'", "'it''s'", "'自転車'", "''"],
    "odd.mood[]": ["array['sad', 'a \"quoted\", one', '', null]::odd.mood[]"],
    "odd.year": ["2026"],
    "odd.year[]": ["'{2026,2027}'"],
    "odd.tags": ["'{a,NULL,\"b c\"}'"],
    "odd.pair": ["row(1, 'a b')", "row(null, null)", r"""row(1, E'a"b\\c,d(e)\n')""", "row(1, '')"],
    "odd.right_pair": ["row(1, 'x')"],
    "odd.nested": ["row(row(1, 'a\"b'), array[row(2, 'c,d')::odd.pair, null], '[1,2)', null)"],
    "odd.nothing": ["row()"],
    "odd.pair[]": ["array[row(1, 'a'), row(null, '')]::odd.pair[]"],
    "odd.float_multirange": ["'{[1,2),[3,NaN]}'"],
    "int4[]": ["'{}'", "'{1,NULL,-3}'", "'[0:1]={1,2}'", "'{{1,2},{3,4}}'", "'[-1:0][2:3]={{1,2},{3,4}}'",
               "'{{{{{{1}}}}}}'", "array(select generate_series(1, 1000))"],
    "text[]": ["array['a,b', null, '\"', '', 'NULL', 'null', ' x ', '{}', '\\', 'é🚲', E'a\\nb']",
               "array[array['a', 'b'], array['c', 'd']]", "'{}'"],
    "bool[]": ["'{t,f,NULL}'"],
    "int2[]": ["'{1}'"],
    "int8[]": ["'{9223372036854775807}'"],
    "float4[]": ["'{0.1,NaN,1e15}'"],
    "float8[]": ["'{0.1,-0,Infinity,5e-324}'"],
    "numeric[]": ["'{1.00,NaN,Infinity}'"],
    "money[]": ["'{$1.00,\"$1,000.00\"}'"],
    "date[]": ["'{infinity,0044-03-15 BC}'"],
    "time[]": ["'{24:00:00}'"],
    "timetz[]": ["'{24:00:00-15:59:59}'"],
    "timestamp[]": ["'{infinity,\"0001-12-31 00:00:00 BC\",2026-01-01 10:00}'"],
    "timestamptz[]": ["'{-infinity,2026-01-01 10:00+00}'"],
    "interval[]": ["'{1 mon -3 days,\"-1 year 2 mons -3 days 4 hours\"}'"],
    "bytea[]": [r"'{\\x00ff,\\x}'"],
    "json[]": ["array['{\"a\": [1, \"x\"]}', 'null']::json[]"],
    "jsonb[]": ["array['{\"a\": [1, \"x\"]}', 'null']::jsonb[]"],
    "uuid[]": ["'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"],
    "inet[]": ["'{::1,10.0.0.1/8}'"],
    "point[]": ["'{\"(1,2)\",\"(3,4)\"}'"],
    "box[]": ["'{(1,1),(0,0);(3,3),(2,2)}'"],
    "\"char\"[]": ["'{x,NULL,\"\"}'"],
    "name[]": ["'{a,b}'"],
    "oid[]": ["'{1,4294967295}'"],
    "varbit[]": ["'{101,\"\"}'"],
    "aclitem[]": ["'{postgres=r/postgres,=X/postgres}'"],
    "tsvector[]": ["array['a:1 b'::tsvector, '']"],
    "pg_lsn[]": ["'{0/1,FFFFFFFF/FFFFFFFF}'"],
    "int4range[]": ["'{\"[1,5)\",empty,NULL}'"],
    "int4multirange[]": ["'{\"{[1,5),[7,8)}\",\"{}\"}'"],
    "varchar[]": ["'{a,\"b \"}'"],
    "regclass[]": ["'{pg_class,odd.things}'"],
}  # fmt: skip
"""Expressions by the type that they are cast to."""

_OF_THINGS = """(select {} from pg_statistic_ext_data join pg_statistic_ext on oid = stxoid
    where stxname = 'of_things')"""

BARE = (
    "null", "'unknown'", "null::odd.pair", "null::int[]", "row()", "row(null)",
    "row(1, 'x', null, 'a b', '\"')",
    "row(row(1, row(2)), array[1,2])", "odd.nameless()", "int4out(5)", "textout('a b')", "pg_sleep(0)", "1",
    "1.50",
    "array[null]", "array[]::text[]", "(select t from odd.things t limit 1)", "array[row(1, 'x')]",
    "(select most_common_vals from pg_stats where tablename = 'things' and attname = 'name')",
    "(select adbin from pg_attrdef where adrelid = 'odd.things'::regclass)",
    *(_OF_THINGS.format(column) for column in ("stxdndistinct", "stxddependencies", "stxdmcv")),
    "(select ctid from odd.things limit 1)", "cume_dist() over ()", "current_date - current_date",
    "'x' collate \"C\"",
)  # fmt: skip
"""Expressions as they are: what has no cast, or no type of its own."""

LARGE = ("'1e131071'::numeric", "repeat('🚲', 300000)", "(repeat('[', 6000) || repeat(']', 6000))::jsonb",
         "decode(repeat('ab', 200000), 'hex')", "array(select generate_series(1, 100000))")  # fmt: skip
"""Values too long for a table of all settings."""

NONCHARACTERS = (r"E'a\uffffb'", r"E'a\ufffeb'", r"E'a\ufdd0b'", r"E'a\U0010ffffb'")
"""Valid to the server; psql leaves them out, COPY does not."""

INFINITE_INTERVALS = ("'infinity'::interval", "'-infinity'::interval", "'{infinity}'::interval[]")
"""From PostgreSQL 17 on."""

XML = ("'<a>x</a>'::xml", "'text &amp; <b/>'::xml", "''::xml", "array['<a>,</a>'::xml, '<b c=\"d\"/>']",
       "'<?xml version=\"1.0\" standalone=\"yes\"?><a/>'::xml")  # fmt: skip
"""For servers that are built with libxml."""


def expressions() -> list[str]:
    """All values that every server has, each a column of a SELECT."""
    return [*(f"({value})::{kind}" for kind, values in VALUES.items() for value in values), *BARE]
