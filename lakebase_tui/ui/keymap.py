"""Every binding of ours, part by part: what help shows and the docs print."""

from collections.abc import Iterable, Sequence

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from lakebase_tui.ui.app import LakebaseApp
from lakebase_tui.ui.desk_bindings import DESK_BINDINGS
from lakebase_tui.ui.edit_bindings import EDIT_BINDINGS
from lakebase_tui.ui.editor_desk import EditorDesk
from lakebase_tui.ui.result_bindings import RESULT_BINDINGS
from lakebase_tui.ui.screens.cell import CellScreen
from lakebase_tui.ui.screens.changes import ChangesScreen
from lakebase_tui.ui.screens.chart import ChartScreen
from lakebase_tui.ui.screens.connect import ConnectScreen
from lakebase_tui.ui.screens.copy_as import CopyAsScreen
from lakebase_tui.ui.screens.describe import DescribeScreen
from lakebase_tui.ui.screens.export import ExportScreen
from lakebase_tui.ui.screens.go_to import GoToScreen
from lakebase_tui.ui.screens.guard import GuardScreen
from lakebase_tui.ui.screens.help import key_lines
from lakebase_tui.ui.screens.history import HistoryScreen
from lakebase_tui.ui.screens.import_csv import ImportScreen
from lakebase_tui.ui.screens.open_file import OpenFileScreen
from lakebase_tui.ui.screens.parameters import ParameterInput, ParametersScreen
from lakebase_tui.ui.screens.profile import ProfileScreen
from lakebase_tui.ui.screens.query_name import QueryNameScreen
from lakebase_tui.ui.screens.save_file import SaveFileScreen
from lakebase_tui.ui.screens.saved_queries import SavedQueriesScreen
from lakebase_tui.ui.screens.session_log import SessionLogScreen
from lakebase_tui.ui.screens.transaction import TransactionScreen
from lakebase_tui.ui.screens.workspace import WorkspaceScreen
from lakebase_tui.ui.vim.prompt import VimPrompt
from lakebase_tui.ui.widgets.cell_editor import CellEditor
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.describe_view import DescribeView
from lakebase_tui.ui.widgets.editor_find_bar import FindBar
from lakebase_tui.ui.widgets.editor_line_bar import LineBar
from lakebase_tui.ui.widgets.editor_pane import EditorPane
from lakebase_tui.ui.widgets.editor_path_field import PathField
from lakebase_tui.ui.widgets.expanded_view import ExpandedView
from lakebase_tui.ui.widgets.history_list import HistoryList
from lakebase_tui.ui.widgets.messages_pane import MessagesPane
from lakebase_tui.ui.widgets.option_line import OptionLine
from lakebase_tui.ui.widgets.plan_tree import PlanTree
from lakebase_tui.ui.widgets.plan_view import PlanView
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from lakebase_tui.ui.widgets.schema_tree_bindings import FILTER_BINDINGS, TREE_BINDINGS
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from lakebase_tui.ui.widgets.value_tree import ValueTree

PARTS: Sequence[tuple[str, Iterable[BindingType]]] = (
    ("Everywhere", LakebaseApp.BINDINGS),
    ("Connect", ConnectScreen.BINDINGS),
    ("Workspace", WorkspaceScreen.BINDINGS),
    ("Editor", [*SqlEditor.BINDINGS, *EditorPane.BINDINGS, *EditorDesk.BINDINGS]),
    ("Find in the editor", FindBar.BINDINGS),
    ("Line to go to", LineBar.BINDINGS),
    ("Vim's command line", VimPrompt.BINDINGS),
    ("Names of files", [*PathField.BINDINGS, *OpenFileScreen.BINDINGS, *SaveFileScreen.BINDINGS]),
    ("Schema", [*FILTER_BINDINGS, *TREE_BINDINGS]),
    ("Go to", GoToScreen.BINDINGS),
    ("Describe", DescribeScreen.BINDINGS),
    ("Lines of a description", DescribeView.BINDINGS),
    ("Results", [*DESK_BINDINGS, *RESULT_BINDINGS]),
    ("Records below each other", ExpandedView.BINDINGS),
    ("Changing rows", EDIT_BINDINGS),
    ("Grid", ResultGrid.BINDINGS),
    ("Cell", CellScreen.BINDINGS),
    ("Views of a cell", CellView.BINDINGS),
    ("Tree of a cell", ValueTree.BINDINGS),
    ("Editor of a cell", CellEditor.BINDINGS),
    ("Pending changes", ChangesScreen.BINDINGS),
    ("Export", ExportScreen.BINDINGS),
    ("Options of a dialog", OptionLine.BINDINGS),
    ("Import", ImportScreen.BINDINGS),
    ("Copy as", CopyAsScreen.BINDINGS),
    ("Chart", ChartScreen.BINDINGS),
    ("Profile", ProfileScreen.BINDINGS),
    ("History", [*HistoryScreen.BINDINGS, *HistoryList.BINDINGS]),
    ("Saved queries", SavedQueriesScreen.BINDINGS),
    ("Name of a saved query", QueryNameScreen.BINDINGS),
    ("Parameters", [*ParametersScreen.BINDINGS, *ParameterInput.BINDINGS]),
    ("Messages", MessagesPane.BINDINGS),
    ("Plan", [*PlanTree.BINDINGS, *PlanView.BINDINGS]),
    ("Guard", GuardScreen.BINDINGS),
    ("Transaction", TransactionScreen.BINDINGS),
    ("Session log", SessionLogScreen.BINDINGS),
)


def parts_from(nodes: Sequence[DOMNode]) -> list[tuple[str, Iterable[BindingType]]]:
    """All parts, those first whose keys work here.

    Args:
        nodes: What has the focus, and what is around it from the inside to the outside.
    """
    working = [
        {
            binding.id
            for each in type(node).__mro__
            for binding in each.__dict__.get("BINDINGS", ())
            if isinstance(binding, Binding) and binding.id
        }
        for node in nodes
    ]

    def distance(part: tuple[str, Iterable[BindingType]]) -> int:
        ids = {line.binding_id for line in key_lines(part[1])}
        return next((place for place, there in enumerate(working) if ids & there), len(working))

    return sorted(PARTS, key=distance)


def as_markdown() -> str:
    """The tables of `docs/keys.md`; `make docs` writes them there."""
    lines = ["# Keys", "", "Written by `make docs` from the bindings themselves."]
    for heading, bindings in PARTS:
        lines += ["", f"## {heading}", "", "| key | does | id |", "|---|---|---|"]
        for line in key_lines(bindings):
            lines.append(f"| {', '.join(line.keys)} | {line.description} | `{line.binding_id}` |")
    return "\n".join(lines) + "\n"
