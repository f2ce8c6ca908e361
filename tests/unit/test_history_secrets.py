"""Statements in the history: their secrets are gone, and all else can be read as it was typed."""

import time

import pytest

from lakebase_tui.config.secret import Secret
from lakebase_tui.query.history.secrets import without_secrets

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


def cleaned(sql: str) -> str:
    return without_secrets(sql).text


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("alter role app password 'x1'", "alter role app password ***"),
        ("ALTER ROLE app ENCRYPTED PASSWORD E'x\\'1' VALID UNTIL 'infinity'",
         "ALTER ROLE app ENCRYPTED PASSWORD *** VALID UNTIL 'infinity'"),
        ("create user app with login password $a$x'1$a$ connection limit 5",
         "create user app with login password *** connection limit 5"),
        ("create role app password /* new */ -- it's\n 'x''1'\n'more' in role r",
         "create role app password /* new */ -- it's\n ***\n*** in role r"),
        ("create role app password u&'\\0061' uescape '!'", "create role app password u&*** uescape '!'"),
        ("alter role app password 'unterminated", "alter role app password ***"),
        ("create user mapping for a server s options (user 'a', password 'x1')",
         "create user mapping for a server s options (user 'a', password ***)"),
        ("alter server s options (set secret_key 'x1', set host 'h')",
         "alter server s options (set secret_key ***, set host 'h')"),
        ("select dblink('host=h password=x1 user=a', 'select 1')",
         "select dblink('host=h password=*** user=a', 'select 1')"),
        ("create subscription s connection 'postgresql://a:x1@h/d' publication p",
         "create subscription s connection 'postgresql://***@h/d' publication p"),
        ("select dblink_exec('c', 'alter role a password ''x1''')",
         "select dblink_exec('c', 'alter role a password ***')"),
        ("copy t from program 'curl -H \"Authorization: Bearer x1\" https://h'",
         "copy t from program 'curl -H \"Authorization: ***\" https://h'"),
        ("select set_config('app.token', 'x1', false)", "select set_config('app.token', ***, false)"),
        ("select set_config('app.tenant', 'x1', false)", "select set_config('app.tenant', 'x1', false)"),
        ("set app.token = 'x1'", "set app.token = ***"),
        ("set session app.token to x1", "set session app.token to ***"),
        ("set app.token to default", "set app.token to default"),
        ("select pgp_sym_encrypt(note, 'x1') from t", "select pgp_sym_encrypt(note, ***) from t"),
        ("update u set password = crypt('x1', gen_salt('bf')) where name = 'ana'",
         "update u set password = crypt(***, gen_salt('bf')) where name = 'ana'"),
        ("select * from u where api_key = 'x1' or token in ('x1', 'y1') or name = 'ana'",
         "select * from u where api_key = *** or token in (***, ***) or name = 'ana'"),
        ("select * from u where (doc->>'token')::text = 'x1' and lower(password) = lower('x1')",
         "select * from u where (doc->>'token')::text = *** and lower(password) = lower(***)"),
        ("insert into u (name, password, age) values ('ana', 'x1', 3), ('bob', upper('y1'), 4)",
         "insert into u (name, password, age) values ('ana', ***, 3), ('bob', upper(***), 4)"),
        ("with a as (select 1) insert into s.u as t (\"Password\") overriding system value values ('x1')",
         "with a as (select 1) insert into s.u as t (\"Password\") overriding system value values (***)"),
        ("select jsonb_build_object('name', 'ana', 'password', 'x1')",
         "select jsonb_build_object('name', 'ana', 'password', ***)"),
        ("update t set doc = '{\"name\": \"ana\", \"token\": \"x1\"}'",
         "update t set doc = '{\"name\": \"ana\", \"token\": ***}'"),
        ("do $$ begin execute 'alter role a password ''x1'''; perform token from t; end $$",
         "do $$ begin execute 'alter role a password ***'; perform token from t; end $$"),
        ("select 1 -- password: x1", "select 1 -- password: ***"),
        (f"select '{JWT}'", "select ***"),
        (f"select 'Bearer {JWT}' as h", "select 'Bearer ***' as h"),
    ],
)  # fmt: skip
def test_secrets_go_and_the_rest_stays(sql: str, kept: str) -> None:
    assert cleaned(sql) == kept
    assert "x1" not in kept or "tenant" in sql


@pytest.mark.parametrize(
    "sql",
    [
        "select token::text, password from u where token_id = 5 and secret_level > 3",
        "select * from u where token = t.token and password is null and password = ''",
        "select * from u where name = 'password' or column_name in ('password', 'token')",
        "alter table u rename column password to passcode",
        "alter role app password null valid until 'infinity'",
        "create table u (password text not null check (password <> ''), token text default 'none')",
        "comment on column u.password is 'hashed'",
        "insert into plans (name, level) values ('basic subscription', 'bearer')",
        "select * from u where token in (select t.token from t where name = 'a')",
        "select 'a@b.c', 'https://h/a', \"password\" from u where token_type = 'bearer'",
        "select decrypted from t where encrypted = true",
        "",
        "'",
        "$a$ password",
        '"token',
    ],
)
def test_what_holds_no_secret_is_as_it_was(sql: str) -> None:
    assert cleaned(sql) == sql


def test_what_was_taken_out_is_told_but_not_printed() -> None:
    found = without_secrets("alter role app password 'hunter''2'; select pgp_sym_decrypt(d, 'k')")
    assert found.secrets == {"hunter'2"}
    assert "hunter" not in repr(found)


def test_secrets_that_the_program_holds_go_from_literals_and_long_ones_from_anywhere() -> None:
    short, long = Secret("prod"), Secret("correct-horse-battery")
    assert cleaned("select 'a prod b' from prod.t") == "select 'a *** b' from prod.t"
    assert cleaned("select 'prod' from prod.t") == "select *** from prod.t"
    assert cleaned("correct-horse-battery") == "***"
    assert short
    assert long


@pytest.mark.parametrize(
    "piece",
    [
        "'",
        "(",
        "password '",
        "token = (",
        "insert into a (token) values ",
        "token || ",
        "$a$ ;",
        "".join(f"$a{n}$ ; token " for n in range(1000)),
        '"',
        "/* token ",
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    def taken(length: int) -> float:
        text = "password " + (piece * length)[:length]
        times = []
        for _ in range(3):
            began = time.perf_counter()
            without_secrets(text)
            times.append(time.perf_counter() - began)
        return min(times)

    assert taken(40_000) < 10 * taken(10_000) + 0.01
