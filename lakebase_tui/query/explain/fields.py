"""What the server sent of a plan, read without trust: a field of another type than expected is not there."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]
"""Fractions are kept as `Decimal`, digit for digit as the server wrote them."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of one JSON object, in the server's order."""

    members: Mapping[str, Json] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def get(self, name: str) -> Json:
        """A member as it came; None where there is none."""
        return self.members.get(name)

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.members.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """A finite number; None where there is none."""
        return number_of(self.members.get(name))

    def flag(self, name: str) -> bool:
        """Whether it is true."""
        return self.members.get(name) is True

    def texts(self, name: str) -> list[str]:
        """The texts of a list."""
        value = self.members.get(name)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def group(self, name: str) -> "Fields":
        """An object; without members where there is none."""
        value = self.members.get(name)
        return Fields(value if isinstance(value, dict) else {})

    def groups(self, name: str) -> list["Fields"]:
        """The objects of a list."""
        value = self.members.get(name)
        return [Fields(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def number_of(value: Json) -> float | None:
    """A JSON value as a finite number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
