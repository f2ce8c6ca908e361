"""How rows are written as text: for a clipboard, a file or a pipe. No I/O here."""
