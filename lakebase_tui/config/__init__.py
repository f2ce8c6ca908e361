"""Paths, settings, machine-written state and secrets. Imports nothing of ours but errors."""
