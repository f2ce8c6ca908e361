"""What is said of a tab."""

from lakebase_tui.config.buffers import Buffer
from lakebase_tui.sql.visible import visible


def moved_words(title: str, buffer: Buffer, here: str) -> str:
    """What was written for one branch is not to meet another one in silence.

    Args:
        title: What the tab is called.
        buffer: As it was kept.
        here: The label of the target that the tab has now.

    Returns:
        A sentence; empty where there is nothing to say.
    """
    if not buffer.text.strip() or buffer.target in ("", here):
        return ""
    return visible(f"{title} was on {buffer.target} when it was kept; now it is on {here}.")
