"""The settings file: what is right in it holds, what is wrong is told with what could stand there."""

from pathlib import Path

import pytest

from lakebase_tui.config.settings import Completing, GuardLevel, Settings
from lakebase_tui.config.settings_file import load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_nothing_is_chosen(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "config.toml") == (Settings(), [])


def test_everything_can_be_chosen(tmp_path: Path) -> None:
    settings, problems = load_settings(
        written(
            tmp_path,
            """
            [editor]
            vim = true
            completion = "key"
            completion_delay_ms = 250
            [guard]
            level = "off"
            protected = "ask"
            protected_read_only = false
            branches = {"shop/production" = "name"}
            [history]
            enabled = false
            entries = 7
            [queries]
            folder = "~/queries"
            """,
        )
    )
    assert problems == []
    assert settings.editor.vim
    assert settings.editor.completion is Completing.KEY
    assert settings.editor.completion_delay_ms == 250
    assert settings.guard.level is GuardLevel.OFF
    assert settings.guard.branches == {"shop/production": GuardLevel.NAME}
    assert not settings.guard.protected_read_only
    assert (settings.history.enabled, settings.history.entries) == (False, 7)
    assert settings.queries.folder == Path.home() / "queries"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[editor]\nvimm = true", "editor.vimm is no setting; did you mean vim?"),
        ("[editor]\nvim = 1", "editor.vim must be true or false."),
        ("[guard]\nlevel = 'never'", 'guard.level must be "off" or "ask" or "name".'),
        ("[guard]\nbranches = 3", "guard.branches must be a table."),
        ("[guard]\nbranches = {a = 'b'}", 'guard.branches must be "off"'),
        ("[history]\nentries = -1", "history.entries must be a number from 0 up."),
        ("[history]\nentries = true", "history.entries must be a number from 0 up."),
        ("[queries]\nfolder = ''", "queries.folder must be a path."),
        ("[edit]\nvim = true", "[edit] is no setting; did you mean editor?"),
        ("editor = 3", "[editor] is no setting"),
        ("[editor", "is no TOML"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    settings, [problem] = load_settings(written(tmp_path, text))
    assert said in problem
    assert settings == Settings()


def test_the_rest_of_the_file_holds(tmp_path: Path) -> None:
    settings, problems = load_settings(
        written(tmp_path, "[editor]\nvim = 1\ncompletion = 'key'\n[history]\nenabled = false")
    )
    assert len(problems) == 1
    assert settings.editor.completion is Completing.KEY
    assert not settings.history.enabled


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    settings, [problem] = load_settings(tmp_path / "config.toml")
    assert "cannot be read" in problem
    assert settings == Settings()
