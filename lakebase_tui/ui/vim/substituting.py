"""`:s`: putting something else in place of what matches a pattern."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.patterns import patience
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.vim.operators import to_text_of
from lakebase_tui.ui.vim.patterns import Replacement, compile_pattern
from lakebase_tui.ui.vim.state import State

_FLAGS: Final = frozenset("giI&")
_NO_DELIMITERS: Final = frozenset('\\"|')


@dataclass(frozen=True, slots=True)
class Changed:
    """What a substitution makes of some lines."""

    first: int
    """The first line that is another."""
    last: int
    """The last one."""
    lines: Sequence[str]
    """What these lines become."""
    matches: int
    changed: int
    """How many lines had a match."""

    @property
    def told(self) -> str:
        """What was done, in a few words."""
        return f"{counted(self.matches, 'substitution')} on {counted(self.changed, 'line')}"

    def apply(self, state: State) -> None:
        """Change the text; the cursor goes to the last line that is another."""
        end = self.last, len(state.buffer.lines[self.last])
        state.replace((self.first, 0), end, "\n".join(self.lines))
        to_text_of(state, self.first + sum(line.count("\n") + 1 for line in self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Substitution:
    """A pattern, what takes its place, and how."""

    pattern: "re.Pattern[str]"
    replacement: Replacement
    everywhere: bool = False
    """Whether all matches of a line are meant, or its first."""

    @classmethod
    def read(cls, written: str, before: "Substitution | None") -> "Substitution":
        """Read what follows `:s`.

        Args:
            written: As `/pattern/replacement/flags`, with any punctuation for the slash.
            before: What an empty pattern means, and nothing at all.

        Raises:
            LakebaseTuiError: It cannot be read, in one sentence.
        """
        if not written:
            if before is None:
                raise LakebaseTuiError("There was no substitution before.", "Write :s/old/new/.")
            return cls(before.pattern, before.replacement)
        delimiter = written[0]
        if delimiter.isalnum() or delimiter.isspace() or delimiter in _NO_DELIMITERS:
            raise LakebaseTuiError("A substitution is written as :s/old/new/.")
        pattern, template, flags = _parts(written[1:], delimiter)
        unknown = set(flags.strip()) - _FLAGS
        if unknown:
            raise LakebaseTuiError(
                f"There is no flag {min(unknown)} for :s here.",
                "There are g, i and I; Alt+H asks for each match.",
            )
        if not pattern and before is None:
            raise LakebaseTuiError("There was no pattern before.", "Write :s/old/new/.")
        if pattern or before is None:
            compiled = compile_pattern(pattern, ignore_case="i" in flags)
        else:
            compiled = before.pattern
        return cls(compiled, Replacement(template), everywhere="g" in flags)

    def of(self, lines: Sequence[str], rows: range) -> Changed:
        """What becomes of lines of a text.

        Raises:
            LakebaseTuiError: None of them has a match, or looking takes too long.
        """
        found: dict[int, str] = {}
        matches = 0
        for row in rows:
            line = lines[row]
            with patience(len(line)):
                new, count = self.pattern.subn(self.replacement.of, line, count=0 if self.everywhere else 1)
            if count:
                found[row] = new
                matches += count
        if not found:
            raise LakebaseTuiError("The pattern is not in these lines.")
        first, last = min(found), max(found)
        new_lines = [found.get(row, lines[row]) for row in range(first, last + 1)]
        return Changed(first, last, new_lines, matches, len(found))


def _parts(written: str, delimiter: str) -> tuple[str, str, str]:
    r"""Pattern, replacement and flags; a delimiter behind a backslash is part of them."""
    parts: list[str] = []
    part, at = "", 0
    while at < len(written) and len(parts) < 2:
        if written[at] == "\\" and at + 1 < len(written):
            part += written[at + 1] if written[at + 1] == delimiter else written[at : at + 2]
            at += 2
        elif written[at] == delimiter:
            parts.append(part)
            part, at = "", at + 1
        else:
            part += written[at]
            at += 1
    parts.append(part + written[at:])
    parts += [""] * (3 - len(parts))
    return parts[0], parts[1], parts[2]
