"""The one door that text passes before it is written where secrets must not be.

No rule looks at a character more than a bounded number of times: texts can be of megabytes.
"""

import re
from typing import Final

from lakebase_tui.config.secret import living_secrets

STARS: Final = "***"
"""Stands where a secret was."""

_SHORTEST_KNOWN: Final = 4
"""A shorter secret is not looked for: the text would be stars where it says nothing secret."""

SECRET_WORDS: Final = (
    "passw(?:or)?d|passphrase|pwd|token|secret|api[_-]?key|access_?key|private_?key|credential|authorization"
)
"""Pattern, in small letters, of what a name that stands for a secret has in it."""
_ABOUT_A_SECRET: Final = re.compile(
    r"[_-](?:id|ids|type|kind|count|name|at|on|by|status|state|length|limit|version|policy|scope|expiry"
    r"|expires|valid)$"
)

TOKENS: Final = (
    r"\beyJ[\w-]{4,}(?:\.[\w-]*)*"
    r"|\b(?:dapi|dose|dkea|doat|dsapi)[0-9a-zA-Z-]{8,}"
    r"|\b(?:AKIA|gh[a-z]_|github_pat_|glpat-|xox[a-z]-|[sr]k_live_)[0-9a-zA-Z_-]{12,}"
)
"""Pattern of tokens that are known by their form: JWTs, those of Databricks, and of who else marks them."""

_QUOTED: Final = r"""(?:"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.|'')*+'?)"""
_BETWEEN: Final = r"(?:\s|--[^\n]{0,500}+\n|/\*(?:[^*]|\*(?!/)){0,500}+\*/){0,99}+"
"""White space and comments."""

_RULES: Final = (
    (re.compile(r"(?i)\b(authorization[\"']?\s{0,9}[:=]\s{0,9}[\"']?)(?:\w+ )?[^\s'\",;]+"), rf"\1{STARS}"),
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[^\s'\",;]+"), rf"\1\2{STARS}"),
    # curl -u ana:x
    (re.compile(r"(?<!\S)(-u|--user)(=|\s{1,9})([^\s:'\"]{1,99}:)[^\s'\"]+"), rf"\1\2\3{STARS}"),
    # password=x, password = 'x y', "token": "x", 'client_secret': 'x'
    (
        re.compile(
            rf"(?i)((?:{SECRET_WORDS})[\w-]{{0,60}}+[\"']?\s{{0,99}}+(?:=>|=|:)\s{{0,99}}+)"
            rf"(?:{_QUOTED}|[^\s,;)\]}}&'\"]++)"
        ),
        rf"\1{STARS}",
    ),
    # ALTER ROLE app PASSWORD 'x'
    (re.compile(rf"(?i)(\bpassword{_BETWEEN})(?:[eu]&?)?{_QUOTED}"), rf"\1{STARS}"),
    (re.compile(rf"(?is)(\bpassword{_BETWEEN})\$(\w{{0,63}}+)\$.*?(?:\$\2\$|\Z)"), rf"\1{STARS}"),
    (re.compile(TOKENS), STARS),
    (re.compile(r"(?s)-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}-----|\Z)"), STARS),
)
_AUTHORITY: Final = re.compile(r"://([^\s'\"]++)")


def redacted(text: str) -> str:
    """Put `***` in place of every secret: those that the program holds, and what looks like one.

    It rather takes too much than too little, and never raises.
    """
    text = without_living_secrets(text, _SHORTEST_KNOWN)
    text = _AUTHORITY.sub(_without_userinfo, text)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def without_living_secrets(text: str, shortest: int) -> str:
    """Put `***` in place of the secrets that the program holds, if they have at least so many characters."""
    for secret in sorted(living_secrets(), key=len, reverse=True):
        if len(secret) >= shortest:
            text = text.replace(secret, STARS)
    return text


def names_secret(name: str) -> bool:
    """Whether what is called so is a secret: `password`, `app.jwt_token`, but not `token_id`."""
    small = name.lower()
    return re.search(SECRET_WORDS, small) is not None and _ABOUT_A_SECRET.search(small) is None


def _without_userinfo(match: re.Match[str]) -> str:
    """postgresql://ana:pa/ss@wd@host: whatever stands before the last @ of the word."""
    _, at, rest = match[1].rpartition("@")
    return f"://{STARS}@{rest}" if at else match[0]
