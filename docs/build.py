"""`make docs`: write docs/keys.md and the pictures, from the program itself on a local Lakebase."""

import asyncio
import tempfile
from pathlib import Path

from lakebase_tui.cli.compose import DemoAccess
from lakebase_tui.config.state import RecentStore
from lakebase_tui.ui.app import LakebaseApp
from lakebase_tui.ui.keymap import as_markdown
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.screens.workspace import WorkspaceScreen

HERE = Path(__file__).parent
SQL = """\
-- what our best customers spent
select c.name, count(*) as orders, sum(i.qty * i.price) as total,
       max(o.placed_at) as last_order, c.labels, c.birthday
from sales.customers c
join sales.orders o on o.customer_id = c.id
join sales.order_items i on i.order_id = o.id
where o.placed_at >= '2024-06-01'
group by c.id
order by total desc;

select o.id, o.
from sales.orders o
"""


async def pictures() -> None:
    """Connect, run, and take a picture of both screens."""
    access = DemoAccess()
    with tempfile.TemporaryDirectory() as folder:
        app = LakebaseApp(Launch(), access, RecentStore(Path(folder) / "recents.json"))
        try:
            async with app.run_test(size=(140, 36)) as pilot:
                await access.network()
                while "databricks_postgres" not in app.export_screenshot():
                    await pilot.pause(0.1)
                await pilot.pause(1)
                (HERE / "pictures" / "connect.svg").write_text(app.export_screenshot(title="lakebase-tui"))
                await pilot.press("enter")
                while not isinstance(app.screen, WorkspaceScreen):
                    await pilot.pause(0.1)
                app.screen.editor.text = SQL
                app.screen.editor.move_cursor((3, 0))
                await pilot.press("f5")
                while "rows" not in app.export_screenshot():
                    await pilot.pause(0.1)
                app.screen.editor.move_cursor((10, len("select o.id, o.")))
                await pilot.press("ctrl+@")
                while "shipped_at" not in app.export_screenshot():
                    await pilot.pause(0.1)
                await pilot.pause(0.5)
                (HERE / "pictures" / "workspace.svg").write_text(app.export_screenshot(title="lakebase-tui"))
        finally:
            access.close()


if __name__ == "__main__":
    (HERE / "keys.md").write_text(as_markdown())
    asyncio.run(pictures())
