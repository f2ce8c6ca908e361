"""The objects of a database as a tree that unfolds: what is shown at once, asked for, found."""
