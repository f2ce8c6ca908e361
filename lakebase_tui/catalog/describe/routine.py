"""Functions, procedures and aggregates, described."""

from lakebase_tui.catalog.describe import shared, words
from lakebase_tui.catalog.describe.asking import Answers, Found, Row, role_ref
from lakebase_tui.catalog.describe.description import Description, Fact, Section, facts_of, sections_of
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef, routine_kind

PARTS = ("routine", "aggregate", "privileges", "used_by", "uses")
_AGGREGATE_KINDS = {"n": "", "o": "ordered-set", "h": "hypothetical-set"}
_MODIFIES = {"r": "read only", "s": "shareable", "w": "read write"}


def describe_routine(found: Found, answers: Answers) -> Description:
    """Describe a routine.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("routine")
    ref = ObjectRef(routine_kind(row["kind"]), row["schema"], row["name"], found.oid)
    facts = facts_of(
        ("Comment", row["comment"]),
        ("Arguments", row["arguments"] or "none"),
        ("Result", row["result"]),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        ("Language", row["language"]),
        *_behaviour(ref, row),
        ("Internal name", row["internal_name"]),
        ("Library", row["library"]),
        ("Extension", row["extension"]),
        *_aggregate_facts(answers.row("aggregate")),
        ("Oid", str(found.oid)),
    )
    return Description(
        ref,
        facts,
        sections_of(
            _source(row),
            shared.privileges_section(answers),
            shared.used_by_section(answers),
            shared.uses_section(answers),
        ),
    )


def _behaviour(ref: ObjectRef, row: Row) -> list[Fact]:
    is_function = ref.kind is ObjectKind.FUNCTION
    return [
        Fact("Kind", "window function" if row["kind"] == "w" else ""),
        Fact("Volatility", words.VOLATILITY.get(row["volatility"], "")),
        Fact("Parallel", words.PARALLEL.get(row["parallel"], "")),
        Fact("Security", "definer: runs as its owner" if row["is_security_definer"] else "invoker"),
        Fact("Leakproof", "yes" if row["is_leakproof"] else "no"),
        Fact("Strict", "yes: NULL for NULL" if row["is_strict"] else ""),
        Fact("Cost", f"{row['cost']:g}" if is_function else ""),
        Fact("Rows", f"{row['rows']:g}" if row["is_set"] else ""),
        Fact("Settings", words.options(row["settings"])),
        Fact("Support function", row["support"] or ""),
    ]


def _source(row: Row) -> Section | None:
    text = row["sql_body"] or row["source"]
    return Section("Source", text=text, is_sql=True) if text and row["kind"] != "a" else None


def _aggregate_facts(row: Row | None) -> list[Fact]:
    if row is None:
        return []
    has_final, has_moving = row["final"], row["moving_transition"]
    return [
        Fact("Kind", _AGGREGATE_KINDS.get(row["kind"], "")),
        Fact(
            "State", row["state_type"] + (f", about {row['state_size']} bytes" if row["state_size"] else "")
        ),
        Fact("Transition function", row["transition"]),
        Fact("Final function", has_final or ""),
        Fact("Final modifies", _MODIFIES.get(row["final_modify"], "") if has_final else ""),
        Fact("Combine function", row["combine"] or ""),
        Fact("Serial function", row["serial"] or ""),
        Fact("Deserial function", row["deserial"] or ""),
        Fact("Initial value", row["initial"] or ""),
        Fact("Sort operator", row["sort_operator"] or ""),
        Fact("Moving state", row["moving_state_type"] or ""),
        Fact("Moving functions", f"{has_moving}, {row['moving_inverse']}" if has_moving else ""),
        Fact("Moving final function", row["moving_final"] or ""),
        Fact("Moving initial value", row["moving_initial"] or ""),
    ]
