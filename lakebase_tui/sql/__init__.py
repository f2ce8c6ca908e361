"""Pure text: statements and their structure, names, and the one door that makes untrusted text visible."""

from lakebase_tui.sql.statements import Statement, split_statements, statement_at
from lakebase_tui.sql.visible import visible, visible_lines

__all__ = ["Statement", "split_statements", "statement_at", "visible", "visible_lines"]
