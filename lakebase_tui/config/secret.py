"""A value that never prints."""

from dataclasses import dataclass
from weakref import WeakValueDictionary


@dataclass(frozen=True, slots=True, repr=False, weakref_slot=True)
class Secret:
    """A token or password; `repr` and `str` show `***`, only `reveal()` gives the text."""

    _text: str

    def __post_init__(self) -> None:
        _living[id(self)] = self

    def reveal(self) -> str:
        """The secret itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._text)


_living: WeakValueDictionary[int, Secret] = WeakValueDictionary()


def living_secrets() -> set[str]:
    """The secrets that the program holds now, for the door that takes them out of texts."""
    return {secret.reveal() for secret in list(_living.values())}
