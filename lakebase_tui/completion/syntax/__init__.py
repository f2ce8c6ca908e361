"""How a statement reads, finished or not: lexemes, parentheses, clauses, what is being typed."""
