"""Cutting SQL into statements, beside sqlparse."""

import time
from collections.abc import Callable
from typing import TypeVar

import sqlparse

from lakebase_tui.sql import split_statements
from lakebase_tui.sql.statements import resplit_statements
from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import OURS

_T = TypeVar("_T")
_LENGTH = 1_000_000
_LINES = 2_000
_KEYS = 50
"""Places where a key is pressed, each of several kinds."""
_SCRIPT = """
-- Orders of customer {n}
select o.id, c.name, sum(l.quantity * l.price) as total, count(*) filter (where l.gift)
from sales.orders o
  join sales.customers c on c.id = o.customer_id
  left join lateral (select * from sales.order_items i where i.order_id = o.id and i.note <> 'it''s; {n}') l
    on true
where o.placed_at >= now() - interval '{n} days' and (c.tags @> '{{"vip"}}' or o.total > {n}.50)
group by o.id, c.name
order by total desc nulls last
limit 100;

update sales.orders set state = case when total > {n} then 'big' else E'small\\'s' end where id = {n};
insert into sales.log (id, what, at) values ({n}, 'order {n}', now()), ({n}, 'checked', default); /* done; */
create or replace function sales.total_{n}(customer bigint) returns numeric language plpgsql as $body$
begin
  return (select sum(total) from sales.orders where customer_id = customer); -- of all
end
$body$;
"""


def splitting(bench: Bench) -> None:
    """Megabytes of ordinary SQL in a second, and a key in 2,000 lines of it."""
    script = "".join(_SCRIPT.format(n=number) for number in range(1 + _LENGTH // len(_SCRIPT)))
    for _ in range(bench.runs):
        seconds, ours = _timed(lambda: [each.text(script) for each in split_statements(script)])
        bench.report.add(budgets.SPLIT, OURS, len(script) / seconds)
    for _ in range(max(1, bench.runs // 3)):
        seconds, theirs = _timed(lambda: sqlparse.split(script))
        bench.report.add(budgets.SPLIT, "sqlparse", len(script) / seconds)
    if len(theirs) != len(ours):
        bench.report.note(f"of {len(ours):,} statements, sqlparse finds {len(theirs):,}")
    _key(bench, "\n".join(script.split("\n", _LINES)[:_LINES]))


def _key(bench: Bench, text: str) -> None:
    statements = split_statements(text)
    for each in statements[:: max(1, len(statements) // _KEYS)]:
        for typed in ("x", " ", ";", "'", "(", "--"):
            edited = text[: each.end] + typed + text[each.end :]
            seconds, _ = _timed(lambda: resplit_statements(edited, text, statements))  # noqa: B023
            bench.report.add(budgets.SPLIT_KEY, OURS, seconds)


def _timed(work: Callable[[], list[_T]]) -> tuple[float, list[_T]]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found
