"""Profiles of `.databrickscfg`, and which of them (or the environment) is used to log in."""

import os
from pathlib import Path

import pytest

from lakebase_tui.config.profiles import (
    LoginSource,
    NoLoginError,
    ProfileError,
    choose,
    config_path,
    read_profiles,
    workspace_profiles,
)

CONFIG = """\
[__settings__]
default_profile = dev

[DEFAULT]
host = https://default.cloud.databricks.com/
token = dapidefault%20secret

[dev]
host = dev.cloud.databricks.com
auth_type = databricks-cli

[robot]
host = https://robot.cloud.databricks.com/?o=123
client_id = id
client_secret = robots-secret

[everything]
host = https://accounts.cloud.databricks.com
account_id = abc
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.write_text(CONFIG)
    path.chmod(0o600)
    return path


def environ(path: Path, **more: str) -> dict[str, str]:
    return {"DATABRICKS_CONFIG_FILE": str(path), **more}


def test_reads_hosts_and_auth_kinds_and_keeps_default_to_itself(config: Path) -> None:
    found = read_profiles(config)
    assert [(one.name, one.host, one.auth) for one in found.profiles] == [
        ("DEFAULT", "https://default.cloud.databricks.com", "pat"),
        ("dev", "https://dev.cloud.databricks.com", "databricks-cli"),
        ("robot", "https://robot.cloud.databricks.com", "oauth-m2m"),
        ("everything", "https://accounts.cloud.databricks.com", "databricks-cli"),
    ]
    assert found.default == "dev"
    assert "token" not in found.get("dev").values
    assert found.get("DEFAULT").values["token"] == "dapidefault%20secret"


def test_offers_no_account_profile_and_no_empty_default(config: Path) -> None:
    assert [one.name for one in workspace_profiles(environ(config))] == ["DEFAULT", "dev", "robot"]
    config.write_text("[DEFAULT]\n\n[dev]\nhost = https://x.com\n")
    assert [one.name for one in workspace_profiles(environ(config))] == ["dev"]
    assert read_profiles(config).default is None


def test_secrets_never_show(config: Path) -> None:
    source = choose("robot", environ(config))
    assert source.secrets == ("robots-secret",)
    for shown in (repr(source), repr(read_profiles(config)), str(read_profiles(config).get("robot"))):
        assert "secret" not in shown.replace("secrets", "")


def test_a_named_profile_is_taken_whole(config: Path) -> None:
    env = environ(
        config,
        DATABRICKS_HOST="https://evil.example.com",
        DATABRICKS_TOKEN="dapienv",
        DATABRICKS_CLIENT_SECRET="x",
    )
    source = choose("robot", env)
    assert source.host == "https://robot.cloud.databricks.com"
    assert source.environ == {}
    assert "token" not in source.values
    assert source.warnings == (
        "DATABRICKS_HOST, DATABRICKS_CLIENT_SECRET, DATABRICKS_TOKEN in the environment: ignored, "
        'because profile "robot" was chosen.',
    )


def test_an_environment_with_a_host_is_taken_whole(config: Path) -> None:
    env = environ(config, DATABRICKS_HOST="https://env.example.com", DATABRICKS_TOKEN="dapienv", HOME="/x")
    source = choose(None, env)
    assert (source.host, source.auth, source.profile) == ("https://env.example.com", "pat", None)
    assert source.values == {}
    assert "HOME" not in source.environ
    assert source.secrets == ("dapienv",)
    assert "dapienv" not in repr(source)


@pytest.mark.parametrize(
    ("more", "profile"),
    [
        ({}, "dev"),
        ({"DATABRICKS_CONFIG_PROFILE": "robot"}, "robot"),
        ({"DATABRICKS_CONFIG_PROFILE": "robot", "DATABRICKS_HOST": "https://other.com"}, "robot"),
        ({"DATABRICKS_CONFIG_PROFILE": "robot", "DATABRICKS_TOKEN": "dapi1"}, "robot"),
        ({"DATABRICKS_TOKEN": "dapi1"}, "dev"),
        ({"DATABRICKS_HOST": "https://other.com"}, None),
        (
            {
                "DATABRICKS_CONFIG_PROFILE": "robot",
                "DATABRICKS_HOST": "https://other.com",
                "DATABRICKS_TOKEN": "t",
            },
            None,
        ),
    ],
)
def test_default_selection(config: Path, more: dict[str, str], profile: str | None) -> None:
    source = choose(None, environ(config, **more))
    assert source.profile == profile
    assert source.host == (
        "https://other.com" if profile is None else f"https://{profile}.cloud.databricks.com"
    )


def test_default_section_is_used_when_no_setting_names_another(config: Path) -> None:
    config.write_text("[DEFAULT]\nhost = https://d.com\ntoken = t\n[dev]\nhost = https://x.com\n")
    assert choose(None, environ(config)).profile == "DEFAULT"


def failure(profile: str | None, env: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(ProfileError) as raised:
        choose(profile, env)
    return raised.value.sentence, raised.value.next_step


def test_an_unknown_profile_names_the_nearest(config: Path) -> None:
    sentence, step = failure("rbot", environ(config))
    assert sentence == f'There is no profile "rbot" in {config}.'
    assert step == 'Did you mean "robot"? Known: DEFAULT, dev, robot.'
    assert failure("zzz", environ(config))[1] == "Known: DEFAULT, dev, robot."
    assert failure("ROBOT", environ(config))[1].startswith('Did you mean "robot"?')


def test_profiles_that_lead_nowhere(config: Path) -> None:
    assert "account console" in failure("everything", environ(config))[0]
    assert "reserved" in failure("__settings__", environ(config))[0]
    config.write_text("[dev]\ntoken = t\n")
    assert failure("dev", environ(config))[0] == f'Profile "dev" in {config} has no host.'


def test_nothing_to_log_in_with(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    with pytest.raises(NoLoginError, match="No Databricks login was found") as raised:
        choose(None, environ(missing))
    assert "databricks auth login" in raised.value.next_step
    assert "databricks auth login" in failure("dev", environ(missing))[1]
    missing.write_text("[dev]\nhost = https://x.com\n")
    with pytest.raises(NoLoginError, match="has no default profile") as raised:
        choose(None, environ(missing))
    assert raised.value.next_step == "Name one with --profile. Known: dev."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("host = https://x.com\n", "line 1: a line stands before the first [profile]"),
        ("[dev]\nhost = x\n\n[dev]\nhost = y\n", "line 4: the profile [dev] is there twice"),
        ("[dev]\ntoken = dapisecret1\ntoken = dapisecret2\n", 'line 3: "token" is set twice in [dev]'),
        ("[dev]\nhost = x\ndapisecret\n", "line 3: it is neither a [profile] nor a line like key = value"),
    ],
)
def test_a_malformed_file_names_its_line_but_not_what_stands_there(
    config: Path, text: str, says: str
) -> None:
    config.write_text(text)
    sentence, step = failure("dev", environ(config))
    assert sentence == f"{config}, {says}."
    assert "databricks auth login" in step
    assert "dapisecret" not in sentence + step


def test_a_file_that_cannot_be_read(config: Path, tmp_path: Path) -> None:
    assert "is a directory" in failure("dev", environ(tmp_path))[0]
    config.write_bytes(b"[dev]\nhost = \xff\xfe\n")
    assert "not a text file" in failure("dev", environ(config))[0]
    config.write_bytes("\ufeff[dev]\nhost = https://x.com\n".encode())
    assert choose("dev", environ(config)).host == "https://x.com"


def test_a_secret_that_others_can_read_is_warned_of(config: Path) -> None:
    assert read_profiles(config).warning is None
    config.chmod(0o644)
    assert read_profiles(config).warning == (
        f"Other users can read {config}, which holds a secret. Run: chmod 600 {config}"
    )
    assert read_profiles(config).warning in choose("dev", environ(config)).warnings
    config.write_text("[dev]\nhost = https://x.com\n")
    assert read_profiles(config).warning is None


def test_a_login_in_clear_text_is_warned_of(config: Path) -> None:
    config.write_text("[a]\nhost = http://a.example.com\n[b]\nhost = http://127.0.0.1:8080\n")
    assert "clear text" in choose("a", environ(config)).warnings[0]
    assert choose("b", environ(config)).warnings == ()


@pytest.mark.parametrize("host", ["https://[broken", "   ", "https://"])
def test_a_host_that_is_none(config: Path, host: str) -> None:
    config.write_text(f"[dev]\nhost = {host}\n")
    assert "has no host" in failure("dev", environ(config))[0]


def test_where_the_file_is(tmp_path: Path) -> None:
    assert config_path({"HOME": str(tmp_path)}) == tmp_path / ".databrickscfg"
    assert config_path({"DATABRICKS_CONFIG_FILE": "~/x"}) == Path(os.path.expanduser("~/x"))


def test_an_azure_resource_needs_no_host(config: Path) -> None:
    config.write_text("[az]\nazure_workspace_resource_id = /subscriptions/1\nazure_client_secret = s\n")
    assert choose("az", environ(config)) == LoginSource(
        host="", auth="azure-client-secret", profile="az", values=read_profiles(config).get("az").values
    )
