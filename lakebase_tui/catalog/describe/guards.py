"""What acts on rows as they come and go: triggers, policies and rules, as sections and by themselves."""

import re

from lakebase_tui.catalog.describe import words
from lakebase_tui.catalog.describe.asking import Answers, Found, Row, part_ref, ref_in
from lakebase_tui.catalog.describe.description import Description, Fact, Section, facts_of, sections_of, table
from lakebase_tui.catalog.describe.shared import line, told
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.sql.identifiers import quote_ident

_LINE_END = re.compile(r"\s*\n\s*")


def _without_name(definition: str, name: str) -> str:
    """A definition from what follows the name on."""
    quoted = quote_ident(name)
    return (
        definition[definition.index(quoted) + len(quoted) :].strip() if quoted in definition else definition
    )


def triggers_section(answers: Answers) -> Section | None:
    """Triggers, and whether they fire."""
    lines = [
        line(
            quote_ident(row["ref_name"]),
            _without_name(row["definition"], row["ref_name"]),
            _trigger_state(row),
            row["copied_from"] and f"ON TABLE {row['copied_from']}",
            row["comment"],
            target=part_ref(ObjectKind.TRIGGER, row),
        )
        for row in answers.rows("triggers")
    ]
    section = table("Triggers", ("Trigger", "Definition", "Fires", "Copied from", "Comment"), lines)
    return told(answers, "triggers", "Triggers", section)


def _trigger_state(row: Row) -> str:
    internal = "internal" if row["is_internal"] and not row["is_copy"] else ""
    return ", ".join(filter(None, (words.ENABLED.get(row["enabled"], ""), internal)))


def policies_section(answers: Answers) -> Section | None:
    """Row security policies."""
    lines = [
        line(
            quote_ident(row["ref_name"]),
            _mode(row),
            words.COMMANDS.get(row["command"], ""),
            _roles(row),
            row["using_expression"],
            row["check_expression"],
            row["comment"],
            target=part_ref(ObjectKind.POLICY, row),
        )
        for row in answers.rows("policies")
    ]
    titles = ("Policy", "Mode", "For", "Roles", "Using", "With check", "Comment")
    return told(answers, "policies", "Policies", table("Policies", titles, lines))


def _mode(row: Row) -> str:
    return "permissive" if row["is_permissive"] else "RESTRICTIVE"


def _roles(row: Row) -> str:
    return "PUBLIC" if row["is_for_all"] else ", ".join(map(quote_ident, row["roles"] or ()))


def rules_section(answers: Answers) -> Section | None:
    """Rules that rewrite statements."""
    lines = [
        line(
            quote_ident(row["name"]),
            _LINE_END.sub(" ", _without_name(row["definition"], row["name"])),
            words.ENABLED.get(row["enabled"], ""),
            row["comment"],
        )
        for row in answers.rows("rules")
    ]
    return told(answers, "rules", "Rules", table("Rules", ("Rule", "Definition", "Fires", "Comment"), lines))


def describe_trigger(found: Found, answers: Answers) -> Description:
    """Describe one trigger.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("triggers")
    routine, owner = ref_in(row, "routine_", "pg_proc"), ref_in(row, "table_")
    facts = facts_of(
        ("Comment", row["comment"]),
        Fact("Table", owner.quoted if owner else "", owner),
        Fact("Function", routine.quoted if routine else "", routine),
        ("Fires", words.ENABLED.get(row["enabled"]) or "as usual"),
        ("Copied from", row["copied_from"]),
        ("Oid", str(found.oid)),
    )
    definition = Section("Definition", text=row["definition"], is_sql=True)
    return Description(part_ref(ObjectKind.TRIGGER, row), facts, sections_of(definition))


def describe_policy(found: Found, answers: Answers) -> Description:
    """Describe one policy.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("policies")
    owner = ref_in(row, "table_")
    facts = facts_of(
        ("Comment", row["comment"]),
        Fact("Table", owner.quoted if owner else "", owner),
        ("Row security", "enabled" if row["row_security"] else "disabled: the policy does nothing"),
        ("Mode", _mode(row)),
        ("For", words.COMMANDS.get(row["command"], "")),
        ("Roles", _roles(row)),
        ("Oid", str(found.oid)),
    )
    using, check = row["using_expression"], row["check_expression"]
    return Description(
        part_ref(ObjectKind.POLICY, row),
        facts,
        sections_of(
            Section("Using", text=using, is_sql=True) if using else None,
            Section("With check", text=check, is_sql=True) if check else None,
        ),
    )


def describe_constraint(found: Found, answers: Answers) -> Description:
    """Describe one constraint of a table or domain.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("constraints")
    owner, other = ref_in(row, "table_"), ref_in(row, "other_")
    deferred = "initially deferred" if row["is_deferred"] else "initially immediate"
    facts = facts_of(
        ("Comment", row["comment"]),
        ("Kind", _CONSTRAINTS.get(row["type"], row["type"])),
        Fact("Table", owner.quoted, owner) if owner else _domain_fact(row),
        Fact("References", other.quoted if other else "", other),
        ("Index", row["index_name"]),
        ("Deferrable", f"yes, {deferred}" if row["is_deferrable"] else "no"),
        ("Validated", "yes" if row["is_validated"] else "no: rows from before may break it"),
        ("Enforced", "" if row["is_enforced"] else "no"),
        ("Inherited", words.yes(bool(row["parents"]))),
        ("Oid", str(found.oid)),
    )
    definition = Section("Definition", text=row["definition"], is_sql=True)
    return Description(part_ref(ObjectKind.CONSTRAINT, row), facts, sections_of(definition))


def _domain_fact(row: Row) -> Fact:
    domain = ObjectRef(ObjectKind.DOMAIN, row["ref_schema"], row["ref_table"])
    return Fact("Domain", domain.quoted, domain)


_CONSTRAINTS = {
    "c": "check",
    "f": "foreign key",
    "p": "primary key",
    "u": "unique",
    "x": "exclusion",
    "n": "not null",
    "t": "constraint trigger",
}
