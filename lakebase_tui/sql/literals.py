r"""Values as literals of SQL, to be read back exactly.

Backslashes mean nothing in `'...'`: `standard_conforming_strings` is on everywhere since PostgreSQL 9.1.
"""

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
"""What gets lost or does something on its way through an editor, a terminal or a file; line feeds do not."""

_NEEDS_ESCAPE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\\]")
_ESCAPES: Final = {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\r": r"\r", "\t": r"\t"}


def quote_literal(text: str) -> str:
    r"""Write a text as a literal: `'it''s'`, or `E'a\tb'` where there are control characters in it."""
    doubled = text.replace("'", "''")
    if not _CONTROL.search(text):
        return f"'{doubled}'"
    return "E'" + _NEEDS_ESCAPE.sub(_escape, doubled) + "'"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\x{ord(match[0]):02x}"
