"""What the values of a column are like, and what a chart of them needs, in bounded memory."""
