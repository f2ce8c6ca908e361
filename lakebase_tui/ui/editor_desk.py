"""The editor with the files that its text comes from and goes to, and the user's own editor."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType

from lakebase_tui.config.sql_files import (
    NOTHING_AGREED,
    Agreed,
    FileChangedError,
    FileExistsAlreadyError,
    FileIsLinkError,
    SqlFile,
    SqlFileError,
    Stamp,
    read_sql_file,
    stamp_of,
    write_sql_file,
)
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.open_file import OpenFileScreen
from lakebase_tui.ui.screens.save_file import SaveFileScreen
from lakebase_tui.ui.widgets.editor_document import hidden_count, line_end_of
from lakebase_tui.ui.widgets.editor_pane import EditorPane
from lakebase_tui.ui.widgets.editor_program import edited, editor_command
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

Told = Callable[[Path | None, bool], None]
"""Hears which file the text is of, and whether it differs from it."""
Elsewhere = Callable[[SqlFile], None]
"""Shows a file in another place."""


class EditorDesk(EditorPane):
    """An editor whose text may be a file's.

    Args:
        editor: The editor.
        told: Hears of the file and of whether the text is another, when that changes.
        elsewhere: Shows a file that is opened while there is another text here; None: it is shown here.
        path: The file that the editor's text is of, as it was kept; None: none.
        stamp: How that file was when the text was kept: `Stamp.kept`; None: not known.
        id: As for any widget.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+o", "open", "Open a file", show=False, id="editor.open"),
        Binding("ctrl+s,alt+w", "save", "Save", show=False, id="editor.save"),
        Binding("alt+s", "save_as", "Save as …", show=False, id="editor.save_as"),
        Binding("alt+e", "external(False)", "Statement in $EDITOR", show=False, id="editor.external"),
        Binding(
            "alt+shift+e", "external(True)", "Whole text in $EDITOR", show=False, id="editor.external_all"
        ),
    ]

    def __init__(
        self,
        editor: SqlEditor,
        told: Told,
        elsewhere: Elsewhere | None = None,
        *,
        path: Path | None = None,
        stamp: tuple[int, int] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(editor, id=id)
        self._told = told
        self._elsewhere = elsewhere
        self._kept = path
        self._kept_stamp = stamp
        self._file: SqlFile | None = None
        self._modified = False
        self._seen: Stamp | None = None
        self._folder = ""
        self._then: Callable[[], object] | None = None

    # -- the file ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Find the file again that the text was of."""
        if self._kept is not None and self._file is None:
            self._find_again(self._kept)

    @property
    def stamp(self) -> tuple[int, int] | None:
        """How the file was when the text was last the same, to be kept; None: there was none."""
        if self._file is None:
            return self._kept_stamp
        return self._file.stamp.kept if self._file.stamp is not None else None

    @property
    def path(self) -> Path | None:
        """The file that the text is of."""
        return self._file.path if self._file is not None else self._kept

    @property
    def modified(self) -> bool:
        """Whether the text differs from its file; one without a file is never modified."""
        return self._modified

    def title(self, otherwise: str) -> str:
        """The file's name, marked where the text differs from it; `otherwise` for a text without a file."""
        if self.path is None:
            return otherwise
        return f"{self.path.name} ●" if self._modified else self.path.name

    def show(self, file: SqlFile) -> None:
        """Put a file in place of the text; what one should know of it is said."""
        if file.text != self.editor.text:
            self.editor.load_text(file.text)
        self._take(file)
        for words in _peculiarities(file):
            self._warn(words)

    def show_anew(self, file: SqlFile) -> None:
        """Put the text's file in its place as it is now; asks where that drops something."""
        if not self._modified or file.text == self.editor.text:
            self._show_here(file)
            return
        question = f"{visible(file.path.name)} is not saved. Reading it anew drops what was changed here."
        screen = ConfirmScreen(question, agree="Read it anew", refuse="Keep mine")
        self.app.push_screen(screen, lambda agreed: self._show_here(file) if agreed else None)

    def _show_here(self, file: SqlFile) -> None:
        cursor = self.editor.cursor_location
        self.show(file)
        self.editor.move_cursor(cursor)

    @work(group="file")
    async def _find_again(self, path: Path) -> None:
        """The text, as it was kept, is of a file: find out whether they differ by now."""
        thread = FileThread("attach")
        try:
            file = await thread.ask(lambda: read_sql_file(path))
        except SqlFileError:
            file = SqlFile(path, "")
        finally:
            thread.close()
        self._take(file)
        kept, found = self._kept_stamp, file.stamp
        if kept is None or found is None or found.kept == kept or not self._modified:
            return
        self._file = replace(file, stamp=replace(found, changed_ns=kept[0], size=kept[1]))
        self._warn(_changed_words(path))

    def text_changed(self) -> None:
        """See whether the text is its file's."""
        if self._file is not None:
            self._tell(self._file, self.editor.text != self._file.text)

    def _take(self, file: SqlFile) -> None:
        self._folder, self._seen = f"{file.path.parent}/", file.stamp
        self._tell(file, self.editor.text != file.text or file.stamp is None)

    def _tell(self, file: SqlFile, modified: bool) -> None:
        before = (self._file and self._file.path, self._modified)
        self._file, self._modified = file, modified
        if before != (self.path, self._modified):
            self._told(self.path, self._modified)

    # -- opening ----------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Ask for a file, and open it."""
        self.app.push_screen(OpenFileScreen(self._folder), self._opened)

    @work(group="file")
    async def open_path(self, path: Path) -> None:
        """Open a file."""
        thread = FileThread("open")
        try:
            self._opened(await thread.ask(lambda: read_sql_file(path)))
        except SqlFileError as error:
            self._fail(error)
        finally:
            thread.close()

    def _opened(self, file: SqlFile | None) -> None:
        if file is None:
            return
        self._folder = f"{file.path.parent}/"
        if file.path == self.path:
            self.show_anew(file)
            return
        is_blank = self._file is None and not self.editor.text.strip()
        if is_blank or (self._elsewhere is None and self._file is not None and not self._modified):
            self.show(file)
        elif self._elsewhere is not None:
            self._elsewhere(file)
        else:
            question = f"The text is not saved. Opening {visible(file.path.name)} drops it."
            screen = ConfirmScreen(question, agree="Drop it and open", refuse="Stay here")
            self.app.push_screen(screen, lambda agreed: self.show(file) if agreed else None)

    # -- saving -----------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save to the text's file; where it has none, ask for one."""
        if self._file is None:
            self.action_save_as()
        else:
            self._save(replace(self._file, text=self.editor.text), NOTHING_AGREED)

    def action_save_as(self) -> None:
        """Ask for a file, and save to it."""
        has_bom = self._file.has_bom if self._file is not None else False
        start = str(self.path) if self.path is not None else self._folder
        file = SqlFile(self.path or Path(), self.editor.text, has_bom)
        self.app.push_screen(SaveFileScreen(file, start), self._saved)

    def save_to(self, path: Path) -> None:
        """Save to a file; asks where there is another one already."""
        if path == self.path:
            self.action_save()
            return
        has_bom = self._file.has_bom if self._file is not None else False
        self._save(SqlFile(path, self.editor.text, has_bom), NOTHING_AGREED)

    def save_and(self, then: Callable[[], object]) -> None:
        """Save, and do something once that is done."""
        self._then = then
        self.action_save()

    @work(group="file")
    async def _save(self, file: SqlFile, agreed: Agreed) -> None:
        thread = FileThread("save")
        try:
            self._saved(await thread.ask(lambda: write_sql_file(file, agreed)))
        except FileIsLinkError as error:
            self._ask(error, "Follow it", "Follow", file, replace(agreed, follow=True))
        except (FileChangedError, FileExistsAlreadyError) as error:
            self._ask(error, "Replace it", "Replace", file, replace(agreed, replace=True))
        except SqlFileError as error:
            self._fail(error)
        finally:
            thread.close()

    def _ask(self, error: SqlFileError, doing: str, agree: str, file: SqlFile, agreed: Agreed) -> None:
        screen = ConfirmScreen(f"{visible(error.sentence)} {doing}?", agree=agree, refuse="Leave it")

        def answered(yes: bool | None) -> None:
            if yes:
                self._save(file, agreed)

        self.app.push_screen(screen, answered)

    def _saved(self, file: SqlFile | None) -> None:
        if file is None:
            self._then = None
        else:
            self._take(file)
            then, self._then = self._then, None
            if then is not None:
                then()
            self.notify(f"Saved {visible(str(file.path))}.", timeout=2, markup=False)

    # -- what was pasted --------------------------------------------------------------------------

    def on_sql_editor_line_breaks_replaced(self, event: SqlEditor.LineBreaksReplaced) -> None:
        """Pasted text is not changed in silence."""
        event.stop()
        self._warn(f"{counted(event.count, 'odd line end')} came with the paste; now they are as the others.")

    def on_sql_editor_hidden_pasted(self, event: SqlEditor.HiddenPasted) -> None:
        """Pasted text is not always what it looks like."""
        event.stop()
        words = counted(event.count, "hidden character")
        self._warn(f"{words} came with the paste; the editor shows them as ␛ or �.")

    # -- a file that others change ----------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Who comes back to the text learns whether its file is another by now."""
        if self._file is not None and event.widget is self.editor:
            self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        file, thread = self._file, FileThread("look")
        if file is None:
            return
        try:
            found = await thread.ask(lambda: stamp_of(file.path))
        finally:
            thread.close()
        if file is not self._file or found == self._seen:
            return
        self._seen = found
        name = visible(file.path.name)
        if found is None:
            self._warn(f"{name} is gone. Saving makes it anew.")
        else:
            self._warn(_changed_words(file.path))

    # -- the user's own editor --------------------------------------------------------------------

    @work(group="external")
    async def action_external(self, whole: bool) -> None:
        """Edit the selection, the statement at the cursor or the whole text with the user's own editor."""
        editor = self.editor
        before = editor.text
        start, end = (0, len(before)) if whole else editor.range_in_hand()
        name = self.path.name if whole and self.path is not None else "statement.sql"
        try:
            new = await edited(self.app, editor_command(os.environ), before[start:end], name)
        except LakebaseTuiError as error:
            self._fail(error)
            return
        if editor.text != before:
            self._warn("The text was changed meanwhile. What came out of the editor is left out.")
        elif new != before[start:end]:
            editor.change(start, end, new)

    def _warn(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)

    def _fail(self, error: LakebaseTuiError) -> None:
        self.notify(visible(str(error)), severity="error", markup=False)


def _changed_words(path: Path) -> str:
    return f"{visible(path.name)} was changed by somebody else. Alt+O reads it anew; saving asks first."


def _peculiarities(file: SqlFile) -> list[str]:
    """What one should know of a file that was opened, a sentence each."""
    name, found = visible(file.path.name), []
    if file.link is not None:
        found.append(
            f"{visible(str(file.link))} is a link to {visible(str(file.path))}; saving writes there."
        )
    if count := file.undecoded:
        are, they_are = ("is", "it is") if count == 1 else ("are", "they are")
        bytes_there = counted(count, "byte")
        found.append(f"{name} has {bytes_there} that {are} no UTF-8; {they_are} kept, and drawn as �.")
    elif count := hidden_count(file.text):
        they_are = "it is" if count == 1 else "they are"
        hidden = counted(count, "hidden character")
        found.append(f"{name} has {hidden}; {they_are} kept, and drawn as ␛ or �.")
    if "\r" in file.text and line_end_of(file.text) == "\n":
        found.append(f"{name} ends its lines in several ways; they are kept, and drawn as ␍.")
    return found
