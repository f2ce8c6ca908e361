"""A history of edits in which what one command did, or one stay in insert mode, is one step."""

from textual.document._edit import Edit
from textual.document._history import EditHistory


class StepHistory(EditHistory):
    """Takes the edits between `begin` and `end` as one step; outside of them, steps are as ever."""

    _in_step = False
    _step: list[Edit] | None = None

    def begin(self) -> None:
        """Take what follows as one step."""
        self._in_step, self._step = True, None
        self.checkpoint()

    def end(self) -> None:
        """The step is done."""
        self._in_step, self._step = False, None
        self.checkpoint()

    def record(self, edit: Edit) -> None:
        """Put an edit into the step that is open; it begins a new one where that was undone meanwhile."""
        if self._step is not None and self._undo_stack and self._undo_stack[-1] is self._step:
            self._step.append(edit)
            self._redo_stack.clear()
            return
        if self._in_step:
            self.checkpoint()
        super().record(edit)
        if self._in_step and self._undo_stack and self._undo_stack[-1][0] is edit:
            self._step = self._undo_stack[-1]
