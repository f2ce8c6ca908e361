"""Charts as lines of text: pure functions of numbers and sizes, with marks that any terminal has."""
