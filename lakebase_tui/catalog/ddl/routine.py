"""Functions, procedures and aggregates, made again."""

from typing import Final

from lakebase_tui.catalog.ddl.statements import comment_on, grants, owner_of
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.catalog.describe.words import PARALLEL
from lakebase_tui.sql.identifiers import quote_qualified
from lakebase_tui.sql.literals import safe_literal

ROUTINE_PARTS: Final = ("routine", "aggregate", "privileges")
_WORDS: Final = {"p": "PROCEDURE", "a": "AGGREGATE"}
_MODIFIES: Final = {"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}
_ORDER_BY: Final = "ORDER BY "


def routine_groups(answers: Answers) -> list[list[str]]:
    """Make a routine.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("routine")
    word = _WORDS.get(row["kind"], "FUNCTION")
    name = quote_qualified(row["schema"], row["name"])
    is_aggregate = row["kind"] == "a"
    what = f"{word} {name}({row['signature'] or ('*' if is_aggregate else '')})"
    granted = f"FUNCTION {name}({_plain(row['signature'])})" if is_aggregate else what
    made = _create_aggregate(name, row, answers) if is_aggregate else str(row["definition"]).rstrip()
    return [
        [made],
        [
            *comment_on(what, row["comment"]),
            *owner_of(what, row["owner"]),
            *grants(granted, answers.rows("privileges")),
        ],
    ]


def _plain(signature: str) -> str:
    """The arguments of an ordered-set aggregate as those of a function."""
    return signature.removeprefix(_ORDER_BY).replace(f" {_ORDER_BY}", ", ", 1)


def _create_aggregate(name: str, row: Row, answers: Answers) -> str:
    aggregate = answers.main("aggregate")
    options = [*_state_options(aggregate), *_moving_options(aggregate)]
    if aggregate["sort_operator"]:
        options.append(f"SORTOP = OPERATOR({aggregate['sort_operator']})")
    if aggregate["parallel"] != "u":
        options.append(f"PARALLEL = {PARALLEL[aggregate['parallel']].upper()}")
    if aggregate["kind"] == "h":
        options.append("HYPOTHETICAL")
    return f"CREATE AGGREGATE {name}({row['arguments'] or '*'}) (\n    " + ",\n    ".join(options) + "\n)"


def _state_options(row: Row) -> list[str]:
    final = row["final"]
    options = (
        ("SFUNC", row["transition"]),
        ("STYPE", row["state_type"]),
        ("SSPACE", row["state_size"] or None),
        ("FINALFUNC", final),
        ("FINALFUNC_MODIFY", _modify(row["final_modify"], row) if final else None),
        ("COMBINEFUNC", row["combine"]),
        ("SERIALFUNC", row["serial"]),
        ("DESERIALFUNC", row["deserial"]),
        ("INITCOND", safe_literal(row["initial"]) if row["initial"] is not None else None),
    )
    extra = ["FINALFUNC_EXTRA"] if row["final_extra"] else []
    return [*(f"{name} = {value}" for name, value in options if value is not None), *extra]


def _moving_options(row: Row) -> list[str]:
    if row["moving_transition"] is None:
        return []
    final = row["moving_final"]
    options = (
        ("MSFUNC", row["moving_transition"]),
        ("MINVFUNC", row["moving_inverse"]),
        ("MSTYPE", row["moving_state_type"]),
        ("MSSPACE", row["moving_state_size"] or None),
        ("MFINALFUNC", final),
        ("MFINALFUNC_MODIFY", _modify(row["moving_final_modify"], row) if final else None),
        ("MINITCOND", safe_literal(row["moving_initial"]) if row["moving_initial"] is not None else None),
    )
    extra = ["MFINALFUNC_EXTRA"] if row["moving_final_extra"] else []
    return [*(f"{name} = {value}" for name, value in options if value is not None), *extra]


def _modify(code: str, row: Row) -> str | None:
    return _MODIFIES[code] if code != row["default_modify"] else None
