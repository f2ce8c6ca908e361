"""Read all of a database's objects: what one sees first comes first, and the event loop stays free."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing

from lakebase_tui.catalog.building import Builder
from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.pace import Pace, batches
from lakebase_tui.catalog.questions import Ask, Question, Row, answers

_STAGES: tuple[tuple[Question, ...], ...] = (
    (Question.SCHEMAS, Question.RELATIONS),
    (Question.COLUMNS,),
    (Question.ROUTINES, Question.TYPES),
    (
        Question.FOREIGN_KEYS,
        Question.SETTINGS,
        Question.ROLES,
        Question.DATABASES,
        Question.EXTENSIONS,
    ),
)

Record = Callable[[Question, Sequence[Row]], None]
"""Told of each answer as the server gave it."""


async def read_catalogue(
    ask: Ask, on_part: Callable[[Catalogue], None] | None = None, record: Record | None = None
) -> Catalogue:
    """Ask for everything.

    Args:
        ask: Asks the server one question.
        on_part: Told what is known so far: with schemas and relations, with columns, with routines and types.
        record: Told of each answer.

    Raises:
        LakebaseTuiError: The server could not be asked.
        ValueError: It gave an answer of another form than asked for.
    """
    builder, pace = Builder(), Pace()
    for stage in _STAGES:
        for question in stage:
            await _read(ask, question, builder, pace, record)
        if on_part is not None and stage is not _STAGES[-1]:
            on_part(builder.catalogue())
    return builder.catalogue()


async def rebuild(
    recorded: AsyncIterator[tuple[Question, Sequence[Row]]], on_part: Callable[[Catalogue], None]
) -> Catalogue:
    """Make a catalogue of answers that were recorded, in their order.

    Args:
        recorded: The answers.
        on_part: As for `read_catalogue`.

    Raises:
        ValueError: They are of another form than the questions ask for.
    """
    builder, pace, stage = Builder(), Pace(), _STAGES[0]
    async for question, rows in recorded:
        if question not in stage:
            on_part(builder.catalogue())
            stage = next(each for each in _STAGES if question in each)
        await _take(builder, pace, question, rows)
    return builder.catalogue()


async def _read(ask: Ask, question: Question, builder: Builder, pace: Pace, record: Record | None) -> None:
    async with aclosing(answers(ask, question)) as parts:
        async for rows in parts:
            if record is not None:
                record(question, rows)
            await _take(builder, pace, question, rows)


async def _take(builder: Builder, pace: Pace, question: Question, rows: Sequence[Row]) -> None:
    for batch in batches(rows):
        builder.take(question, batch)
        await pace.breathe()
