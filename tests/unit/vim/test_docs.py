"""The docs tell each key that the engine knows."""

from pathlib import Path

import pytest

from lakebase_tui.ui.vim.grammar import MOTIONS, NORMAL_COMMANDS, OBJECT_NAMES, OPERATORS

DOCS = (Path(__file__).parents[3] / "docs" / "vim.md").read_text()
SPELLED = {
    "<BS>": "Backspace",
    " ": "Space",
    "<C-r>": "Ctrl+R",
    "|": "`\\|`",
    "`": "`` `a ``",
    "z<CR>": "`z` Enter",
}
SPELLED |= {f"<C-{letter}>": f"Ctrl+{letter.upper()}" for letter in "dufb"}
SPELLED |= {"'": "`'a`", "q": "`q`", "@": "`@`", ":": "`:s/", "'b": "x"}


@pytest.mark.parametrize("key", sorted(OPERATORS | MOTIONS | NORMAL_COMMANDS))
def test_each_key_is_told(key: str) -> None:
    assert SPELLED.get(key, f"`{key}`") in DOCS


@pytest.mark.parametrize("name", sorted(OBJECT_NAMES))
def test_each_text_object_is_told(name: str) -> None:
    assert (f"`i{name}`" if name != "`" else "`` i` ``") in DOCS
