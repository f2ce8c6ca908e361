"""What was run: kept on disk without its secrets, searched in full text. No widgets."""
