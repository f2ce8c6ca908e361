"""How keys are written: a character stands for itself, all others have a name as in `<Esc>`."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

ESCAPE: Final = "<Esc>"
ENTER: Final = "<CR>"
BACKSPACE: Final = "<BS>"
DELETE: Final = "<Del>"
TAB: Final = "<Tab>"

_KEY: Final = re.compile(
    r"<(?:C-[a-z]|Esc|CR|BS|Del|Tab|Left|Right|Up|Down|Home|End|PageUp|PageDown|lt)>|.", re.DOTALL
)
_MEANT: Final = {ENTER: "\n", TAB: "\t"}
_SPELLED: Final = {"\n": ENTER, "\t": TAB}
_CODES: Final = {
    **{f"<C-{chr(code + 96)}>": chr(code) for code in range(1, 27)},
    ESCAPE: "\x1b",
    ENTER: "\r",
    TAB: "\t",
    BACKSPACE: "\x08",
    DELETE: "\x7f",
    **dict(
        zip(
            ("<Up>", "<Down>", "<Left>", "<Right>", "<Home>", "<End>"),
            "\uf700\uf701\uf702\uf703\uf729\uf72b",
            strict=True,
        )
    ),
    "<PageUp>": "\uf72c",
    "<PageDown>": "\uf72d",
}
"""The character that stands for a key in a register; those of the keypad are of the private use area."""
_NAMES: Final = {character: key for key, character in _CODES.items()} | {"\n": ENTER}


def split_keys(written: str) -> tuple[str, ...]:
    """The keys of a text such as `3dw<Esc>`; `<lt>` is the character `<`."""
    return tuple("<" if key == "<lt>" else key for key in _KEY.findall(written))


def character_of(key: str) -> str | None:
    r"""The character that a key puts into a text, `\n` for Enter; None where it puts none."""
    return key if len(key) == 1 else _MEANT.get(key)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys that type a text."""
    return tuple(_SPELLED.get(character, character) for character in text)


def shown_keys(keys: Sequence[str]) -> str:
    """Keys as one reads them, those of the control key as `^D`."""
    return "".join(f"^{key[3].upper()}" if key.startswith("<C-") else key for key in keys)


def text_of_keys(keys: Iterable[str]) -> str:
    """Keys as a register holds them: a character for each."""
    return "".join(_CODES.get(key, key) for key in keys)


def keys_of_text(text: str) -> tuple[str, ...]:
    """The keys that a register holds."""
    return tuple(_NAMES.get(character, character) for character in text)
