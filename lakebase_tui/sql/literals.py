"""Values as SQL literals that mean exactly what they are, whatever `standard_conforming_strings` says."""


def quote_literal(text: str) -> str:
    """Write a text as a literal.

    Args:
        text: Anything but NUL characters, which no text of the server can hold.

    Returns:
        `'...'`, or `E'...'` where there is a backslash in it.

    Raises:
        ValueError: There is a NUL character in it.
    """
    if "\0" in text:
        raise ValueError("a text with a NUL character is no literal")
    quoted = text.replace("'", "''")
    if "\\" in quoted:
        return "E'" + quoted.replace("\\", "\\\\") + "'"
    return f"'{quoted}'"
