"""The text form of Postgres arrays and composite values, read lazily as nodes."""

import re
from collections.abc import Callable
from typing import Final

from lakebase_tui.sql.values.json_text import json_root, looks_like_json
from lakebase_tui.sql.values.nodes import Key, Leaf, Members, Node, NodeKind, UnfinishedError

MakeElement = Callable[[Key, str | None], Node]
"""Makes a node of an element's or field's own text, without quotes and escapes; None is NULL."""

_BOUND: Final = r"\[[+-]?\d+:[+-]?\d+\]"
_BOUNDS: Final = re.compile(rf"((?:{_BOUND})+)=(?=\{{)")
_LOWER: Final = re.compile(r"\[([+-]?\d+):")
_BLANK: Final = re.compile(r"[ \t\n\r\v\f]*")
_QUOTED: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NESTED: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}]', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BARE: Final = {d: re.compile(rf'[^"{{}}{d}\\]+(?:\\.[^"{{}}{d}\\]*)*', re.DOTALL) for d in ",;"}
_PLAIN: Final = {d: re.compile(rf'[ \t\n\r\v\f]*+([^"{{}}{d}\\\s][^"{{}}{d}\\]*+){d}') for d in ",;"}
_RUN: Final = 2_048
"""Characters that are looked through for plain elements at a time."""
_FIELD: Final = re.compile(
    r'[^",()\\]*+(?:(?:\\.|"[^"\\]*+(?:(?:""|\\.)[^"\\]*+)*+")[^",()\\]*+)*+', re.DOTALL
)
_FIELD_ESCAPE: Final = re.compile(r'\\(.)|"(")', re.DOTALL)

_KINDS: Final = {
    NodeKind.NUMBER: "smallint integer bigint real numeric oid money double",
    NodeKind.BOOLEAN: "boolean",
}
_KIND_OF: Final = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def array_root(text: str, type_name: str) -> Node | None:
    """An array's text as a node, or None where it is none.

    Args:
        text: As the server wrote it.
        type_name: The array's type as `format_type` says it, or anything for one that is not known.
    """
    match = _BOUNDS.match(text)
    start = match.end() if match is not None else 0
    if text[start : start + 1] != "{" or text[-1:] != "}":
        return None
    lower = tuple(int(bound) for bound in _LOWER.findall(match[1])) if match is not None else ()
    return ArrayNode(None, text, start, len(text), lower, ";" if type_name == "box[]" else ",",
                     _element_maker(type_name))  # fmt: skip


def record_root(text: str, key: Key = None) -> Node | None:
    """A composite value's text as a node, or None where it is none."""
    if text[:1] != "(" or text[-1:] != ")":
        return None
    members = RecordMembers(text)
    members.scan()
    return None if members.broken else RecordNode(key, text)


def _element_maker(type_name: str) -> MakeElement:
    element = type_name.removesuffix("[]")
    if element == type_name or element == "record":
        return guessed  # only a number is known of the type
    if element in ("json", "jsonb"):
        return lambda key, text: Leaf(key, NodeKind.NULL, None) if text is None else json_root(text, key)
    kind = _KIND_OF.get(element.partition("(")[0].partition(" ")[0], NodeKind.STRING)
    return lambda key, text: Leaf(key, kind, text)


def guessed(key: Key, text: str | None) -> Node:
    """A node of a text whose type is not known: unfolds where it reads as a record, an array or JSON."""
    if text is not None:
        if looks_like_json(text) and text not in ("{}", "[]"):
            return json_root(text, key)
        if text[:1] == "{" and text[-1:] == "}" and text != "{}":
            array = ArrayNode(key, text, 0, len(text), (), ",", guessed)
            members = array.members()
            members.scan()
            if not members.broken:
                return array
        record = record_root(text, key)
        if record is not None:
            return record
    return Leaf(key, NodeKind.STRING, text)


class ArrayNode:
    """An array, or one of the arrays inside an array of several dimensions.

    Args:
        key: Its position.
        text: The whole text.
        start: Where its brace is.
        stop: Behind its closing brace and what separates it from the next; None while not known.
        lower: The first position of each dimension from here on; 1 where there is none.
        delimiter: Between elements.
        make: Makes the elements.
    """

    __slots__ = ("_delimiter", "_lower", "_make", "_stop", "key", "kind", "start", "text")

    def __init__(
        self,
        key: Key,
        text: str,
        start: int,
        stop: int | None,
        lower: tuple[int, ...],
        delimiter: str,
        make: MakeElement,
    ) -> None:
        self.key, self.text, self.start = key, text, start
        self.kind = NodeKind.ARRAY
        self._stop, self._lower, self._delimiter, self._make = stop, lower, delimiter, make

    @property
    def is_empty(self) -> bool:
        """Whether it has no element."""
        return self.text.startswith("{}", self.start)

    def head(self, limit: int) -> str:
        """How it begins, as written."""
        stop = self.start + limit
        if self._stop is not None and stop >= self._stop:
            return self.text[self.start : self._stop].rstrip(self._delimiter)
        return self.text[self.start : stop]

    def value(self) -> str | None:
        """As written, with the bounds where it is the whole."""
        if self._stop is None:
            raise UnfinishedError
        if self.key is None:
            return self.text
        return self.text[self.start : self._stop].rstrip(self._delimiter + " \t\n\r\v\f")

    def members(self) -> Members:
        """Its elements, none of them read yet."""
        return ArrayMembers(self.text, self.start, self._lower, self._delimiter, self._make)


