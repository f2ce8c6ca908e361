"""Triggers, rules and policies, made again."""

from typing import Final

from lakebase_tui.catalog.ddl.statements import comment_on
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.catalog.describe.words import COMMANDS
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

_STATES: Final = {"D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


def trigger_statements(row: Row) -> list[str]:
    """Make a trigger, in its state; of one that a partition has from above, only the state."""
    if row["is_internal"] and not row["is_copy"]:
        return []  # it belongs to a foreign key
    table = quote_qualified(row["ref_schema"], row["ref_table"])
    name = quote_ident(row["ref_name"])
    statements = [] if row["is_copy"] else [str(row["definition"])]
    if row["enabled"] in _STATES:
        statements.append(f"ALTER TABLE {table} {_STATES[row['enabled']]} TRIGGER {name}")
    return statements + comment_on(f"TRIGGER {name} ON {table}", row["comment"])


def rule_statements(relation: str, row: Row) -> list[str]:
    """Make a rule, in its state; `relation` is the quoted name of its table or view."""
    name = quote_ident(row["name"])
    statements = [str(row["definition"]).rstrip().removesuffix(";")]
    if row["enabled"] in _STATES:
        statements.append(f"ALTER TABLE {relation} {_STATES[row['enabled']]} RULE {name}")
    return statements + comment_on(f"RULE {name} ON {relation}", row["comment"])


def policy_statements(row: Row) -> list[str]:
    """Make a row security policy."""
    table, name = quote_qualified(row["ref_schema"], row["ref_table"]), quote_ident(row["ref_name"])
    roles = ", ".join("PUBLIC" if row["is_for_all"] else quote_ident(role) for role in row["roles"])
    parts = [
        f"CREATE POLICY {name} ON {table}",
        "" if row["is_permissive"] else "AS RESTRICTIVE",
        f"FOR {COMMANDS[row['command']]} TO {roles}",
        f"USING ({row['using_expression']})" if row["using_expression"] is not None else "",
        f"WITH CHECK ({row['check_expression']})" if row["check_expression"] is not None else "",
    ]
    return [" ".join(filter(None, parts)), *comment_on(f"POLICY {name} ON {table}", row["comment"])]


def trigger_groups(answers: Answers) -> list[list[str]]:
    """A trigger by itself.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("triggers")
    return [trigger_statements({**row, "is_internal": False, "is_copy": False})]


def policy_groups(answers: Answers) -> list[list[str]]:
    """A policy by itself.

    Raises:
        LakebaseTuiError: It is gone.
    """
    return [policy_statements(answers.main("policies"))]


def guard_statements(table: str, row: Row, answers: Answers) -> list[str]:
    """All that acts on the rows of a table.

    Args:
        table: Its quoted name.
        row: Of `pg_class`.
        answers: All that was asked about it.
    """
    statements = [each for trigger in answers.rows("triggers") for each in trigger_statements(trigger)]
    statements += [each for rule in answers.rows("rules") for each in rule_statements(table, rule)]
    if row["row_security"]:
        statements.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    if row["row_security_forced"]:
        statements.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return statements + [each for policy in answers.rows("policies") for each in policy_statements(policy)]
