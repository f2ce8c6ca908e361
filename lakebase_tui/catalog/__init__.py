"""What is in a database: objects, the questions that find them, and what is kept of the answers."""
