"""Statements from the command line and from files, run without a screen, with psql's meanings and output."""
