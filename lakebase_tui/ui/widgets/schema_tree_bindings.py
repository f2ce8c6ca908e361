"""Keys of the schema pane."""

from textual.binding import Binding, BindingType

TREE_BINDINGS: list[BindingType] = [
    Binding("up,k", "lines(-1)", "Up", show=False, id="schema.up"),
    Binding("down,j", "lines(1)", "Down", show=False, id="schema.down"),
    Binding("pageup", "pages(-1)", "Page up", show=False, id="schema.page_up"),
    Binding("pagedown", "pages(1)", "Page down", show=False, id="schema.page_down"),
    Binding("home,g", "first", "First", show=False, id="schema.first"),
    Binding("end,G", "last", "Last", show=False, id="schema.last"),
    Binding("enter", "open", "Open or close; describe what has nothing inside", id="schema.open"),
    Binding("right,l", "unfold", "Open; when open, go inside", show=False, id="schema.unfold"),
    Binding("left,h", "fold", "Close; when closed, go to what holds it", show=False, id="schema.fold"),
    Binding("space", "turn", "Open or close", show=False, id="schema.toggle"),
    Binding("d", "describe", "Describe", id="schema.describe"),
    Binding("p", "preview", "Show 100 rows", id="schema.preview"),
    Binding("s", "ddl", "Show the SQL that makes it", id="schema.ddl"),
    Binding("i", "insert", "Insert the name into the editor", id="schema.insert"),
    Binding("y", "copy", "Copy the full name", show=False, id="schema.copy"),
    Binding("full_stop", "menu", "All that can be done with it", id="schema.menu"),
    Binding("R", "read_anew", "Read the catalogue anew", show=False, id="schema.refresh"),
]
"""Of the tree."""

FILTER_BINDINGS: list[BindingType] = [
    Binding("slash", "filter", "Filter by name", id="schema.filter"),
    Binding("down", "enter_list", "From the filter into the list", show=False, id="schema.enter_list"),
    Binding("escape", "clear_filter", "Clear the filter", show=False, id="schema.clear_filter"),
]
"""Of the pane around it."""
