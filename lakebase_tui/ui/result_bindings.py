"""Keys that work on a result, wherever in it the focus is."""

from textual.binding import Binding, BindingType

RESULT_BINDINGS: list[BindingType] = [
    # With priority: what is typed right behind them is for the input that they open.
    Binding("slash", "find", "Find", id="results.find", priority=True),
    Binding("n", "find_next", "Next match", show=False, id="results.find_next"),
    Binding("N", "find_previous", "Previous match", show=False, id="results.find_previous"),
    Binding("f", "filter", "Filter", id="results.filter", priority=True),
    Binding("full_stop", "filter_cell", "Only rows with this value", show=False, id="results.filter_equal"),
    Binding(
        "exclamation_mark",
        "filter_cell(True)",
        "Only rows without this value",
        show=False,
        id="results.filter_differs",
    ),
    Binding("backspace", "unfilter", "Take back the last filter", show=False, id="results.unfilter"),
    Binding("F", "unfilter(True)", "Take back all filters", show=False, id="results.unfilter_all"),
    Binding("s", "sort", "Sort by this column: up, down, not", id="results.sort"),
    Binding("S", "sort(True)", "Sort by this column, too", show=False, id="results.sort_also"),
    Binding(
        "L", "collate", "Sort text as the server's language does, or not", show=False, id="results.collate"
    ),
    Binding("colon", "go_to_row", "Go to row", show=False, id="results.row", priority=True),
    Binding("escape", "stop_work", "Stop filtering, sorting or finding", show=False, id="results.stop"),
]
