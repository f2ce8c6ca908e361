"""JSON read lazily: nothing is built, numbers keep their digits, names may repeat, depth has no limit."""

import json
import re
from array import array
from typing import Final

from lakebase_tui.sql.values.nodes import Key, Members, Node, NodeKind, UnfinishedError

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
# Repetitions are bounded, so that one match is a bounded piece of work; what is longer goes in parts.
_SHORT: Final = r'"[^"\\]{0,1024}+(?:\\.[^"\\]{0,1024}+){0,64}+"'
_FLAT: Final = rf'[\[{{](?:[^"\[\]{{}}]{{1,1024}}+|{_SHORT}){{0,32}}+[\]}}]'
_FLATTISH: Final = rf'[\[{{](?:[^"\[\]{{}}]{{1,1024}}+|{_SHORT}|{_FLAT}){{0,64}}+[\]}}]'
_SHORT_STRING: Final = re.compile(_SHORT, re.DOTALL)
_NESTED: Final = re.compile(rf'{_SHORT}|{_FLATTISH}|["\[\]{{}}]', re.DOTALL)
_FAR: Final = 65_536
"""Characters that are looked at, at most, for the next token."""
_STRING_PART: Final = re.compile(r'[^"\\]{0,65536}+(?:\\.[^"\\]{0,1024}+){0,64}+("?)', re.DOTALL)
_ATOM: Final = re.compile(r"[^ \t\n\r,\[\]{}\":]{1,65536}")
_BLANKS: Final = r"[ \t\n\r]*+"
_VALUE: Final = rf"(?:-?[0-9][0-9.eE+-]*+|true|false|null|{_SHORT}|{_FLATTISH})"
# Members that need no second look, with the comma behind them.
_PLAIN_ELEMENT: Final = re.compile(rf"{_BLANKS}({_VALUE}){_BLANKS},", re.DOTALL)
_PLAIN_MEMBER: Final = re.compile(rf"{_BLANKS}({_SHORT}{_BLANKS}:{_BLANKS}{_VALUE}){_BLANKS},", re.DOTALL)
_RUN: Final = 2_048
"""Characters that are looked through for plain members at a time."""
_MOST_ENDS: Final = 200_000
_LINE_BREAK: Final = re.compile(r"[\r\n][ \t\r\n]*")
_EMPTY: Final = re.compile(r"\{[ \t\n\r]*\}|\[[ \t\n\r]*\]")

_ATOMS: Final = {"true": NodeKind.BOOLEAN, "false": NodeKind.BOOLEAN, "null": NodeKind.NULL}
_NUMBER: Final = re.compile(r"-?[0-9][0-9.eE+-]*")
_TO_CLOSE: Final = {"{": "}", "[": "]"}


