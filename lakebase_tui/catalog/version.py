"""Whether the schema is the one that is known."""

from dataclasses import dataclass

from lakebase_tui.catalog.questions import Ask, Question


@dataclass(frozen=True, slots=True)
class Version:
    """How a database stood at one moment."""

    schema: str
    """Another after DDL that matters here, the same after anything else."""
    moment: str
    """Which transactions had ended; empty where a replica cannot tell.

    The same at two moments: nothing was written between them, on the whole server.
    """


async def ask_version(ask: Ask) -> Version:
    """How the database stands now.

    Asked before the objects, it makes DDL that comes between the two show at the next look. Asked after them,
    it tells of them only if the moment is still that of the first answer.

    Raises:
        LakebaseTuiError: The server could not be asked.
        ValueError: It gave an answer of another form than asked for.
    """
    ((schema, moment),) = await ask(Question.VERSION.sql)
    return Version(schema or "", moment or "")
