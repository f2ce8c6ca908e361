"""Keys for what is done with the cells that are selected."""

from textual.binding import Binding, BindingType

DESK_BINDINGS: list[BindingType] = [
    Binding("y,ctrl+c", "copy", "Copy the selection", id="results.copy"),
    Binding("Y", "copy_as", "Copy as …", id="results.copy_as"),
    Binding("r", "record", "Record beside the rows", id="results.record"),
    Binding("x", "expand", "Records below each other", show=False, id="results.expand"),
    Binding("i", "column", "What is known of the column", show=False, id="results.column"),
    Binding("c", "chart", "Chart of the selected columns", id="results.chart"),
    Binding("P", "profile", "Profile of the column", show=False, id="results.profile"),
    Binding("E,ctrl+e", "export", "Export to a file", id="results.export"),
    Binding("A", "fetch_all", "Read all rows", show=False, id="results.fetch_all"),
]
