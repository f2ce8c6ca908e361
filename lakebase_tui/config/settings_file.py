"""Reads the user's settings: TOML, where what is wrong is told and the rest still holds."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from lakebase_tui.config.settings import Settings

_Section = TypeVar("_Section")


class _Wrong(Exception):  # never leaves this module
    """A value that cannot be used; says what could stand there."""


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings.

    Args:
        path: The file; one that is not there chooses nothing.

    Returns:
        The settings, and a sentence with the next step for each thing in the file that cannot be used.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), []
    except (OSError, UnicodeDecodeError) as error:
        return Settings(), [f"{path.name} cannot be read: {error}. Nothing in it holds."]
    except tomllib.TOMLDecodeError as error:
        return Settings(), [f"{path.name} is no TOML: {error}. Nothing in it holds until it is mended."]
    problems: list[str] = []
    settings = Settings()
    for name, value in table.items():
        section = getattr(settings, name, None) if name in _names(Settings) else None
        if section is None or not isinstance(value, dict):
            problems.append(f"{path.name}: {_unknown(f'[{name}]', name, _names(Settings))}")
            continue
        read, wrong = _read(section, value)
        settings = replace(settings, **{name: read})
        problems += [f"{path.name}: {name}.{words}" for words in wrong]
    return settings, problems


def _read(section: _Section, table: Mapping[str, Any]) -> tuple[_Section, list[str]]:
    problems: list[str] = []
    kinds = get_type_hints(type(section))
    for name, value in table.items():
        if name not in kinds:
            problems.append(_unknown(name, name, list(kinds)))
            continue
        try:
            section = replace(section, **{name: _value(kinds[name], value)})  # type: ignore[type-var]
        except _Wrong as wrong:
            problems.append(f"{name} must be {wrong}.")
    return section, problems


def _value(kind: Any, value: Any) -> Any:
    """The value of a setting. Raises _Wrong."""
    if get_origin(kind) in (UnionType,):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is not None:  # a mapping from names to one kind
        if not isinstance(value, dict):
            raise _Wrong("a table")
        inner = get_args(kind)[1]
        return {name: _value(inner, each) for name, each in value.items()}
    if kind is Path:
        if not isinstance(value, str) or not value:
            raise _Wrong("a path")
        return Path(value).expanduser()
    if issubclass(kind, Enum):
        allowed = [each.value for each in kind]
        if value not in allowed:
            raise _Wrong(" or ".join(f'"{each}"' for each in allowed))
        return kind(value)
    if kind is bool and not isinstance(value, bool):
        raise _Wrong("true or false")
    if kind is int and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise _Wrong("a number from 0 up")
    return value


def _unknown(shown: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
    return f"{shown} is no setting; {hint}"


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]
