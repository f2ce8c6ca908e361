"""The one door that text passes before it is written where secrets must not be."""

import re
from typing import Final

from lakebase_tui.config.secret import living_secrets

_SHORTEST_KNOWN: Final = 4
"""A shorter secret is not looked for: the text would be stars where it says nothing secret."""

_QUOTED: Final = r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.|'')*'?)"""
_NAMES: Final = r"[\w-]*(?:passw(?:or)?d|passphrase|pwd|token|secret|api_?key|credential|authorization)[\w-]*"

_RULES: Final = (
    # postgresql://ana:pa/ss@wd@host: whatever stands before the last @ of the word.
    (re.compile(r"(\b\w[\w+.-]*://)[^\s'\"]+@"), r"\1***@"),
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[^\s'\",;]+"), r"\1\2***"),
    # password=x, password = 'x y', "token": "x", 'client_secret': 'x'
    (re.compile(rf"(?i)({_NAMES}[\"']?\s*(?:=>|=|:)\s*)(?:{_QUOTED}|[^\s,;)\]}}&'\"]+)"), r"\1***"),
    # ALTER ROLE app PASSWORD 'x'
    (re.compile(rf"(?i)(\bpassword\s+)(?:[eEuU]&?)?{_QUOTED}"), r"\1***"),
    (re.compile(r"(?i)(\bpassword\s+)\$(\w*)\$.*?(?:\$\2\$|\Z)", re.DOTALL), r"\1***"),
    (re.compile(r"\beyJ[\w-]{4,}(?:\.[\w-]*)*"), "***"),
    (re.compile(r"\b(?:dapi|dose|dkea|doat|dsapi)[0-9a-zA-Z-]{8,}"), "***"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL), "***"),
)


def redacted(text: str) -> str:
    """Put `***` in place of every secret: those that the program holds, and what looks like one.

    It rather takes too much than too little, and never raises.
    """
    for secret in sorted(living_secrets(), key=len, reverse=True):
        if len(secret) >= _SHORTEST_KNOWN:
            text = text.replace(secret, "***")
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
