"""How long to wait between attempts."""

import random
from collections.abc import Iterator

_FIRST_S = 0.2
_MOST_S = 5.0


def delays(jitter: random.Random | None = None) -> Iterator[float]:
    """Endless delays in seconds: 0.2 doubling to 5, each shortened by up to a quarter."""
    source = jitter or random.Random()
    delay = _FIRST_S
    while True:
        yield delay * source.uniform(0.75, 1.0)
        delay = min(_MOST_S, delay * 2)
