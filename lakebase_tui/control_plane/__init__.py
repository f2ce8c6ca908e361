"""Databricks in our words; the only user of databricks-sdk, on daemon threads of its own."""
