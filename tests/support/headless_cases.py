"""Command lines that mean the same to psql and to us."""

from dataclasses import dataclass

SCRIPT = "script.sql"


@dataclass(frozen=True, slots=True)
class Case:
    """One command line."""

    name: str
    arguments: tuple[str, ...]
    script: str = ""
    """What the file `script.sql` holds."""
    stdin: str = ""
    own_words: bool = False
    """Standard error holds a sentence of our own, where psql has one of its own."""
    written: str = ""
    """A file that is written, in place of which its content is compared."""


def _commands(*statements: str) -> tuple[str, ...]:
    return tuple(word for statement in statements for word in ("-c", statement))


_VALUES = (
    "select * from (values (1, 'a', null), (22, E'zwei\\nZeilen', 'ü'), (null, '日本語', E'tab\\there'),"
    " (-3, '', E'\\u001b[31m')) as t(number, text, \"wide 名\")"
)
_SHAPES = {
    "aligned": (), "unaligned": ("-A",), "csv": ("--csv",), "expanded": ("-x",), "tuples": ("-t",),
    "unaligned tuples": ("-At",), "csv tuples": ("--csv", "-t"), "expanded unaligned": ("-xA",),
    "expanded tuples": ("-xt",),
    "csv expanded": ("--csv", "-x"),
    "separators": ("-A", "-F", "<>", "-R", ";\n"), "zeros": ("-A", "-z", "-0"),
    "zeros tuples": ("-Atz0",),
}  # fmt: skip
_TABLE = "create temp table t(a int, b text)"
_SCRIPT = r"""-- a script
create temp table t(a int, b text);
copy t from stdin; select 'on the same line';
1	one
2	two\twords
3	\N
\.
/* before
   it */ select * from t order by a;
select nosuch
  from t
 ;
select 1/0; select 'after';
do $$ begin raise notice 'a notice'; raise warning 'a warning' using detail = 'd', hint = 'h'; end $$;
copy (select * from t) to stdout;
copy t from stdin;
4	four
x	broken
5	five
\.
select count(*) from t;
insert into t values (7, 'seven') returning *;
select 'in; a
string';
create function pg_temp.f() returns int language sql begin atomic select 1; select 2; end;
select pg_temp.f();
select 1 as unfinished"""

