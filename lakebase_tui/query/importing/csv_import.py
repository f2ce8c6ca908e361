"""What a dialog needs to import a file: the table, and the run."""

from dataclasses import dataclass

from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.importer import Imported, Report, import_csv
from lakebase_tui.query.importing.plan import ImportPlan
from lakebase_tui.query.importing.table import Execute, TargetTable, find_table


@dataclass(frozen=True, slots=True)
class CsvImport:
    """Imports over one session."""

    execute: Execute

    async def table(self, name: str) -> TargetTable:
        """The table of that name, written as in SQL.

        Raises:
            ImportFailedError: There is none, or nobody can be asked.
        """
        return await find_table(name, self.execute)

    async def run(self, file: CsvFile, plan: ImportPlan, report: Report) -> Imported:
        """Send the file.

        Raises:
            ImportFailedError: It cannot be read, or the server did not take it.
        """
        return await import_csv(file, plan, self.execute, report)
