"""Runs on the local Lakebase: targets found without the picker, tokens, passwords, waking computes."""

import shlex
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.headless import Ended, ours, plain_environment, run
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.program import PRIMARY, environment
from tests.support.terminal import Terminal

SHOP = ("--project", "shop")
WHO = ("-Atc", "select current_user, current_database()")


def everything(lakebase: LocalLakebase, home: Path) -> dict[str, str]:
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    return plain_environment(home) | environment(lakebase, home) | keyring


def argv(lakebase: LocalLakebase, *arguments: str) -> list[str]:
    network = ["--hostaddr", lakebase.pg_hostaddr, "-p", str(lakebase.pg_port)]
    return [*ours(), *network, "--sslrootcert", lakebase.ca_file, *arguments]


def run_on(
    lakebase: LocalLakebase, home: Path, *arguments: str, more: Mapping[str, str] | None = None
) -> Ended:
    return run(argv(lakebase, *arguments), home, environment=everything(lakebase, home) | dict(more or {}))


@pytest.mark.parametrize(
    ("target", "database"),
    [
        (SHOP, "databricks_postgres"),
        ((*SHOP, "--branch", "dev-ana"), "databricks_postgres"),
        (("projects/shop/branches/production/endpoints/primary", "-d", "analytics"), "analytics"),
    ],
)
def test_a_target_gets_the_defaults_of_the_picker(
    target: tuple[str, ...], database: str, local_lakebase: LocalLakebase, tmp_path: Path
) -> None:
    ended = run_on(local_lakebase, tmp_path, *target, *WHO)
    assert ended == Ended(f"{local_lakebase.user_name}|{database}\n", "", 0)


@pytest.mark.parametrize(
    ("target", "sentences"),
    [
        ((), ("There are 2 projects here.", "Name one with --project: shop, telemetry.")),
        (("--project", "nope"), ("There is no project nope here.", "There are: shop, telemetry.")),
        ((*SHOP, "--branch", "nope"), ("The project shop has no branch nope.", "production, ")),
        ((*SHOP, "--endpoint", "nope"), ("The branch production has no compute nope.", "primary")),
        ((*SHOP, "--role", "nope"), ("The branch production has no role nope.", "app")),
        ((*SHOP, "-d", "nope"), ("There is no database nope here.",)),
    ],
)
def test_what_has_to_be_named_and_what_is_not_there_is_told(
    target: tuple[str, ...], sentences: tuple[str, ...], local_lakebase: LocalLakebase, tmp_path: Path
) -> None:
    ended = run_on(local_lakebase, tmp_path, *target, *WHO)
    assert (ended.stdout, ended.code) == ("", 2)
    for sentence in sentences:
        assert sentence in ended.stderr
    assert ended.stderr.startswith("lakebase-tui: ")
    assert ended.stderr.count("\n") == 1


def test_a_password_role_without_a_terminal_needs_a_password_from_elsewhere(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str
) -> None:
    role = (*SHOP, "--role", "app")
    ended = run_on(local_lakebase, tmp_path, *role, *WHO)
    assert ended.code == 2
    assert "there is no terminal to ask for it on" in ended.stderr
    ended = run_on(local_lakebase, tmp_path, "-w", *role, *WHO)
    assert ended.code == 2
    assert "No password of app is found." in ended.stderr
    said = shlex.join([sys.executable, "-c", "import os; print(os.environ['SAID'])"])
    ended = run_on(local_lakebase, tmp_path, *role, "--password-command", said, *WHO, more={"SAID": password})
    assert ended == Ended("app|databricks_postgres\n", "", 0)


def test_a_password_is_asked_for_on_the_terminal(
    local_lakebase: LocalLakebase, tmp_path: Path, password: str
) -> None:
    words = argv(local_lakebase, *SHOP, "--role", "app", *WHO)
    with Terminal(words, everything(local_lakebase, tmp_path)) as terminal:
        terminal.wait_for("Password for user app:")
        terminal.send(f"{password}\r".encode())
        terminal.wait_for("app|databricks_postgres")
        assert terminal.wait_end() == 0
        assert password.encode() not in terminal.transcript


def test_a_prompt_ends_with_a_signal(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    words = argv(local_lakebase, *SHOP, "--role", "app", "-W", *WHO)
    with Terminal(words, everything(local_lakebase, tmp_path)) as terminal:
        terminal.wait_for("Password for user app:")
        terminal.send(b"\x03")
        assert terminal.wait_end() == 128 + signal.SIGINT


def test_waiting_for_a_wake_is_told_to_a_terminal_only(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path
) -> None:
    faults.post(settings={"wake_delay_s": 2.5})
    faults.post(suspend=True, compute=PRIMARY)
    with Terminal(argv(local_lakebase, *SHOP, *WHO), everything(local_lakebase, tmp_path)) as terminal:
        terminal.wait_for("lakebase-tui: Waking primary of shop/production ...")
        terminal.wait_for("|databricks_postgres")
        assert terminal.wait_end() == 0
    faults.post(suspend=True, compute=PRIMARY)
    ended = run_on(local_lakebase, tmp_path, *SHOP, *WHO)
    assert (ended.code, ended.stderr) == (0, "")


def test_a_token_that_ages_while_a_script_runs_ends_nothing(
    local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path
) -> None:
    faults.post(settings={"min_ttl_s": 1})
    sleep = "select pg_sleep(1.5)"
    ended = run_on(
        local_lakebase,
        tmp_path,
        *SHOP,
        "--token-ttl",
        "2",
        "-qAt",
        "-c",
        sleep,
        "-c",
        sleep,
        "-c",
        "select 7",
    )
    assert ended == Ended("\n\n7\n", "", 0)


def test_no_databricks_login_is_one_sentence(tmp_path: Path) -> None:
    ended = run([*ours(), "--project", "shop", "-c", "select 1"], tmp_path)
    assert (ended.code, ended.stdout) == (2, "")
    assert "No Databricks login was found" in ended.stderr


def test_a_lakebase_target_loads_no_screen(local_lakebase: LocalLakebase, tmp_path: Path) -> None:
    code = (
        "import sys, lakebase_tui.cli as cli; code = cli.main(sys.argv[1:]);"
        "print(code, sorted(m for m in ('textual', 'rich') if m in sys.modules))"
    )
    words = [sys.executable, "-c", code, *argv(local_lakebase, *SHOP, "-Atc", "select 1")[3:]]
    ended = run(words, tmp_path, environment=everything(local_lakebase, tmp_path))
    assert ended == Ended("1\n0 []\n", "", 0)
