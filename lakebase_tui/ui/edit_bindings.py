"""Keys for changing the rows of a result."""

from textual.binding import Binding, BindingType

EDIT_BINDINGS: list[BindingType] = [
    Binding("e", "edit_cell", "Edit the cell", show=False, id="edit.cell"),
    Binding("ctrl+n", "set_null", "Set the cell to NULL", show=False, id="edit.null"),
    Binding("o", "insert_row", "New row", show=False, id="edit.insert"),
    Binding("D", "duplicate_row", "Duplicate the row", show=False, id="edit.duplicate"),
    Binding("d", "delete_rows", "Delete the selected rows, or not", show=False, id="edit.delete"),
    Binding("u", "undo_change", "Undo the last pending change", show=False, id="edit.undo"),
    Binding("U", "redo_change", "Redo it", show=False, id="edit.redo"),
    Binding("ctrl+s", "preview_changes", "Pending changes as SQL, to apply", show=False, id="edit.preview"),
]
