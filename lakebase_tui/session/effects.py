"""What a statement may leave behind in a session, read from its text.

The server is asked what is there (`snapshot.py`); the text only decides when to ask, which custom settings to
ask for, and what to name when the connection was lost before the server could be asked.
"""

import re
from functools import lru_cache

from lakebase_tui.sql.scanner import Kind, scan

_NEUTRAL = re.compile(
    r"""select|insert|update|delete|merge|values|table|with|show|fetch|move|explain|analyze|vacuum|truncate
    |comment|grant|revoke|refresh|reindex|cluster|checkpoint|notify|begin|start|commit|end|rollback|abort
    |savepoint|release""",
    re.X,
)
"""First words of statements that change nothing in the session, unless a function does it."""
_KNOWN_CALLS = re.compile(
    r"""
    # not calls at all: words that may stand before a parenthesis
    explain|over|in|exists|any|all|some|values|as|and|or|not|on|using|by|row|filter|within|distinct|limit|from|join
    |where|select|having|set|into|union|except|intersect|when|then|else|case|lateral|tablesample
    |numeric|decimal|varchar|char|character|varying|timestamp|interval|time|bit|partition
    # functions that people use all day, and that leave nothing behind
    |count|sum|avg|min|max|coalesce|nullif|greatest|least|now|lower|upper|length|substring|substr|trim|round
    |abs|ceil|floor|cast|extract|date_trunc|date_part|to_char|to_date|to_timestamp|to_number|generate_series
    |string_agg|array_agg|jsonb?_agg|row_number|rank|dense_rank|lag|lead|concat|concat_ws|replace|split_part
    |left|right|position|md5|random|pg_sleep|pg_backend_pid|version|current_database|current_setting|format
    |unnest|array_length|jsonb?_build_object|clock_timestamp|to_jsonb?|row_to_json|pg_size_pretty
    |pg_(?:total_)?relation_size|pg_database_size|regexp_replace|regexp_matches|percentile_cont
    |gen_random_uuid|lastval|nextval|currval
    """,
    re.X,
)
_CUSTOM = re.compile(
    r"\bset\s+(?:session\s+|local\s+)?((?:[a-z_][\w$]*|\"[^\"]+\")(?:\.(?:[a-z_][\w$]*|\"[^\"]+\"))+)", re.I
)
_CUSTOM_CALL = re.compile(r"\bset_config\s*\(\s*'([a-z_][\w$]*(?:\.[a-z_][\w$]*)+)'", re.I)
_TYPED = (
    (re.compile(r"^\s*set\s+(?!local\b|transaction\b)(?:session\s+)?([\w.\"]+)", re.I), "setting {}"),
    (
        re.compile(
            r"^\s*create\s+(?:local\s+|global\s+)?temp(?:orary)?\s+(\w+)\s+(?:if\s+not\s+exists\s+)?([\w.\"]+)",
            re.I,
        ),
        "temporary {} {}",
    ),
    (re.compile(r"^\s*prepare\s+(?!transaction\b)([\w\"]+)", re.I), "prepared statement {}"),
    (re.compile(r"^\s*listen\s+([\w\"]+)", re.I), "LISTEN {}"),
    (re.compile(r"\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(", re.I), "advisory locks"),
    (re.compile(r"^\s*declare\s+([\w\"]+).*\bwith\s+hold\b", re.I | re.S), "cursor {}"),
)


@lru_cache(maxsize=8)  # asked before a statement and after it
def may_change_session(sql: str) -> bool:
    """Whether the server must be asked what the session holds once `sql` ran. In doubt: yes."""
    first = ""
    word = ""
    for token in scan(sql):
        if token.kind is Kind.WORD:
            word = sql[token.start : token.end].lower()
            first = first or word
            if word in ("temp", "temporary"):
                return True
        elif token.kind is Kind.OPEN:
            # A call, or a list after a table's name: the word before it decides.
            if word and not _KNOWN_CALLS.fullmatch(word):
                return True
            word = ""
        elif token.kind is not Kind.COMMENT and sql[token.start : token.end].strip():
            quoted = sql[token.start : token.end].rstrip().endswith('"')
            word = '"' if quoted else ""
    return not _NEUTRAL.fullmatch(first)


def custom_settings(sql: str) -> frozenset[str]:
    """Names of custom settings that `sql` sets by name."""
    written = frozenset(name.replace('"', "") for name in _CUSTOM.findall(sql))
    return written | frozenset(_CUSTOM_CALL.findall(sql))


def typed(sql: str) -> tuple[str, ...]:
    """What `sql` would leave behind if it succeeded, each item in words."""
    return tuple(words.format(*match.groups()) for rule, words in _TYPED if (match := rule.search(sql)))


def mentions(sql: str, name: str) -> bool:
    """Whether `name` is written in `sql` as an identifier, quoted or not."""
    folded = re.escape(name)
    return (
        re.search(
            rf'(?<![\w$]){folded}(?![\w$])|"{re.escape(name.replace(chr(34), chr(34) * 2))}"', sql, re.I
        )
        is not None
    )
