"""Keys as in Vim for the SQL editor: an engine that knows no screen, and what ties it to an editor."""
