"""A crash report says where, and never what with: no locals, no SQL, no secret in any form."""

import stat
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.config.crash_reports import REPORTS_KEPT, CrashReports, report_of
from lakebase_tui.config.redaction import redacted
from lakebase_tui.config.secret import Secret, living_secrets

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("host=h password=hunter2 dbname=d", "hunter2"),
        ("host=h password = 'hun ter\\'2' dbname=d", "ter"),
        ("PGPASSWORD=hunter2", "hunter2"),
        ("postgresql://ana:hunter2@host/db", "hunter2"),
        ("postgresql://ana@example.com:hu/nt@er2@host/db", "er2"),
        ("postgresql://host/db?password=hunter2&user=ana", "hunter2"),
        ('{"client_secret": "hunter2", "a": 1}', "hunter2"),
        ("{'token': 'hunter2'}", "hunter2"),
        ("Authorization: Bearer hunter2", "hunter2"),
        ("{'Authorization': 'Bearer hunter2'}", "hunter2"),
        ("alter role app password 'hunter''2 x' valid until 'infinity'", "2 x"),
        ("ALTER ROLE app ENCRYPTED PASSWORD E'hunter2'", "hunter2"),
        ("alter role app password $x$hunter2$x$", "hunter2"),
        (f"the server said {JWT}!", "eyJ"),
        (f"cut off: {JWT[:20]}", "eyJ"),
        ("token is dapi0123456789abcdef0123456789abcdef", "dapi0"),
        ("dose0123456789abcdef0123456789", "dose0"),
        ("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----", "hunter2"),
        ("-----BEGIN PRIVATE KEY-----\nhunter2", "hunter2"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)
    assert "***" in redacted(text)


def test_the_rest_stays() -> None:
    text = "host=ep-a.example.com user=ana@example.com dbname=d; see https://docs.example.com/a#b"
    assert redacted(text) == text
    assert redacted("postgresql://ana:x@host/db and more") == "postgresql://***@host/db and more"
    assert redacted("user=ana password='x' host=h") == "user=ana password=*** host=h"


def test_secrets_that_the_program_holds_are_known_without_any_form() -> None:
    secret = Secret("correct horse")
    assert redacted(f"no such file: {secret.reveal()}.txt") == "no such file: ***.txt"
    same = Secret("correct horse")
    del secret
    assert "correct horse" in living_secrets()
    del same
    assert "correct horse" not in living_secrets()


def broken() -> BaseException:
    hidden = "local-value-" + "of-a-variable"
    try:
        try:
            raise psycopg.errors.SyntaxError("".join(["syntax error\nLINE 1: selec ", "secret", "_column"]))
        except psycopg.Error as error:
            raise ValueError(f"no connection with password=hunter2\nsecond line {len(hidden)}") from error
    except ValueError as error:
        return error


def test_a_report_says_where_and_from_what_but_quotes_nothing() -> None:
    report = report_of(broken())
    assert "ValueError: no connection with password=***" in report
    assert "because of: psycopg.errors.SyntaxError" in report
    assert "sqlstate 42601" in report
    assert "in broken" in report
    for version in ("lakebase-tui ", "Python ", "textual ", "psycopg "):
        assert f"\n{version}" in f"\n{report}"
    for absent in ("hunter2", "secret_column", "second line", "local-value-of-a-variable"):
        assert absent not in report


def test_a_group_and_an_endless_recursion_are_told_in_short() -> None:
    def deeper(number: int) -> int:
        return deeper(number + 1)

    with pytest.raises(RecursionError) as raised:
        deeper(0)
    report = report_of(ExceptionGroup("two", [raised.value, KeyError("x")]))
    assert "in the group: RecursionError" in report
    assert "in the group: KeyError: 'x'" in report
    assert len(report.splitlines()) < 100


def test_an_error_that_cannot_be_printed_is_told_all_the_same() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "(no message: RuntimeError)" in report_of(Mute())


def test_reports_are_private_and_only_so_many(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path / "state" / "crashes")
    paths = [reports.write(ValueError(str(number))) for number in range(REPORTS_KEPT + 2)]
    assert all(paths)
    left = list((tmp_path / "state" / "crashes").iterdir())
    assert len(left) == REPORTS_KEPT
    assert {stat.S_IMODE(path.stat().st_mode) for path in left} == {0o600}
    assert stat.S_IMODE(left[0].parent.stat().st_mode) == 0o700


def test_a_place_that_cannot_be_written_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert CrashReports(tmp_path / "file" / "crashes").write(ValueError()) is None
