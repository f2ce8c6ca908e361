"""Where a password comes from, in which order, and what becomes of one that is refused."""

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring

from lakebase_tui.config.secret import Secret
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.keyring_store import Keyring
from lakebase_tui.session.passwords import (
    FoundPassword,
    NoPassword,
    PasswordSources,
    account_of,
    wants_typing,
)
from lakebase_tui.session.target import Auth, ConnectionTarget
from tests.support.file_keyring import VARIABLE, FileKeyring

LAKEBASE = ConnectionTarget(
    "ep-a.example.com", "shop", "app", Auth.PASSWORD, compute="projects/p/branches/b/endpoints/e"
)
PLAIN = ConnectionTarget("localhost", "shop", "app", Auth.NONE, port=5433)
ECHO = ("echo", "from-command")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file behind the keyring; the home folder is empty."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring.json"))
    monkeypatch.setenv("HOME", str(tmp_path))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())
    yield tmp_path / "keyring.json"
    keyring.set_keyring(before)


def keep(path: Path, account: str, password: str = "from-keyring") -> None:
    path.write_text(json.dumps({f"lakebase-tui {account}": password}))


def entries(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())
    return found


def lock(path: Path) -> None:
    path.write_text("locked")


def passfile(folder: Path, line: str = "*:*:*:app:from-file") -> Path:
    path = folder / ".pgpass"
    path.write_text(line)
    path.chmod(0o600)
    return path


def unwarned(text: str) -> None:
    raise AssertionError(f"warned: {text}")


async def find(sources: PasswordSources, target: ConnectionTarget = LAKEBASE) -> str | None:
    found = await sources.find(target, unwarned)
    return found.reveal() if found else None


async def test_the_order_is_command_file_keyring(tmp_path: Path, kept: Path) -> None:
    assert await find(PasswordSources()) is None
    keep(kept, "app@ep-a.example.com")
    assert await find(PasswordSources()) == "from-keyring"
    path = passfile(tmp_path)
    assert await find(PasswordSources()) == "from-file"
    assert await find(PasswordSources(passfile=tmp_path / "other")) == "from-keyring"
    assert await find(PasswordSources(command=ECHO, passfile=path)) == "from-command"


async def test_a_command_that_fails_is_not_passed_over(tmp_path: Path) -> None:
    passfile(tmp_path)
    with pytest.raises(LakebaseTuiError, match="exit code 1"):
        await find(PasswordSources(command=("false",)))


async def test_a_refused_password_is_passed_over_for_its_account_alone(tmp_path: Path, kept: Path) -> None:
    passfile(tmp_path)
    keep(kept, "app@ep-a.example.com")
    sources = PasswordSources()
    assert await find(sources) == "from-file"
    sources.refused(LAKEBASE, Secret("from-file"))
    assert await find(sources) == "from-keyring"
    assert await find(sources, replace(LAKEBASE, host="ep-b.example.com")) == "from-file"
    passfile(tmp_path, "*:*:*:app:corrected")
    assert await find(sources) == "corrected"


async def test_an_open_password_file_is_left_out_with_one_warning(tmp_path: Path) -> None:
    passfile(tmp_path).chmod(0o644)
    sources, warnings = PasswordSources(), list[str]()
    for _ in range(3):
        assert await sources.find(LAKEBASE, warnings.append) is None
    [warning] = warnings
    assert "chmod 600" in warning


async def test_the_file_that_a_plain_target_names_is_its_own(tmp_path: Path) -> None:
    passfile(tmp_path)
    other = tmp_path / "other"
    other.write_text("localhost:5433:shop:app:from-other")
    other.chmod(0o600)
    assert await find(PasswordSources(), replace(PLAIN, options=(("passfile", str(other)),))) == "from-other"


async def test_a_usual_socket_counts_as_localhost_and_several_hosts_are_left_to_libpq(tmp_path: Path) -> None:
    passfile(tmp_path, "localhost:*:*:*:local")
    assert await find(PasswordSources(), replace(PLAIN, host="/tmp")) == "local"
    assert await find(PasswordSources(), replace(PLAIN, host="/elsewhere")) is None
    assert await find(PasswordSources(), replace(PLAIN, host="localhost,other")) is None
    assert await find(PasswordSources(), replace(PLAIN, host="")) is None


def test_accounts_of_the_keyring() -> None:
    assert account_of(LAKEBASE) == account_of(replace(LAKEBASE, port=6000, database="x"))
    assert account_of(LAKEBASE) == "app@ep-a.example.com"
    assert account_of(PLAIN) == "app@localhost:5433"


async def test_what_is_kept_is_found_again(kept: Path) -> None:
    sources = PasswordSources()
    assert await sources.can_keep(LAKEBASE)
    await sources.keep(LAKEBASE, Secret("typed"))
    assert entries(kept) == {"lakebase-tui app@ep-a.example.com": "typed"}
    assert await find(PasswordSources()) == "typed"


