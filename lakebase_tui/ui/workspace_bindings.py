"""Keys of the workspace: they work in each of its panes, for the tab on show."""

from textual.binding import Binding, BindingType

WORKSPACE_BINDINGS: list[BindingType] = [
    Binding(
        "f5,ctrl+j,ctrl+enter,alt+enter",
        "run",
        "Run the statement at the cursor, or the selection",
        id="query.run",
    ),
    Binding("f6,shift+f5", "run_all", "Run all", id="query.run_all"),
    Binding("ctrl+@,ctrl+space", "complete", "Complete at the cursor", id="editor.complete", show=False),
    Binding("f7", "explain(False)", "Explain", id="query.explain"),
    Binding("shift+f7,alt+a", "explain(True)", "Explain: run and measure", id="query.analyze", priority=True),
    Binding("alt+c", "commit", "Commit", id="transaction.commit", show=False, priority=True),
    Binding("alt+x", "rollback", "Roll back", id="transaction.rollback", show=False, priority=True),
    Binding("ctrl+t", "transaction", "Transaction and its modes", id="transaction.show", show=False),
    Binding("alt+t", "switch", "Switch database, role, search path …", id="session.switch", priority=True),
    Binding("alt+m", "read_only", "Read-only, or read-write", id="session.mode", show=False, priority=True),
    Binding("escape", "cancel", "Cancel what runs", id="query.cancel"),
    # With priority: keys that are on their way already are for the pane that gets the focus.
    Binding("f2", "focus_editor", "Editor", id="focus.editor", priority=True),
    Binding("f3", "focus_results", "Results", id="focus.results", priority=True),
    Binding("f4", "focus_schema", "Schema", id="focus.schema", priority=True),
    Binding("ctrl+b", "toggle_schema", "Schema, or none", id="view.schema", show=False, priority=True),
    Binding("ctrl+p", "go_to", "Go to any object", id="go_to.open", priority=True),
    Binding("f8,ctrl+r", "history", "History", id="history.open"),
    Binding("shift+f8,alt+u", "saved_queries", "Saved queries", id="saved.open", priority=True),
    Binding("ctrl+pagedown,alt+right", "next_result", "Next result", id="results.next"),
    Binding("ctrl+pageup,alt+left", "previous_result", "Previous result", id="results.previous"),
    Binding("f9", "import_csv", "Import a CSV file", id="query.import", show=False),
    Binding("f10", "toggle_editor", "Results in full", id="view.results"),
    Binding("ctrl+n", "new_tab", "New tab", id="tab.new"),
    Binding("ctrl+w", "close_tab", "Close the tab", id="tab.close", show=False, priority=True),
    Binding("alt+pagedown", "next_tab", "Next tab", id="tab.next", priority=True),
    Binding("alt+pageup", "previous_tab", "Previous tab", id="tab.previous", show=False, priority=True),
    *(
        Binding(f"alt+{n}", f"go_to_tab({n})", f"Tab {n}", id=f"tab.{n}", show=False, priority=True)
        for n in range(1, 10)
    ),
]
