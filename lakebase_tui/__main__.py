"""`python -m lakebase_tui`."""

import sys

from lakebase_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
