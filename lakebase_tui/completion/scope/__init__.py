"""What can be named at a place: tables, subqueries, functions and their columns."""
