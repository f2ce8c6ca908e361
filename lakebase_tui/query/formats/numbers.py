"""Texts of the server that are numbers in other languages too, digit by digit."""

import re
from typing import Final

PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
"""What every reader takes for a number; not `NaN`, `Infinity` or money."""

JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
"""JSON's own grammar."""
