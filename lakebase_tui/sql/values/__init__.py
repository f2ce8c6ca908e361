"""What is inside of a value: its text read as a tree or as bytes, a piece at a time and never changed."""
