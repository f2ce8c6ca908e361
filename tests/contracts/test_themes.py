"""The shipped themes load, are complete, can be read, and are in what users install."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from lakebase_tui.ui.theming import (
    DEFAULT_THEME,
    DIM_CONTRAST,
    TEXT_CONTRAST,
    VARIABLES,
    ThemeFileError,
    contrast_ratio,
    load_themes,
    parse_theme,
    themes_folder,
    variable_defaults,
)

REPO = Path(__file__).parents[2]
SHIPPED = load_themes()[0]
FAINT = {"dim", "grid-type", "grid-rownumber", "grid-null", "syntax-comment", "status-dim"}
NOT_TEXT = {"ground", "panel", "raised", "line", "grid-cursor", "grid-cursor-row", "grid-cursor-text"} | {
    "grid-selection",
    "grid-match",
    "grid-match-text",
}
TEXTS = [name for name in VARIABLES if name not in NOT_TEXT]


def resolved(theme: Theme) -> dict[str, str]:
    """The variables as an app sees them: Textual's own, over our defaults."""
    return {**variable_defaults(theme), **theme.to_color_system().generate()}


def test_all_shipped_themes_load_and_the_default_is_first() -> None:
    themes, problems = load_themes()
    assert problems == []
    assert themes[0].name == DEFAULT_THEME
    assert len(themes) == len(list((REPO / "themes").glob("*.toml"))) >= 6


@pytest.mark.parametrize("theme", SHIPPED, ids=lambda theme: theme.name)
def test_every_variable_is_written_in_the_file(theme: Theme) -> None:
    text = (themes_folder() / f"{theme.name}.toml").read_text(encoding="utf-8")
    bare = parse_theme(f'[theme]\nname = "x"\nprimary = "{theme.primary}"\n')
    assert set(VARIABLES) <= theme.variables.keys()
    assert bare.variables.keys() >= set(VARIABLES)
    for name in VARIABLES:
        key = name.split("-", 1)[1] if name.startswith(("syntax-", "grid-", "status-")) else name
        assert f"\n{key} = " in text


@pytest.mark.parametrize("theme", [*SHIPPED, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_text_can_be_read_where_it_stands(theme: Theme) -> None:
    if theme.ansi:
        pytest.skip("the terminal decides its own sixteen colours")
    values = resolved(theme)
    grounds = {name: Color.parse(values[name]) for name in ("ground", "panel", "raised")}
    for name in TEXTS:
        wanted = DIM_CONTRAST if name in FAINT else TEXT_CONTRAST
        for where, ground in grounds.items():
            ratio = contrast_ratio(Color.parse(values[name]), ground)
            assert ratio >= wanted - 0.05, f"{name} on {where}: {ratio:.2f}"
    cursor = contrast_ratio(Color.parse(values["grid-cursor-text"]), Color.parse(values["grid-cursor"]))
    assert cursor >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", SHIPPED, ids=lambda theme: theme.name)
def test_plain_text_can_be_read_on_every_ground(theme: Theme) -> None:
    if theme.ansi:
        pytest.skip("the terminal decides its own sixteen colours")
    values = resolved(theme)
    for ground in ("ground", "panel", "raised", "grid-cursor-row"):
        ratio = contrast_ratio(Color.parse(values["foreground"]), Color.parse(values[ground]))
        assert ratio >= TEXT_CONTRAST
    assert contrast_ratio(Color.parse(values["grid-cursor"]), Color.parse(values["ground"])) >= DIM_CONTRAST


@pytest.mark.parametrize("theme", list(BUILTIN_THEMES.values()), ids=lambda theme: theme.name)
def test_textuals_own_themes_get_every_variable(theme: Theme) -> None:
    assert set(VARIABLES) <= resolved(theme).keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no toml", "not TOML"),
        ("[grid]\n", "[theme] table"),
        ('[theme]\nname = "x"\nprimary = "blue"\nprimry = "red"', "'primry'"),
        ('[theme]\nname = "x"\nprimary = "bleu-ish"', "not a colour"),
        ('[theme]\nname = "x"\nprimary = "blue"\n[grid]\nnul = "red"', "'nul'"),
        ('[theme]\nname = "x"\nprimary = "blue"\n[grids]\nnull = "red"', "'grids'"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(ThemeFileError) as caught:
        parse_theme(text)
    assert said in str(caught.value)


def test_a_bad_file_is_reported_and_the_others_still_load(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[theme", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('[theme]\nname = "mine"\nprimary = "#336699"\n', encoding="utf-8")
    themes, problems = load_themes([tmp_path])
    assert "mine" in {theme.name for theme in themes}
    assert len(themes) == len(SHIPPED) + 1
    assert len(problems) == 1
    assert "broken.toml" in problems[0]


def test_the_wheel_holds_the_themes(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(REPO),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"lakebase_tui/themes/{path.name}" for path in (REPO / "themes").glob("*.toml")}
    assert wanted <= names
