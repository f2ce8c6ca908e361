"""Editing rows in place: whether they can be, what is pending, and how it is applied. No widgets."""
