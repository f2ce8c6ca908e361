"""Statements that make an object of the database again, as the server would write them."""
