"""One wish for completion, as those who offer candidates see it."""

from dataclasses import dataclass

from lakebase_tui.completion.offers.index import Index
from lakebase_tui.completion.ranking import Ranking
from lakebase_tui.completion.rules.place import Place, Site
from lakebase_tui.completion.syntax.lexemes import Lexeme
from lakebase_tui.completion.syntax.reading import Typed
from lakebase_tui.completion.syntax.words import STATEMENT_WORDS
from lakebase_tui.sql.identifiers import quote_ident


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted, where, and what takes the candidates."""

    site: Site
    place: Place
    index: Index
    ranking: Ranking
    upper: bool
    """Whether the statement has its keywords in capital letters."""
    types_upper: bool
    """Whether what is typed is in capital letters; as the statement where nothing is."""

    @property
    def typed(self) -> Typed:
        """What is being typed."""
        return self.site.reading.typed

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The names before its dots."""
        return self.site.reading.typed.qualifiers

    def cased(self, words: str) -> str:
        """Keywords as the statement has them."""
        return words.upper() if self.upper else words

    def cased_as_typed(self, words: str) -> str:
        """Keywords in place of what is typed."""
        return words.upper() if self.types_upper else words

    def spelled(self, name: str, schema: str = "") -> str:
        """A name as it has to be written here: quoted where it must be, or where a quote was typed.

        Args:
            name: As the catalogue has it.
            schema: What to put before it, if anything.
        """
        text = '"' + name.replace('"', '""') + '"' if self.typed.quoted else quote_ident(name)
        return f"{quote_ident(schema)}.{text}" if schema else text

    @property
    def parentheses_follow(self) -> bool:
        """Whether what is typed is called already."""
        return self.site.reading.follows == "("


def writes_upper(text: str, prefix: str, lexemes: list[Lexeme]) -> bool:
    """Whether keywords are to be in capital letters: as what is typed is, or else as the statement begins."""
    letters = [each for each in prefix if each.isalpha()]
    if letters:
        return all(each.isupper() for each in letters)
    first = next((each for each in lexemes if each.key in STATEMENT_WORDS), None)
    return first is not None and text[first.start : first.end].isupper()
