"""Where we do something else than Vim, on purpose."""

from dataclasses import dataclass
from typing import Final

from tests.unit.vim.cases import Case


@dataclass(frozen=True, slots=True)
class Difference:
    """A case in which we do not as Vim does."""

    why: str
    case: Case
    text: str
    """What the text is here then."""
    cursor: tuple[int, int]
    """Where the cursor is here then."""


_SMALL: Final = "ab cd\n  ef gh\n\nij kl"


def _differs(
    why: str, text: str, place: tuple[int, int], keys: str, here: str, cursor: tuple[int, int]
) -> Difference:
    return Difference(why, Case(text, *place, keys), here, cursor)


DIFFERENCES: Final = (
    _differs("gc comments lines out", "a\nb", (0, 0), "gcj", "-- a\n-- b", (0, 0)),
    _differs("= lays SQL out anew", "a\nb", (0, 0), "==", "A\nb", (0, 0)),
    _differs("% leaves out what is in single quotes", "f('x)', b) y", (0, 1), "%x", "f('x)', b y", (0, 9)),
    _differs("comments nest, as in Postgres", "/* /* b */ c */", (0, 0), "%x", "/* /* b */ c *", (0, 13)),
    _differs("{ goes back in a text of one line, too", "ab cd", (0, 3), "{x", "b cd", (0, 0)),
    _differs("where there is nothing, no letter is changed", "ab", (0, 0), "gU0", "ab", (0, 0)),
    _differs("what changes nothing is no step of undo", "ab", (0, 0), "x<<u", "ab", (0, 0)),
    _differs(
        "a put over a selection can be repeated", _SMALL, (0, 0), "ylvlpj0.", "a cd\nabef gh\n\nij kl", (1, 1)
    ),
    _differs("v$ is repeated up to the end of the line", _SMALL, (1, 4), "v$dj.", "ab cd\n  ef\nij ", (2, 2)),
    _differs(". takes as many characters, not cells", "ab 日本語", (0, 0), "vldl.", " 語", (0, 1)),
    _differs("an object that is not there moves nothing", "a b", (0, 0), "d9iwx", " b", (0, 0)),
    _differs("an empty last line has no word", "ab\n", (1, 0), "diw", "ab\n", (1, 0)),
    _differs("3J on the last line moves nothing", "ab", (0, 1), "3J", "ab", (0, 1)),
    _differs("r and Enter always end on the indentation", "  efgh", (0, 4), "r<CR>", "  ef\n  h", (1, 1)),
    _differs("Python finds the empty match at the end, too", "ab", (0, 0), ":s/x*/-/g<CR>", "-a-b-", (0, 0)),
    _differs("3v is three characters, whatever was selected", "abcdefg", (0, 0), "vly3vd", "defg", (0, 0)),
    _differs("lines of a register come as they are", "  a", (0, 0), 'yyA<C-r>"z<Esc>', "  a  a\nz", (1, 0)),
)
