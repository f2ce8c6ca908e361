"""What is not installed is said in a sentence, before anything is written."""

import sys
from pathlib import Path

import pytest

from lakebase_tui.query.export.exporter import export_rows
from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import ExportOrder
from lakebase_tui.query.export.target import Target
from tests.support.rows import ListSource


@pytest.mark.parametrize(
    ("name", "kind", "package"),
    [
        ("x.parquet", "parquet", "pyarrow"),
        ("x.arrow", "arrow", "pyarrow"),
        ("x.xlsx", "xlsx", "xlsxwriter"),
        ("x.csv.zst", "csv", "zstandard"),
    ],
)
async def test_a_missing_package_is_named_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, package: str
) -> None:
    for module in ("arrow", "arrow_types", "xlsx"):
        monkeypatch.delitem(sys.modules, f"lakebase_tui.query.export.{module}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExportError, match=f"(?i)needs the package {package}, which is not installed") as told:
        await export_rows(ListSource(), ExportOrder(Target(str(tmp_path / name)), kind), lambda _: None)
    assert "pip install 'lakebase-tui[export]'" in told.value.next_step
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]