CASES = (
    *(Case(f"values, {name}", (*flags, "-c", _VALUES)) for name, flags in _SHAPES.items()),
    *(
        Case(f"no rows, {name}", (*flags, "-c", "select 1 as a, 2 as b where false"))
        for name, flags in _SHAPES.items()
    ),
    *(
        Case(f"no columns, {name}", (*flags, *_commands("select", "select from generate_series(1, 2)")))
        for name, flags in _SHAPES.items()
    ),
    *(
        Case(
            f"several results, {name}",
            (*flags, *_commands("select 1 as a; select 2 as b, 3 as c", "select 4")),
        )
        for name, flags in _SHAPES.items()
    ),
    Case(
        "tags",
        _commands(
            _TABLE,
            "insert into t values (1), (2)",
            "update t set b = 'x'",
            "delete from t where a = 1",
            "truncate t",
            "begin",
            "commit",
            "set work_mem = '8MB'",
            "select 1 as a into temp u",
        ),
    ),
    Case("quiet", ("-q", *_commands(_TABLE, "insert into t values (1) returning a"))),
    Case(
        "returning", _commands(_TABLE, "insert into t values (1) returning a; update t set a = 2 returning a")
    ),
    Case("tags between results", _commands(f"{_TABLE}; select 1; insert into t values (1); select 2")),
    Case("tags in csv", ("--csv", *_commands(_TABLE, "insert into t values (1) returning *"))),
    Case("nothing", _commands("", ";", "  ", "-- nothing", "; ;")),
    Case(
        "notices",
        _commands(
            "do $$ begin raise notice 'a % b', 1; raise warning E'two\\nlines' using hint = 'h'; end $$"
        ),
    ),
    Case("error with a line", _commands("select *\nfrom nosuch\nwhere true")),
    Case("error with detail", _commands("create temp table u(a int unique); insert into u values (1), (1)")),
    Case("error with a hint", _commands("select bogus(1)")),
    Case("error with context", _commands("do $$ begin perform 1/0; end $$")),
    Case("error in wide text", _commands("select '日本語', nosuch, 'ü'")),
    Case("error after a result", _commands("select 1; select 1/0; select 2")),
    Case(
        "one message is one transaction",
        _commands(_TABLE, "insert into t values (1); select 1/0", "select count(*) from t"),
    ),
    Case("the last action decides", _commands("select 1/0", "select 1")),
    Case("the last action fails", _commands("select 1", "select 1/0")),
    Case("stop at a command", ("-v", "ON_ERROR_STOP=1", *_commands("select 1/0", "select 1"))),
    Case(
        "copy in and out",
        _commands(
            _TABLE,
            "copy t from stdin",
            "table t",
            "copy t to stdout",
            "copy t to stdout (format csv, header)",
        ),
        stdin="1\tone\n2\t\\N\n",
    ),
    Case(
        "copy in with an end",
        _commands(_TABLE, "copy t from stdin", "copy t from stdin", "table t"),
        stdin="1\tone\n\\.\n2\ttwo\n\\.\n",
    ),
    Case(
        "copy between results",
        _commands("select 1; copy (values (1, 'a\tb'), (2, null)) to stdout; select 2"),
    ),
    Case("copy in goes wrong", _commands(_TABLE, "copy t from stdin", "select 1"), stdin="1\tone\nx\ttwo\n"),
    Case(
        "copy in that is refused leaves the data",
        _commands(_TABLE, "copy nosuch from stdin", "copy t from stdin", "table t"),
        stdin="1\tone\n",
    ),
    Case(
        "copy binary",
        ("-o", "out", *_commands("copy (select 1, 'x'::text) to stdout (format binary)")),
        written="out",
    ),
    Case(
        "output to a file",
        ("-o", "out", *_commands(_TABLE, "select 1", "copy (select 1) to stdout", "select 1/0")),
        written="out",
    ),
    Case("a script", ("-f", SCRIPT), script=_SCRIPT),
    Case("a script, csv", ("--csv", "-q", "-f", SCRIPT), script=_SCRIPT),
    Case("a script from standard input", ("-f", "-"), stdin=_SCRIPT),
    Case("a script stops at an error", ("-v", "ON_ERROR_STOP=1", "-f", SCRIPT), script=_SCRIPT),
    Case("a script ends itself", ("-f", SCRIPT, "-c", "select 3"), script="select 1;\n\\q\nselect 2;\n"),
    Case("a script after a command", ("-c", "select 1", "-f", SCRIPT, "-c", "select 3"), script="select 2;"),
    Case("a script with a byte order mark", ("-f", SCRIPT), script="\ufeffselect 1;\n"),
    Case("a script with carriage returns", ("-f", SCRIPT), script="select 1;\r\nselect 'a\r\nb';\r\n"),
    Case("a script that is not there", ("-f", "nosuch.sql", "-c", "select 1"), own_words=True),
    Case("only a script that is not there", ("-f", "nosuch.sql"), own_words=True),
    Case("one transaction", ("-1", *_commands(_TABLE, "select 1/0", "select 2"))),
    Case(
        "one transaction that succeeds",
        ("-1", "-f", SCRIPT, "-c", "select count(*) from t"),
        script=f"{_TABLE};\ninsert into t values (1);\n",
    ),
    Case(
        "one transaction stops",
        ("-1", "-v", "ON_ERROR_STOP=on", "-f", SCRIPT, "-c", "select 1"),
        script="select 1/0;\nselect 2;\n",
    ),
    Case("a backslash command", ("-c", "\\nosuch"), own_words=True),
    Case("a backslash within", _commands("select 1 \\gx")),
    Case(
        "the connection is lost",
        _commands("select 1", "select pg_terminate_backend(pg_backend_pid())", "select 2"),
        own_words=True,
    ),
    Case(
        "the connection is lost in a script",
        ("-f", SCRIPT),
        script="select 1;\nselect pg_terminate_backend(pg_backend_pid());\nselect 2;\n",
        own_words=True,
    ),
    Case(
        "bytes that are no text",
        (
            "-At",
            *_commands("set client_encoding = 'SQL_ASCII'", "select convert_from('\\x66ff', 'SQL_ASCII')"),
        ),
    ),
)
