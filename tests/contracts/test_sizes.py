"""No file grows past what a person reads in one go."""

from pathlib import Path

import lakebase_tui

LIMIT = 400


def test_no_python_file_is_over_the_limit() -> None:
    package = Path(lakebase_tui.__file__).parent
    files = [*package.rglob("*.py"), *(package.parent / "tests").rglob("*.py")]
    assert len(files) > 30
    too_long = {str(path): lines for path in files if (lines := len(path.read_text().splitlines())) > LIMIT}
    assert too_long == {}
