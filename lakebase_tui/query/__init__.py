"""Run statements, stream into a result store, cancel. No widgets."""
