"""lakebase_tui: a terminal client for Databricks Lakebase."""

__version__ = "0.1.0"
