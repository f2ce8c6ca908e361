"""Keys: each has an id, and the docs say what the program does."""

from pathlib import Path

from textual.binding import Binding

from lakebase_tui.ui.keymap import PARTS, as_markdown

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"


def test_every_binding_has_an_id_of_its_own() -> None:
    bindings = [binding for _, part in PARTS for binding in part]
    ids = [binding.id for binding in bindings if isinstance(binding, Binding)]
    assert len(ids) == len(bindings)
    assert all(ids)
    assert len(set(ids)) == len(ids)


def test_the_docs_are_what_make_docs_writes() -> None:
    assert DOCS.read_text() == as_markdown()
