"""The menus that the connect screen opens."""

from collections.abc import Callable, Sequence

from textual.app import App
from textual.content import Content

from lakebase_tui.session.snippets import snippets
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.screens import connect_words as words
from lakebase_tui.ui.screens.prompt import MenuOption, MenuScreen


def copy_connection(app: App[object], target: ConnectionTarget, say: Callable[[Content], None]) -> None:
    """Let the user choose a form, copy the target in it, and say by which way."""
    forms = {snippet.form: snippet for snippet in snippets(target)}
    options = [MenuOption(snippet.form, snippet.title, snippet.text) for snippet in forms.values()]

    def copy(form: str | None) -> None:
        if form is not None:
            snippet = forms[form]
            copy_out(app, snippet.text, f"the {snippet.title}", say=lambda told: say(words.copied(told)))

    app.push_screen(MenuScreen("Copy connection", options, verb="copy"), copy)


def choose_workspace(app: App[object], profiles: Sequence[str], chosen: Callable[[str], object]) -> None:
    """Let the user choose another workspace by its profile."""
    options = [MenuOption(name, name) for name in profiles]

    def choose(name: str | None) -> None:
        if name is not None:
            chosen(name)

    app.push_screen(MenuScreen("Workspace", options, verb="open"), choose)
