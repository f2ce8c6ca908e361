"""A statement with its lines and indents put in order, by sqlparse, and nothing else of it changed.

sqlparse does not know all of Postgres: it takes `#` for a comment and backslashes for escapes. So what comes
out is compared with what went in, token by token, and is thrown away where it means something else. Keywords
keep their case: which words are keywords, sqlparse does not know well enough.
"""

import re
from collections.abc import Iterator
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.scanner import Kind, scan

_LONGEST: Final = 50_000
"""Characters of a statement that is formatted; sqlparse takes seconds for more."""
_INDENT: Final = 2
_WIDTH: Final = 80
"""Up to this column, the members of a list stay on one line."""
_LEXEME: Final = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<word>[uU]&(?=['"]) | [0-9][0-9_]*+(?:\.[0-9_]*+)?[eE][-+]?[0-9]+ | \.[0-9_]++[eE][-+]?[0-9]+)
  | (?P<literal>'[^']*+' | "[^"]*+")
  | (?P<operator>[-+*/<>=~!@\#%^&|`?:]+)
  | (?P<mark>[()\[\]{},;])
  | (?P<rest>[^\s'"()\[\]{},;\-+*/<>=~!@\#%^&|`?:]+)
    """,
    re.X,
)
_GLUED: Final = frozenset(("literal", "word", "rest"))
"""What is one thing with another of these where there is no blank between them."""


class UnformattableError(LakebaseTuiError):
    """A statement cannot be formatted."""


def format_statement(sql: str) -> str:
    """Put the lines and indents of a statement in order; keywords keep their case, comments stay.

    Args:
        sql: One statement, without blanks around it.

    Returns:
        The statement, of the very same tokens.

    Raises:
        UnformattableError: It is too long or nested too deep, or would not be the same afterwards.
    """
    if len(sql) > _LONGEST:
        raise UnformattableError("The statement is too long to be formatted.", "It stays as it is.")
    import sqlparse
    from sqlparse.exceptions import SQLParseError

    meant = list(_meaning(sql))
    for spaces in (True, False):
        try:
            formatted = sqlparse.format(
                sql, reindent=True, indent_width=_INDENT, wrap_after=_WIDTH, use_space_around_operators=spaces
            )
        except SQLParseError as error:
            why = "The statement is nested too deep, or has too many parts, to be formatted."
            raise UnformattableError(why, "It stays as it is.") from error
        # Blanks at the end of a line may be part of a literal.
        tidy = "\n".join(line.rstrip(" \t") for line in formatted.strip().split("\n"))
        for result in (tidy, formatted.strip()):
            if list(_meaning(result)) == meant:
                return result
    why = "The statement cannot be formatted without changing what it says."
    raise UnformattableError(why, "It stays as it is.")


def _meaning(sql: str) -> Iterator[tuple[str, str]]:
    """The tokens of a statement, each with the blank before it as far as that tells one token from two."""
    before, gap = "mark", ""
    for kind, text in _lexemes(sql):
        if kind == "blank":
            gap = "\n" if "\n" in text or gap == "\n" else " "
            continue
        tells = (before in _GLUED and kind in _GLUED) or (before == kind == "operator")
        # Only a line break lets one literal go on in the next.
        yield (gap if before == kind == "literal" else gap and " ") if tells else "", text
        before, gap = kind, ""


def _lexemes(sql: str) -> Iterator[tuple[str, str]]:
    for token in scan(sql, words=False):
        if token.kind in (Kind.QUOTED, Kind.COMMENT):
            yield "literal" if token.kind is Kind.QUOTED else "comment", sql[token.start : token.end]
        else:
            for found in _LEXEME.finditer(sql, token.start, token.end):
                yield found.lastgroup or "", found[0]
