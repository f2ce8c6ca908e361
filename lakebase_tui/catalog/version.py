"""Whether the schema is the one that is known."""

from lakebase_tui.catalog.questions import Ask, Question


async def ask_version(ask: Ask) -> str:
    """A text that is another after DDL that matters here, and the same after anything else.

    Ask it before the objects: DDL between the two then makes the next look find another version, not none.

    Raises:
        LakebaseTuiError: The server could not be asked.
    """
    rows = await ask(Question.VERSION.sql)
    return (rows[0][0] or "") if rows else ""