async def test_keeping_is_not_offered_where_another_source_would_hide_it(tmp_path: Path, kept: Path) -> None:
    sources = PasswordSources()
    keep(kept, "app@ep-a.example.com")
    await find(sources)
    sources.refused(LAKEBASE, Secret("from-keyring"))
    assert sources.refused_source(LAKEBASE) == "the keyring"
    assert await sources.can_keep(LAKEBASE)
    passfile(tmp_path)
    await find(sources)
    sources.refused(LAKEBASE, Secret("from-file"))
    assert sources.refused_source(LAKEBASE) == "the password file"
    assert not await sources.can_keep(LAKEBASE)


async def test_no_keyring_is_silent_and_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for backend in ("fail", "null"):
        keyring.set_keyring(load_keyring(f"keyring.backends.{backend}.Keyring"))
        assert await find(PasswordSources()) is None
        assert not await PasswordSources().can_keep(LAKEBASE)
    monkeypatch.setitem(sys.modules, "keyring", None)  # as if the package were not installed
    assert await find(PasswordSources()) is None
    assert not await PasswordSources().can_keep(LAKEBASE)


async def test_a_locked_keyring_is_silent_on_reading_and_told_on_writing(kept: Path) -> None:
    lock(kept)
    assert await find(PasswordSources()) is None
    with pytest.raises(LakebaseTuiError, match="did not take the password") as caught:
        await PasswordSources().keep(LAKEBASE, Secret("typed"))
    assert "typed" not in str(caught.value)


async def test_a_keyring_that_does_not_answer_holds_nothing_up() -> None:
    over = threading.Event()

    class Deaf(FileKeyring):
        def get_password(self, service: str, username: str) -> None:
            over.wait()

    keyring.set_keyring(Deaf())
    assert await find(PasswordSources(keyring=Keyring(bound_s=0.05))) is None
    over.set()


# -- as a session uses them -------------------------------------------------------------------------


async def test_a_lakebase_role_without_a_password_says_so() -> None:
    provider = FoundPassword(PasswordSources(), LAKEBASE, unwarned)
    with pytest.raises(NoPassword) as caught:
        await provider.get()
    assert caught.value.sentence == "No password of app is found."
    assert wants_typing(LAKEBASE, caught.value)


async def test_one_that_has_worked_is_looked_for_once_more(tmp_path: Path) -> None:
    passfile(tmp_path)
    provider = FoundPassword(PasswordSources(), LAKEBASE, unwarned)
    first = await provider.get()
    assert (first.secret, first.fresh) == (Secret("from-file"), True)
    second = await provider.get()
    assert (second.secret, second.fresh) == (Secret("from-file"), False)
    passfile(tmp_path, "*:*:*:*:changed")
    assert provider.invalidate(second.secret)
    third = await provider.get()
    assert (third.secret, third.fresh) == (Secret("changed"), True)


async def test_one_that_was_refused_by_mistake_gets_its_second_chance(tmp_path: Path) -> None:
    passfile(tmp_path)
    provider = FoundPassword(PasswordSources(), LAKEBASE, unwarned)
    await provider.get()
    provider.invalidate((await provider.get()).secret)
    again = await provider.get()
    assert (again.secret, again.fresh) == (Secret("from-file"), True)
    provider.invalidate(again.secret)
    with pytest.raises(NoPassword, match="refused the password of app from the password file"):
        await provider.get()


async def test_a_plain_server_is_first_tried_without_the_keyring(kept: Path) -> None:
    keep(kept, "app@localhost:5433")
    provider = FoundPassword(PasswordSources(), PLAIN, unwarned)
    first = await provider.get()
    assert (first.secret, first.fresh) == (None, False)
    assert provider.invalidate(None)
    second = await provider.get()
    assert (second.secret, second.fresh) == (Secret("from-keyring"), True)


async def test_a_plain_server_that_asks_in_vain_is_not_tried_again_without_one() -> None:
    provider = FoundPassword(PasswordSources(), PLAIN, unwarned)
    for _ in range(2):  # the next action begins anew: the server may want none by then
        assert not (await provider.get()).fresh
        assert provider.invalidate(None)
        with pytest.raises(NoPassword, match="No password of app is found"):
            await provider.get()


async def test_what_libpq_looks_up_itself_is_tried_once(tmp_path: Path) -> None:
    provider = FoundPassword(PasswordSources(), replace(PLAIN, host="one,two"), unwarned)
    login = await provider.get()
    assert (login.secret, login.fresh) == (None, True)


async def test_a_typed_password_is_new_at_its_first_login_alone(tmp_path: Path) -> None:
    passfile(tmp_path)
    provider = FoundPassword(PasswordSources(), PLAIN, unwarned)
    provider.give(Secret("typed"))
    assert [((login := await provider.get()).secret, login.fresh) for _ in range(2)] == [
        (Secret("typed"), True),
        (Secret("typed"), False),
    ]


def test_only_a_password_login_is_asked_for() -> None:
    refused = SessionFailure(FailureKind.PASSWORD_REFUSED, "No.")
    assert wants_typing(LAKEBASE, refused)
    assert wants_typing(PLAIN, refused)
    assert not wants_typing(replace(LAKEBASE, auth=Auth.OAUTH), refused)
    assert not wants_typing(LAKEBASE, SessionFailure(FailureKind.TLS, "No."))
