"""The candidates of each kind, made from the catalogue and the statement."""
