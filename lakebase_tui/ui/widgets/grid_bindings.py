"""Keys of the grid."""

from textual.binding import Binding, BindingType

GRID_BINDINGS: list[BindingType] = [
    Binding("up,k", "move(-1, 0)", "Up", show=False, id="grid.up"),
    Binding("down,j", "move(1, 0)", "Down", show=False, id="grid.down"),
    Binding("left,h", "move(0, -1)", "Left", show=False, id="grid.left"),
    Binding("right,l", "move(0, 1)", "Right", show=False, id="grid.right"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="grid.page_up"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="grid.page_down"),
    Binding("home", "column(0)", "First column", show=False, id="grid.first_column"),
    Binding("end", "column(-1)", "Last column", show=False, id="grid.last_column"),
    Binding("ctrl+home,g", "row(0)", "First row", show=False, id="grid.first_row"),
    Binding("ctrl+end,G", "row(-1)", "Last row", show=False, id="grid.last_row"),
    Binding("enter,space", "open_cell", "Whole value", id="grid.open"),
    Binding("shift+up", "move(-1, 0, True)", "Select up", show=False, id="grid.select_up"),
    Binding("shift+down", "move(1, 0, True)", "Select down", show=False, id="grid.select_down"),
    Binding("shift+left", "move(0, -1, True)", "Select left", show=False, id="grid.select_left"),
    Binding("shift+right", "move(0, 1, True)", "Select right", show=False, id="grid.select_right"),
    Binding("shift+pageup", "page(-1, True)", "Select a page up", show=False, id="grid.select_page_up"),
    Binding("shift+pagedown", "page(1, True)", "Select a page down", show=False, id="grid.select_page_down"),
    Binding("v", "select('cells')", "Select cells, then move", show=False, id="grid.select_cells"),
    Binding("V", "select('rows')", "Select rows, then move", show=False, id="grid.select_rows"),
    Binding(
        "vertical_line",
        "select('columns')",
        "Select columns, then move",
        show=False,
        id="grid.select_columns",
    ),
    Binding("ctrl+a", "select_all", "Select all", show=False, id="grid.select_all"),
    Binding("escape", "select_none", "Select nothing", show=False, id="grid.select_none"),
    Binding("less_than_sign", "resize(-4)", "Narrower column", show=False, id="grid.narrower"),
    Binding("greater_than_sign", "resize(4)", "Wider column", show=False, id="grid.wider"),
    Binding("equals_sign", "fit", "Column as wide as its values, or as before", show=False, id="grid.fit"),
    Binding("minus", "hide", "Hide the column", show=False, id="grid.hide"),
    Binding("plus", "show_all", "Show hidden columns", show=False, id="grid.show_all"),
    Binding("left_curly_bracket", "shift(-1)", "Column to the left", show=False, id="grid.shift_left"),
    Binding("right_curly_bracket", "shift(1)", "Column to the right", show=False, id="grid.shift_right"),
    Binding("p", "freeze", "Keep the columns up to here in view", show=False, id="grid.freeze"),
]
"""Every one works in a plain terminal, where Shift with an arrow may not arrive: `v` begins a selection."""
