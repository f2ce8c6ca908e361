"""A table in GitHub's Markdown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Values, encoded, joined
from lakebase_tui.query.rows import Row

_SYNTAX = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\r\n]|\Z)"  # a backslash that would escape what follows, or our own bar
    r"|[|`*\[\]~]"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)"  # a tag, an autolink, a character reference
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis; inside of a word it is none
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_SOME = re.compile(r"[\\|`*\[\]~<&_\r\n]")


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    """How a Markdown table is written."""

    null: str = ""
    """What stands in a NULL's cell, as Markdown."""


class MarkdownFormat:
    """Writes one result as a table; a table always has its header.

    What Markdown would read as syntax is escaped, and line ends are `<br>`: the rendered text is the value.
    """

    def __init__(self, options: MarkdownOptions | None = None) -> None:
        self._null = (options or MarkdownOptions()).null
        self._template = ""
        self._count = 0

    def begin(self, columns: Sequence[Column]) -> str:
        """The names, and the line that says which columns stand at the right."""
        self._count = len(columns)
        if not columns:
            return ""
        self._template = "| " + " | ".join(["%s"] * len(columns)) + " |\n"
        names = self._template % tuple(escaped(column.name) for column in columns)
        return names + self._template % tuple("---:" if each.align_right else "---" for each in columns)

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a row; nothing for a result without columns."""
        return "".join(map(self._template.__mod__, encoded(rows, [self._cells] * self._count)))

    def end(self, total: int) -> str:
        """Nothing."""
        return ""

    def _cells(self, values: Values) -> Sequence[str]:
        texts, text, nulls = joined(values)
        if _SOME.search(text):
            texts = [escaped(each) for each in texts]
        if nulls and self._null:
            return [self._null if value is None else each for value, each in zip(values, texts, strict=True)]
        return texts


def escaped(text: str) -> str:
    """A text as a cell of a Markdown table that shows it."""
    return _LINE_END.sub("<br>", _SYNTAX.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text))


_ENTITIES = {"<": "&lt;", "&": "&amp;"}
