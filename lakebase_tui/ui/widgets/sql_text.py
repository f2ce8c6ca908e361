"""SQL as coloured text to read, not to edit."""

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from rich.text import Text

from lakebase_tui.sql.highlight import Group, highlight
from lakebase_tui.sql.visible import visible_in_place

_LONGEST: Final = 300
"""Characters of a line that are drawn; values can be of megabytes."""
_MOST_LINES: Final = 60


def sql_text(sql: str, styles: Mapping[Group, Style]) -> Text:
    """Colour one statement.

    Args:
        sql: The statement; very long lines, and very many, are cut, and say so.
        styles: From `syntax_styles`.

    Returns:
        Text in which nothing is left that a terminal would act on.
    """
    lines = sql.replace("\r\n", "\n").split("\n")
    spans = highlight("\n".join(lines))
    text = Text(end="", no_wrap=False)
    for index, line in enumerate(lines[:_MOST_LINES]):
        drawn = Text(visible_in_place(line[:_LONGEST]).replace("\t", "⇥"))
        for start, end, group in spans[index] if index < len(spans) else ():
            if group in styles:
                drawn.stylize(styles[group], start, end)
        if len(line) > _LONGEST:
            drawn.append(f"… {len(line) - _LONGEST:,} more characters", "italic")
        text.append_text(drawn).append("\n" if index < min(len(lines), _MOST_LINES) - 1 else "")
    if len(lines) > _MOST_LINES:
        text.append(f"\n… {len(lines) - _MOST_LINES:,} more lines", "italic")
    return text