class ArrayMembers(Members):
    """The elements of an array, found one token after the other."""

    def __init__(
        self, text: str, start: int, lower: tuple[int, ...], delimiter: str, make: MakeElement
    ) -> None:
        super().__init__(text, start + 1)
        self._first = lower[0] if lower else 1
        self._inner = lower[1:]
        self._delimiter = delimiter
        self._bare = _BARE[delimiter]
        self._plain = _PLAIN[delimiter]
        self._make = make
        self._depth = 0
        self._between = False

    def step(self) -> None:
        """Read one token."""
        if self._depth:
            self._read_nested()
        elif self._between:
            self._read_separator()
        elif not self._read_plain():
            self._read_element()

    def node(self, index: int) -> Node:
        """An element; positions count from the lower bound."""
        start, key = self.starts[index], self._first + index
        if self.has_rest and index + 1 == len(self.starts):
            return Leaf(key, NodeKind.BROKEN, self.text[start:])
        first = self.text[start]
        if first == "{":
            stop = self.stop(index)
            return ArrayNode(key, self.text, start, stop, self._inner, self._delimiter, self._make)
        if first == '"':
            match = _QUOTED.match(self.text, start)
            quoted = match[0][1:-1] if match is not None else self.text[start:]
            return self._make(key, _unescaped(quoted))
        match = self._bare.match(self.text, start)
        bare = match[0].rstrip(" \t\n\r\v\f") if match is not None else ""
        return self._make(key, None if bare.upper() == "NULL" else _unescaped(bare))

    def stop(self, index: int) -> int | None:
        """As in `Members`; the closing brace is not part of the last element."""
        stop = super().stop(index)
        return stop - 1 if stop is not None and index + 1 == len(self) and not self.broken else stop

    def _blank(self) -> int:
        match = _BLANK.match(self.text, self.position)
        return match.end() if match is not None else self.position

    def _read_element(self) -> None:
        position = self._blank()
        first = self.text[position : position + 1]
        if first == "}" and not self.starts:
            self.position, self.complete = position + 1, True
            return
        pattern = _QUOTED if first == '"' else self._bare
        match = pattern.match(self.text, position)
        if first == "{":
            self.position, self._depth = position + 1, 1
        elif match is None:
            self.give_up(position, anew=position < len(self.text))
            return
        else:
            self.position = match.end()
        self.starts.append(position)
        self._between = True

    def _read_plain(self) -> bool:
        """Read a run of elements without quotes, if there are any here."""
        position = self.position
        for match in self._plain.finditer(self.text, position, position + _RUN):
            if match.start() != position:
                break
            self.starts.append(match.start(1))
            position = match.end()
        moved = position != self.position
        self.position = position
        return moved

    def _read_nested(self) -> None:
        match = _NESTED.search(self.text, self.position)
        if match is None or match[0] == '"':
            self.give_up(len(self.text), anew=False)
            return
        self.position = match.end()
        if match[0] == "{":
            self._depth += 1
        elif match[0] == "}":
            self._depth -= 1

    def _read_separator(self) -> None:
        position = self._blank()
        character = self.text[position : position + 1]
        if character == self._delimiter:
            self.position, self._between = position + 1, False
        elif character == "}":
            self.position, self.complete = position + 1, True
        else:
            self.give_up(position, anew=position < len(self.text))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


class RecordNode:
    """A composite value; its fields have numbers only, as the server sends no names with it.

    Args:
        key: Its name or position.
        text: Its own text.
    """

    __slots__ = ("key", "kind", "start", "text")

    def __init__(self, key: Key, text: str) -> None:
        self.key, self.text, self.start = key, text, 0
        self.kind = NodeKind.RECORD

    @property
    def is_empty(self) -> bool:
        """Never: `()` is how one field of NULL is written."""
        return False

    def head(self, limit: int) -> str:
        """How it begins, as written."""
        return self.text[:limit]

    def value(self) -> str | None:
        """As written."""
        return self.text

    def members(self) -> Members:
        """Its fields, none of them read yet."""
        return RecordMembers(self.text)


class RecordMembers(Members):
    """The fields of a composite value."""

    def __init__(self, text: str) -> None:
        super().__init__(text, 1)

    def step(self) -> None:
        """Read one field and what stands behind it."""
        match = _FIELD.match(self.text, self.position)
        stop = match.end() if match is not None else self.position
        character = self.text[stop : stop + 1]
        if character == "," or (character == ")" and stop + 1 == len(self.text)):
            self.starts.append(self.position)
            self.position = stop + 1
            self.complete = character == ")"
        else:
            self.give_up(self.position, anew=True)

    def node(self, index: int) -> Node:
        """A field, named as the server names those of an anonymous record: f1, f2."""
        start, key = self.starts[index], f"f{index + 1}"
        stop = self.stop(index)
        if stop is None or (self.has_rest and index + 1 == len(self)):
            return Leaf(key, NodeKind.BROKEN, self.text[start:stop])
        field = self.text[start : stop - 1]
        return guessed(key, _field_value(field))

    def stop(self, index: int) -> int | None:
        """As in `Members`; while it reads, a field ends where the reading stands."""
        stop = super().stop(index)
        return self.position if stop is None else stop


def _field_value(field: str) -> str | None:
    """Undo the quotes, which the server puts around a whole field or not at all; nothing at all is NULL."""
    if not field:
        return None
    if field[0] == '"' and field[-1] == '"' and len(field) > 1:
        field = field[1:-1]
    return _FIELD_ESCAPE.sub(lambda match: match[1] or match[2], field)
