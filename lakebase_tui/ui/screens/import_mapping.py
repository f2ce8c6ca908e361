"""Which column of a file goes where: a line for each, and the first rows below their targets."""

from collections.abc import Sequence

from textual.containers import VerticalScroll

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.importing.plan import Mapping
from lakebase_tui.query.importing.preview import Preview
from lakebase_tui.query.importing.table import TargetTable
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import short_type
from lakebase_tui.ui.widgets.option_line import OptionLine

_LEFT_OUT = "left out"
_TEXT_OID = 25
_NAME_CELLS = 26


class PreviewRows:
    """The first rows of a file, as a grid wants them.

    Args:
        preview: Of the file.
        table: Where they go; None while it is not known.
        mapping: What goes where.
    """

    def __init__(self, preview: Preview, table: TargetTable | None, mapping: Mapping) -> None:
        self.columns = [
            Column(name, _TEXT_OID, _target(table, to), ColumnKind.TEXT)
            for name, to in zip(preview.names, mapping, strict=True)
        ]
        width = len(preview.names)
        self._rows = [(*row, *[None] * (width - len(row)))[:width] for row in preview.rows]

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """Some of the rows."""
        return self._rows[start:stop]


def _target(table: TargetTable | None, to: int | None) -> str:
    if table is None:
        return ""
    return f"→ {table.columns[to].name}" if to is not None else _LEFT_OUT


class MappingList(VerticalScroll, can_focus=False):
    """A line for each column of the file; each tells when its target is changed."""

    DEFAULT_CSS = "MappingList { height: auto; max-height: 6; }"

    @property
    def mapping(self) -> Mapping:
        """What goes where."""
        values = (line.value for line in self.query(OptionLine))
        return tuple(int(value) if value else None for value in values)

    async def show(self, names: Sequence[str], table: TargetTable, mapping: Mapping) -> None:
        """Show other columns."""
        await self.remove_children()
        choices = [
            ("", _LEFT_OUT),
            *(
                (str(index), visible(f"{column.name}  {short_type(column.type_name)}"))
                for index, column in enumerate(table.columns)
            ),
        ]
        await self.mount_all(
            OptionLine(
                visible(name),
                choices,
                "" if to is None else str(to),
                alone=True,
                label_width=_NAME_CELLS,
                classes="mapping",
            )
            for name, to in zip(names, mapping, strict=True)
        )
