"""Views and materialized views, made again."""

from lakebase_tui.catalog.ddl.columns import column_alterations, column_comments
from lakebase_tui.catalog.ddl.guards import guard_statements
from lakebase_tui.catalog.ddl.indexes import index_comments, index_uses
from lakebase_tui.catalog.ddl.statements import comment_on, grants, owner_of, with_options
from lakebase_tui.catalog.ddl.table import index_statements, statistics_statements, storage_clauses
from lakebase_tui.catalog.describe.asking import Answers
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


def view_groups(answers: Answers) -> list[list[str]]:
    """Make a view with its defaults, triggers and rules.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row = answers.main("relation")
    name = quote_qualified(row["schema"], row["name"])
    options = with_options(row["options"])
    head = f"CREATE VIEW {name}{f' WITH ({options})' if options else ''} AS"
    defaults = [
        f"ALTER VIEW {name} ALTER COLUMN {quote_ident(column['name'])} SET DEFAULT {column['default_value']}"
        for column in answers.rows("columns")
        if column["default_value"] is not None
    ]
    return [
        [f"{head}\n{_query(answers)}"],
        [*defaults, *guard_statements(name, row, answers)],
        [*comment_on(f"VIEW {name}", row["comment"]), *column_comments(name, answers)],
        [*owner_of(f"VIEW {name}", row["owner"]), *grants(f"TABLE {name}", answers.rows("privileges"))],
    ]


def materialized_view_groups(answers: Answers) -> list[list[str]]:
    """Make a materialized view with its indexes; it is filled if this one is.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row = answers.main("relation")
    name = quote_qualified(row["schema"], row["name"])
    alter = f"ALTER MATERIALIZED VIEW {name}"
    data = "WITH DATA" if row["is_populated"] else "WITH NO DATA"
    made = "\n".join([f"CREATE MATERIALIZED VIEW {name}", *storage_clauses(row), "AS", _query(answers), data])
    indexes = answers.rows("indexes")
    return [
        [made],
        column_alterations(alter, answers, inherited=False),
        [*index_statements(answers), *(use for index in indexes for use in index_uses(alter, index))],
        statistics_statements(row, answers),
        [
            *comment_on(f"MATERIALIZED VIEW {name}", row["comment"]),
            *column_comments(name, answers),
            *(comment for index in indexes for comment in index_comments(index)),
        ],
        [
            *owner_of(f"MATERIALIZED VIEW {name}", row["owner"]),
            *grants(f"TABLE {name}", answers.rows("privileges")),
        ],
    ]


def _query(answers: Answers) -> str:
    return str(answers.main("view")["definition"]).rstrip().removesuffix(";")
