"""What the schema tree tells of."""

from textual.message import Message

from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.catalog.tree.nodes import Node


class Unfolded(Message, namespace="schema_tree"):
    """Nodes were unfolded or folded: what the tree lacks may be something else now."""


class NodeReached(Message, namespace="schema_tree"):
    """The cursor is on another node, or more is known of it."""

    def __init__(self, node: Node | None) -> None:
        super().__init__()
        self.node = node

    def can_replace(self, message: Message) -> bool:
        """Only the newest place matters."""
        return isinstance(message, NodeReached)


class _About(Message):
    """Something is to be done with an object."""

    def __init__(self, ref: ObjectRef) -> None:
        super().__init__()
        self.ref = ref


class Described(_About, namespace="schema_tree"):
    """The user wants to know all about an object."""


class PreviewAsked(_About, namespace="schema_tree"):
    """The user wants to see the first rows of a relation."""


class DdlAsked(_About, namespace="schema_tree"):
    """The user wants the statements that make an object."""


class _Text(Message):
    """Something is to be done with a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Inserted(_Text, namespace="schema_tree"):
    """A name is to go into the editor, where its cursor is."""


class NameCopied(_Text, namespace="schema_tree"):
    """A name is to go to the clipboard."""


class MenuAsked(Message, namespace="schema_tree"):
    """The user wants to see what can be done with a node."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class RefreshAsked(Message, namespace="schema_tree"):
    """The user wants the catalogue to be read anew."""
