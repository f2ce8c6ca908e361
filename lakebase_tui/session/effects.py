"""What a statement leaves behind in a session, so that a loss can be named."""

import re

_RULES = (
    (re.compile(r"^\s*set\s+(?!local\b|transaction\b)(?:session\s+)?([\w.\"]+)", re.I), "setting {}"),
    (
        re.compile(
            r"^\s*create\s+(?:local\s+|global\s+)?temp(?:orary)?\s+\w+\s+(?:if\s+not\s+exists\s+)?([\w.\"]+)",
            re.I,
        ),
        "temporary {}",
    ),
    (re.compile(r"^\s*prepare\s+(?!transaction\b)([\w\"]+)", re.I), "prepared statement {}"),
    (re.compile(r"^\s*listen\s+([\w\"]+)", re.I), "LISTEN {}"),
    (re.compile(r"\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(", re.I), "advisory locks"),
    (re.compile(r"^\s*declare\s+([\w\"]+).*\bwith\s+hold\b", re.I | re.S), "cursor {}"),
)
_CLEARING = re.compile(r"^\s*(?:discard\s+all|reset\s+all)\b", re.I)


def after(held: tuple[str, ...], sql: str) -> tuple[str, ...]:
    """What the session holds once `sql` ran, each item in words; order of appearance, no repeats."""
    if _CLEARING.match(sql):
        return ()
    found = [words.format(*match.groups()) for rule, words in _RULES if (match := rule.search(sql))]
    return held + tuple(item for item in found if item not in held)