def json_root(text: str, key: Key = None) -> Node:
    """The whole of a JSON text as a node; reading begins when its members are asked for.

    Args:
        text: As the server wrote it; anything else gives a node that says so.
        key: Its name where it is itself a part of something.
    """
    match = _BLANK.match(text)
    start = match.end() if match is not None else 0
    return JsonNode(key, text, start, None, whole=True)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as a JSON object or array does, with something in it that JSON allows."""
    return _LIKELY.match(text) is not None


_LIKELY: Final = re.compile(r'[ \t\n\r]*(?:\{[ \t\n\r]*(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[ \t\n\r]*:|\})|'
                            r'\[[ \t\n\r]*(?:["\[{\]]|-?[0-9]|true|false|null))', re.DOTALL)  # fmt: skip


class JsonNode:
    """A JSON value inside of a longer text.

    Args:
        key: Its name or position.
        text: The whole text.
        start: Where the value begins.
        stop: Where what belongs to it ends (blanks and a comma may precede), None while not known.
        whole: It is the text's only value.
        broken: It is what could not be read, whatever it begins with.
        ends: What the nodes of one text have learned of where objects and arrays end; they share it.
    """

    __slots__ = ("_ends", "_stop", "_whole", "key", "kind", "start", "text")

    def __init__(
        self,
        key: Key,
        text: str,
        start: int,
        stop: int | None,
        *,
        whole: bool = False,
        broken: bool = False,
        ends: dict[int, int] | None = None,
    ) -> None:
        self.key = key
        self.text = text
        self.start = start
        self._stop = len(text) if whole else stop
        self._whole = whole
        self._ends = ends if ends is not None else {}
        self.kind = NodeKind.BROKEN if broken else _kind_at(text, start)

    def head(self, limit: int) -> str:
        """How it begins; breaks of the line between parts become one blank."""
        stop = self.start + limit
        if self._stop is not None:
            stop = min(stop, self._stop)
        head = self.text[self.start : stop]
        if self._stop is not None and self.kind is not NodeKind.BROKEN and stop == self._stop:
            head = head.rstrip(" \t\n\r" if self._whole else " \t\n\r,")
        elif not self.kind.holds_members and self.kind not in (NodeKind.STRING, NodeKind.BROKEN):
            match = _ATOM.match(head)
            head = match[0] if match is not None else head
        return _LINE_BREAK.sub(" ", head) if self.kind.holds_members else head

    def value(self) -> str | None:
        """A string without its quotes, JSON's null as the word, the rest as written."""
        if self._stop is None:
            raise UnfinishedError
        written = self.text[self.start : self._stop]
        if self.kind is NodeKind.BROKEN:
            return written
        written = written.rstrip(" \t\n\r" if self._whole else " \t\n\r,")
        return _plain(written) if self.kind is NodeKind.STRING else written

    def members(self) -> Members:
        """Its members, none of them read yet."""
        return JsonMembers(self.text, self.start, self._ends, whole=self._whole)

    @property
    def is_empty(self) -> bool:
        """Whether it is an object or array with nothing inside."""
        return _EMPTY.match(self.text, self.start) is not None


def _kind_at(text: str, start: int) -> NodeKind:
    first = text[start : start + 1]
    if first == "{":
        return NodeKind.OBJECT
    if first == "[":
        return NodeKind.ARRAY
    if first == '"':
        return NodeKind.STRING
    match = _ATOM.match(text, start)
    if match is None:
        return NodeKind.BROKEN
    if _NUMBER.fullmatch(match[0]):
        return NodeKind.NUMBER
    return _ATOMS.get(match[0], NodeKind.BROKEN)


def _plain(written: str) -> str:
    """The text of a string; as written where it cannot be said in characters (half of a pair)."""
    if "\\" not in written:
        return written[1:-1] if len(written) > 1 and written[-1] == '"' else written
    try:
        plain = json.loads(written, strict=False)
    except ValueError:
        return written
    whole = isinstance(plain, str) and not re.search("[\ud800-\udbff\udc00-\udc7f\udd00-\udfff]", plain)
    return str(plain) if whole else written


