"""A statement without its secrets, and otherwise as it was typed.

`redacted` of `config` is for texts of any kind and rather takes too much. A statement has to stay readable:
in it only literals and comments are secrets, by what they are compared with, assigned to or handed to, or by
what they look like themselves.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

from lakebase_tui.config.redaction import (
    SECRET_WORDS,
    STARS,
    TOKENS,
    names_secret,
    redacted,
    without_living_secrets,
)
from lakebase_tui.sql.scanner import Kind, scan

_KNOWN: Final = 4
_KNOWN_IN_CODE: Final = 12
"""Characters that a secret of the program has at least to be looked for; `prod` may be a schema, too."""

_DEEPEST: Final = 3
"""A function's body may define a function; what is quoted deeper is no code that anybody reads."""

_SUSPECT: Final = re.compile(
    rf"(?i:{SECRET_WORDS}|(?<!\S)(?:-u|--user)[= ]|\bbearer\s|\bbasic\s+(?=\S{{0,99}}[\d=+/])\S{{12}})"
    rf"|://[^\s'\"]{{0,500}}@|-----BEGIN|{TOKENS}"
)
_TAKES_SECRETS: Final = re.compile(r"crypt|hmac|(?:pgp_(?:sym|pub)_)?(?:en|de)crypt(?:_bytea|_iv)?")
"""Functions whose literals are keys, passwords, or what is to be hidden by them."""
_TAKES_PAIRS: Final = frozenset(("set_config", "json_build_object", "jsonb_build_object", "hstore"))
"""Functions that take a name, and its value behind it."""
_CALLS: Final = re.compile(r"(?i)crypt|\bhmac\b")
_ASSIGNS: Final = frozenset(("=", "=>", ":=", "<>", "!=", "to", "like", "ilike"))
_IDENTIFIER: Final = re.compile(r"[\w.-]{1,60}")
_PIECES: Final = re.compile(
    r"""(?P<literal>(?:'[^']*+')++) | (?P<name>(?:"[^"]*+")++) | (?P<blank>\s++)
      | (?P<mark>=>|:=|<>|!=|\|\||::|.)""",
    re.VERBOSE | re.DOTALL,
)


class _Is(Enum):
    LITERAL = auto()
    NAME = auto()
    """A word or a quoted name."""
    MARK = auto()
    """An operator, a parenthesis, a digit."""
    BLANK = auto()
    """White space or a comment."""


class _Part(NamedTuple):
    kind: _Is
    text: str

    @property
    def word(self) -> str:
        """What it says, in small letters, without quotes."""
        return self.text.strip('"').lower() if self.kind is not _Is.LITERAL else content_of(self.text).lower()

    @property
    def is_secret_name(self) -> bool:
        """Whether it is called like a secret; `data->>'token'` counts."""
        named = self.kind is _Is.NAME or (self.kind is _Is.LITERAL and _IDENTIFIER.fullmatch(self.word))
        return bool(named) and names_secret(self.word)


class _Group(Enum):
    """What the literals are that stand directly in a pair of parentheses."""

    OTHER = auto()
    SECRETS = auto()
    PAIRS = auto()
    """Names, each with its value behind it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A statement without its secrets."""

    text: str
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """What was taken out, to be looked for elsewhere, as in the server's error."""


def without_secrets(sql: str) -> Cleaned:
    """Put `***` in place of every secret in a statement. Never raises.

    A literal goes with its quotes, so that nothing that lacks a secret can be run by mistake.
    """
    return _without_secrets(sql, 0)


def _without_secrets(sql: str, depth: int) -> Cleaned:
    text = without_living_secrets(sql, _KNOWN_IN_CODE)
    if not (_is_suspect(text) or _CALLS.search(text)):
        return Cleaned(text)
    parts = _parts(text)
    places = [place for place, part in enumerate(parts) if part.kind is not _Is.BLANK]
    hidden = {places[number] for number in _hidden([parts[place] for place in places])}
    pieces = [STARS if place in hidden else _cleaned(part, depth) for place, part in enumerate(parts)]
    secrets = (content_of(parts[place].text) for place in hidden)
    return Cleaned("".join(pieces), frozenset(secret for secret in secrets if len(secret) >= _KNOWN))


def _is_suspect(text: str) -> bool:
    return _SUSPECT.search(text) is not None or without_living_secrets(text, _KNOWN) != text


def _parts(sql: str) -> list[_Part]:
    parts: list[_Part] = []
    for token in scan(sql):
        text = sql[token.start : token.end]
        if token.kind is Kind.CODE:
            parts += (
                _Part(_Is[(each.lastgroup or "mark").upper()], each[0]) for each in _PIECES.finditer(text)
            )
        elif token.kind is Kind.QUOTED:
            parts.append(_Part(_Is.NAME if text.startswith('"') else _Is.LITERAL, text))
        else:
            kinds = {Kind.COMMENT: _Is.BLANK, Kind.WORD: _Is.NAME}
            parts.append(_Part(kinds.get(token.kind, _Is.MARK), text))
    return parts


# -- by what stands around it -----------------------------------------------------------------------------


def _hidden(parts: Sequence[_Part]) -> set[int]:
    """Numbers of the parts that are secrets."""
    hidden = set(_inserted(parts))
    groups = [_Group.OTHER]
    setting = bool(parts) and parts[0].word == "set"
    for number, part in enumerate(parts):
        if part.text == "(":
            groups.append(_group(parts, number))
        elif part.text == ")" and len(groups) > 1:
            groups.pop()
        elif part.kind is _Is.LITERAL and content_of(part.text):
            in_place = groups[-1] is _Group.PAIRS and _is_paired(parts, number)
            if in_place or groups[-1] is _Group.SECRETS or _is_told(parts, number, hidden):
                hidden.add(number)
        elif setting and part.kind is _Is.NAME and _is_set(parts, number):
            hidden.add(number)
    return hidden


