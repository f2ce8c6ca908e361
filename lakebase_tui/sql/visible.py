"""The one door through which text from outside passes before it is drawn.

A cell, a name, an error message or an opened file may hold bytes that steer a terminal (escape
sequences), reorder what is read (bidirectional controls) or hide (zero-width and tag characters).
Every such character is replaced by something that can be seen, and nothing is dropped. What is
stored, copied or exported is never touched: this is for drawing only.
"""

import re
from typing import Final

_UNSEEN: Final = (
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f"  # zero-width space, joiners, direction marks
    "\u2028-\u202e"  # line and paragraph separator, bidirectional embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidirectional isolates
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a"  # musical formatting
    "\U000e0000-\U000e0fff"  # tag characters and variation selectors
)
_UNSAFE: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_UNSEEN}]")
_UNSAFE_EXCEPT_TAB: Final = re.compile(f"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff{_UNSEEN}]")

_CONTROL_PICTURES: Final = 0x2400
_DELETE_PICTURE: Final = "␡"
_PLACEHOLDER: Final = "�"


def is_clean(text: str) -> bool:
    """Tell whether `text` can be drawn as it is: no control, hidden or reordering character in it."""
    return (text.isascii() and text.isprintable()) or _UNSAFE.search(text) is None


def visible(text: str, *, newline: str = "↵", tab: str = "⇥") -> str:
    r"""Return `text` with every character that a terminal would act on, hide or reorder made visible.

    C0 controls and DEL become their pictures (ESC is `␛`); C1 controls, hidden and reordering
    characters become `\x9b`, `\u202e`, `\U000e0041`; a byte that was not valid UTF-8 (a surrogate
    escape) becomes `\xff`. The length may change.

    Args:
        text: Anything.
        newline: What stands for a line feed.
        tab: What stands for a tab.

    Returns:
        Text that is safe to draw on one line; `text` itself where nothing had to change.
    """
    if is_clean(text):
        return text

    def picture(match: re.Match[str]) -> str:
        character = match[0]
        if character == "\n":
            return newline
        if character == "\t":
            return tab
        return _spelled(character)

    return _UNSAFE.sub(picture, text)


def visible_pieces(text: str) -> list[tuple[str, bool]]:
    """Cut `text` into what can be drawn as it is and what stands for a character that cannot.

    Returns:
        Texts that together are `visible(text)`, each with whether it is such a stand-in.
    """
    if is_clean(text):
        return [(text, False)] if text else []
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in _UNSAFE.finditer(text):
        if match.start() > end:
            pieces.append((text[end : match.start()], False))
        pieces.append((visible(match[0]), True))
        end = match.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def visible_lines(text: str, *, tab: str = "    ") -> str:
    """Return `text` made visible as by `visible`, with its line feeds kept, for text of several lines.

    Args:
        text: Anything.
        tab: What stands for a tab; blanks by default, as the text is read rather than compared.

    Returns:
        Text that is safe to draw; CRLF counts as one line end.
    """
    return visible(text.replace("\r\n", "\n"), newline="\n", tab=tab)


def visible_in_place(line: str) -> str:
    """Return `line` made visible, one character for one character, with tabs kept.

    For an editor, where column N of what is drawn has to be column N of what is edited.

    Args:
        line: One line of an editor's text.

    Returns:
        A string of the same length; hidden characters and those without a picture become `�`.
    """
    if line.isascii() and line.isprintable():
        return line
    return _UNSAFE_EXCEPT_TAB.sub(lambda match: _pictured(match[0]) or _PLACEHOLDER, line)


def _pictured(character: str) -> str | None:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return _DELETE_PICTURE if code == 0x7F else None


def _spelled(character: str) -> str:
    picture = _pictured(character)
    if picture is not None:
        return picture
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