class JsonMembers(Members):
    """The members of an object or array, found one token after the other.

    Args:
        text: The whole text.
        start: Where the object or array begins.
        whole: Nothing but blanks may follow it.
        ends: Where objects and arrays of this text end, by their beginnings, as far as that is known.
    """

    def __init__(self, text: str, start: int, ends: dict[int, int], *, whole: bool = False) -> None:
        super().__init__(text, start + 1)
        opening = text[start : start + 1]
        self._close = _TO_CLOSE.get(opening, "")
        self._named = opening == "{"
        self._whole = whole
        self._open = array("I")
        self._in_string = False
        self._between = False
        self._ends = ends
        if not self._close:
            self.complete = True

    def step(self) -> None:
        """Read one token."""
        if self._in_string:
            self._read_string_part()
        elif self._open:
            self._read_nested()
        elif self._between:
            self._read_separator()
        elif not self._read_plain():
            self._read_member()

    def node(self, index: int) -> Node:
        """A member; the last one of a broken text is what could not be read."""
        start, stop = self.starts[index], self.stop(index)
        if self.has_rest and index + 1 == len(self.starts):
            return JsonNode("", self.text, start, stop, broken=True)
        if not self._named:
            return JsonNode(index, self.text, start, stop, ends=self._ends)
        name = _STRING.match(self.text, start)
        if name is None:
            return JsonNode("", self.text, start, stop)
        return JsonNode(_plain(name[0]), self.text, self._value_after(name.end()), stop, ends=self._ends)

    def stop(self, index: int) -> int | None:
        """As in `Members`; the closing bracket is not part of the last member."""
        stop = super().stop(index)
        if stop is not None and index + 1 == len(self.starts) and not self.broken:
            return stop - 1
        return stop

    def _value_after(self, position: int) -> int:
        """Where the value begins behind a name; at the end of what makes sense if there is none."""
        position = self._blank(position)
        if self.text[position : position + 1] == ":":
            position = self._blank(position + 1)
        return position

    def _blank(self, position: int) -> int:
        match = _BLANK.match(self.text, position)
        return match.end() if match is not None else position

    def _read_separator(self) -> None:
        position = self._blank(self.position)
        character = self.text[position : position + 1]
        if character == ",":
            self.position, self._between = position + 1, False
        elif character == self._close:
            self._finish(position + 1)
        else:
            self.give_up(position, anew=position < len(self.text))

    def _read_member(self) -> None:
        position = self._blank(self.position)
        if not self.starts and self.text[position : position + 1] == self._close:
            self._finish(position + 1)
            return
        value = position
        if self._named:
            name = _STRING.match(self.text, position)
            colon = self._blank(name.end()) if name is not None else -1
            if name is None or self.text[colon : colon + 1] != ":":
                self.give_up(position, anew=True)
                return
            value = self._blank(colon + 1)
        self.starts.append(position)
        self._begin_value(value)

    def _begin_value(self, value: int) -> None:
        character = self.text[value : value + 1]
        if character in ("{", "["):
            match = _NESTED.match(self.text, value) if value not in self._ends else None
            self.position = match.end() if match is not None else value + 1
            if self.position == value + 1:
                self._enter(value)
        elif character == '"':
            match = _SHORT_STRING.match(self.text, value)
            self.position = match.end() if match is not None else value + 1
            self._in_string = match is None
        elif _kind_at(self.text, value) is NodeKind.BROKEN:
            self.give_up(value, anew=False)
            return
        else:
            match = _ATOM.match(self.text, value)
            self.position = match.end() if match is not None else value + 1
        self._between = True

    def _read_nested(self) -> None:
        match = _NESTED.search(self.text, self.position, self.position + _FAR)
        if match is None:
            self.position = min(self.position + _FAR, len(self.text))
            if self.position == len(self.text):
                self.give_up(self.position, anew=False)
            return
        self.position = match.end()
        token = match[0]
        if token in ("{", "["):
            self._enter(match.start())
        elif token in ("}", "]"):
            start = self._open.pop()
            if len(self._ends) < _MOST_ENDS:
                self._ends[start] = self.position
        elif token == '"':
            self._in_string = True

    def _enter(self, start: int) -> None:
        """Go into an object or array, or past it if it is known where it ends."""
        end = self._ends.get(start)
        if end is None:
            self._open.append(start)
        else:
            self.position = end

    def _read_plain(self) -> bool:
        """Read a run of members that are short, if there are any here."""
        position = self.position
        pattern = _PLAIN_MEMBER if self._named else _PLAIN_ELEMENT
        for match in pattern.finditer(self.text, position, position + _RUN):
            if match.start() != position:
                break
            self.starts.append(match.start(1))
            position = match.end()
        moved = position != self.position
        self.position = position
        return moved

    def _read_string_part(self) -> None:
        match = _STRING_PART.match(self.text, self.position)
        if match is None or match.end() == self.position:
            self.give_up(len(self.text), anew=False)  # the text ends inside of the string
            return
        self.position = match.end()
        self._in_string = not match[1]

    def _finish(self, position: int) -> None:
        self.position = position
        self.complete = True
        rest = self._blank(position) if self._whole else len(self.text)
        if rest < len(self.text):
            self.give_up(rest, anew=True)