def _is_set(parts: Sequence[_Part], number: int) -> bool:
    """Whether a word is the value of a setting; SET takes them without quotes, too."""
    return parts[number].word not in ("default", "to") and _assigns(parts, number - 1)


def _is_told(parts: Sequence[_Part], number: int, hidden: Container[int]) -> bool:
    """Whether what stands before a literal tells that it is a secret."""
    before = number - 1
    if before > 0 and parts[before].text == "&" and parts[before - 1].word == "u":
        before -= 2
    if before < 0:
        return False
    if before in hidden:  # a literal may go on in the next line
        return True
    part = parts[before]
    if part.text == "||":
        return before - 1 in hidden
    return (
        part.is_secret_name
        if part.kind is _Is.NAME and part.word not in _ASSIGNS
        else _assigns(parts, before)
    )


def _assigns(parts: Sequence[_Part], number: int) -> bool:
    """Whether something called like a secret is compared with, or set to, what stands behind a place."""
    if number < 1 or parts[number].word not in _ASSIGNS:
        return False
    subject = number - 1
    if subject > 1 and parts[subject - 1].text == "::":
        subject -= 2
    while subject > 0 and parts[subject].text == ")":
        subject -= 1
    return parts[subject].is_secret_name


def _is_paired(parts: Sequence[_Part], number: int) -> bool:
    return number > 1 and parts[number - 1].text == "," and parts[number - 2].is_secret_name


def _group(parts: Sequence[_Part], number: int) -> _Group:
    """What the parenthesis at a place opens."""
    before = parts[number - 1].word if number else ""
    if _TAKES_SECRETS.fullmatch(before):
        return _Group.SECRETS
    if before in _TAKES_PAIRS:
        return _Group.PAIRS
    if number + 1 < len(parts) and parts[number + 1].word in ("select", "with"):
        return _Group.OTHER
    if before == "in":
        negated = number > 1 and parts[number - 2].word == "not"
        subject = number - (3 if negated else 2)
        return _Group.SECRETS if subject >= 0 and parts[subject].is_secret_name else _Group.OTHER
    calls = number > 0 and parts[number - 1].kind is _Is.NAME and before not in _ASSIGNS
    return _Group.SECRETS if _assigns(parts, number - (2 if calls else 1)) else _Group.OTHER


def _inserted(parts: Sequence[_Part]) -> Iterator[int]:
    """Literals of INSERT ... VALUES that go into columns that are called like secrets."""
    for number in range(len(parts) - 1):
        if parts[number].word == "insert" and parts[number + 1].word == "into":
            place = number + 2
            while place < len(parts) and (parts[place].kind is _Is.NAME or parts[place].text == "."):
                place += 1
            columns, place = _items(parts, place)
            secret = {index for index, part in columns if parts[part].is_secret_name}
            while place < len(parts) and parts[place].word in ("overriding", "system", "user", "value"):
                place += 1
            if secret and place < len(parts) and parts[place].word == "values":
                yield from _values(parts, place + 1, secret)


def _values(parts: Sequence[_Part], place: int, secret: Container[int]) -> Iterator[int]:
    while place < len(parts) and parts[place].text == "(":
        items, place = _items(parts, place)
        for index, number in items:
            if index in secret and parts[number].kind is _Is.LITERAL and content_of(parts[number].text):
                yield number
        if place < len(parts) and parts[place].text == ",":
            place += 1


def _items(parts: Sequence[_Part], place: int) -> tuple[list[tuple[int, int]], int]:
    """The parts of a list in parentheses, each with the number of its item, and the place behind the list."""
    items: list[tuple[int, int]] = []
    index = depth = 0
    while place < len(parts):
        text = parts[place].text
        depth += (text == "(") - (text == ")")
        if depth <= 0:
            return items, place + (text == ")")
        if text == "," and depth == 1:
            index += 1
        else:
            items.append((index, place))
        place += 1
    return items, place


# -- by itself --------------------------------------------------------------------------------------------


def _cleaned(part: _Part, depth: int) -> str:
    """A literal or a comment by what it looks like itself; code stays."""
    text = part.text
    if part.kind not in (_Is.LITERAL, _Is.BLANK) or not _is_suspect(text):
        return text
    if part.kind is _Is.BLANK:
        return redacted(text)
    content = content_of(text)
    tag = _tag(text)
    is_code = tag and ";" in content and depth < _DEEPEST
    clean = _without_secrets(content, depth + 1).text if is_code else redacted(content)
    if clean == content:
        return text
    if tag:
        return f"{tag}{clean}{tag}"
    return STARS if clean == STARS else text[: text.index("'") + 1] + clean.replace("'", "''") + "'"


def content_of(literal: str) -> str:
    """What is between the quotes of a literal; an escaped quote is one."""
    tag = _tag(literal)
    if tag:
        return literal.removeprefix(tag).removesuffix(tag)
    inner = literal[literal.find("'") + 1 :].removesuffix("'")
    return inner.replace("''", "'").replace("\\'", "'")


def _tag(literal: str) -> str:
    """`$tag$` of a dollar-quoted literal; empty for others."""
    return literal[: literal.index("$", 1) + 1] if literal.startswith("$") else ""
