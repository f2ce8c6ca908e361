"""What looks like a secret does not pass the door, at a price that grows with the text and no faster."""

import time

import pytest

from lakebase_tui.config.redaction import names_secret, redacted
from lakebase_tui.config.secret import Secret


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("alter role app password\n\t'hunter2'", "hunter2"),
        ("alter role app password'hunter2'", "hunter2"),
        ("alter role app password /* a 'new' one */ 'hunter2'", "hunter2"),
        ("alter role app password -- it's new\n 'hunter2'", "hunter2"),
        ("alter role app password /**/ -- x\n /* y */ e'hun\\'ter2'", "ter2"),
        ("alter role app password /* x */ $x$hunter2$x$", "hunter2"),
        ("create user mapping for a server s options (user 'a', password 'hunter2')", "hunter2"),
        ("dblink('host=h password=hunter2 user=a', 'select 1')", "hunter2"),
        ("copy t from program 'curl -H \"Authorization: Token hunter2\" https://h'", "hunter2"),
        ("copy t from program 'curl -u ana:hunter2 https://h'", "hunter2"),
        ("copy t from program 'curl --user=ana:hunter2 https://h'", "hunter2"),
        ("X-Api-Key: hunter2", "hunter2"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIA"),
        ("ghp_0123456789abcdefABCDEF", "ghp_"),
        ("https://h/db?sslmode=require&password=hunter2&user=a", "hunter2"),
        ("x://a:hunter2@h x://b:hunter2@h", "hunter2"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)
    assert "***" in redacted(text)


def test_what_stands_around_it_stays() -> None:
    assert (
        redacted("password /* x */ 'a' valid until 'infinity'")
        == "password /* x */ *** valid until 'infinity'"
    )
    assert redacted("curl -u ana:x https://h") == "curl -u ana:*** https://h"
    assert redacted("see https://h/a@b.html") == "see https://***@b.html"


def test_a_known_secret_is_found_in_any_place() -> None:
    held = Secret("correct horse")
    assert redacted("f('correct horse')") == "f('***')"
    assert held


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "token",
        "token ",
        "token: ",
        "x://",
        "x://a@",
        "password ",
        "password /*",
        "password --",
        "$a$",
        "password $a$",
        "'",
        '"',
        "-----BEGIN A PRIVATE KEY-----",
        "basic ",
        "eyJhbGci.",
        "-u a:",
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    def taken(length: int) -> float:
        text = piece * (length // len(piece))
        times = []
        for _ in range(3):
            began = time.perf_counter()
            redacted(text)
            times.append(time.perf_counter() - began)
        return min(times)

    assert taken(40_000) < 10 * taken(10_000) + 0.01


@pytest.mark.parametrize(
    "name", ["password", "PGPASSWORD", "app.jwt_token", "client_secret", "apikey", "db_pwd"]
)
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name", ["token_id", "password_changed_at", "secret_name", "name", "passport", "tok"]
)
def test_names_of_other_things(name: str) -> None:
    assert not names_secret(name)
