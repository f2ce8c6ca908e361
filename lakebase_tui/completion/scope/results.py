"""Columns of what functions give in a FROM, read from their signatures."""

from collections.abc import Callable, Sequence
from typing import Final

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import Column, Routine
from lakebase_tui.completion.syntax.from_items import FromItem, definitions_in, qualified_name
from lakebase_tui.completion.syntax.lexemes import lex
from lakebase_tui.completion.syntax.outline import Outline

_GIVES: Final = ("out ", "inout ")


def result_columns(
    routine: Routine, relation: Callable[[Sequence[str]], Relation | None]
) -> Sequence[Column] | None:
    """The columns of a function's result; None where it has only one value, or none that is known.

    Args:
        routine: The function.
        relation: Finds a table by its name, with or without its schema.
    """
    result = routine.result.removeprefix("SETOF ")
    if result.upper().startswith("TABLE("):
        outline = _outline(result)
        return definitions_in(outline, 2, outline.close(1))
    names, _ = qualified_name(_outline(result), 0)
    if names and (table := relation(names)) is not None:
        return table.columns
    outline = _outline(routine.arguments)
    given = [
        column
        for first, last in outline.parts(0, len(outline))
        if outline.words(first, last).lower().startswith(_GIVES)
        for column in definitions_in(outline, first, last)
    ]
    return given or None


def _outline(text: str) -> Outline:
    return Outline(text, list(lex(text)))


def table_function_columns(outline: Outline, item: FromItem) -> Sequence[Column] | None:
    """The columns that a JSON_TABLE or XMLTABLE says it has; None for any other function."""
    if item.names[-1] not in ("json_table", "xmltable"):
        return None
    end = outline.close(item.open)
    for index in outline.top(item.open + 1, end):
        if outline.key(index) == "columns":
            listed = index + 1
            if outline.key(listed) == "(":
                return definitions_in(outline, listed + 1, outline.close(listed))
            return definitions_in(outline, listed, end)
    return ()


def argument_names(routine: Routine) -> list[Column]:
    """The arguments that one can name when calling it, with their types."""
    outline = _outline(routine.arguments)
    return [
        column
        for first, last in outline.parts(0, len(outline))
        if last - first > 1 and outline.key(first) != "out"
        for column in definitions_in(outline, first, last)
        if column.type_name
    ]
