"""The list of candidates: until it shows, and what it costs those who type on; on the large database."""

from collections.abc import Sequence

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import CTRL_SPACE, ESCAPE, OURS, Client
from tests.bench.measures.catalogue import SCHEMAS, make_many, open_many, table_name, wait_names
from tests.bench.terminal import TimedTerminal

_DELAY_S = 0.08
"""How long our list waits for a further key before it opens; the setting's default."""
_CADENCE_S = 0.11
"""Between keys: nine a second, whether what they bring has been drawn or not."""
_TYPED = (
    "select o.customer_id, o.amount from s17.t042_orders_s17 as o where o.status is not null and o.note_42",
    "select created_at, updated_at from s33.t100_orders_s33 order by updated_at",
)
_LINES = 2000
_LINE = (
    "    case when e.amount > {0} then 'bucket {0}' else coalesce(e.note, 'none') end as col_{0}, -- line {0}"
)
_STATEMENT_LINES = 20
_TAIL, _FEW = 14, 24


def popup(bench: Bench) -> None:
    """From a key until the list shows: from the one that asks for it, and, less the pause, from a letter."""
    make_many(bench.server)
    for client in bench.clients:
        if client.name in (OURS, "pgcli"):
            with open_many(bench, client) as terminal:
                wait_names(client, terminal)
                terminal.settle(1.0)
                for number in range(2, 2 + 3 * bench.runs):
                    _popups(bench, client, terminal, f"s{number % SCHEMAS + 1:02}", number)
                bench.keep_screen(client, "popup", terminal)


def _popups(bench: Bench, client: Client, terminal: TimedTerminal, schema: str, number: int) -> None:
    table = table_name(schema, number)
    cases = (
        (f"select * from {schema}.t{number:03}", table),
        (f"select * from {schema}.{table} where custo", "customer_id"),
        (f"select * from {schema}.{table} as o join {schema}.t1", f"t100_orders_{schema}"),
        (f"select {schema}.f0", f"f01_{schema}"),
    )
    for text, shown in cases:
        _pop(bench, client, terminal, text, shown)


def _pop(bench: Bench, client: Client, terminal: TimedTerminal, text: str, shown: str) -> None:
    client.clear(terminal)
    terminal.paste(text[:-1])
    terminal.settle(0.2)
    if client.name == OURS:
        terminal.paste(text[-1])  # opens nothing, whatever the setting
        terminal.settle(0.3)
        bench.report.add(budgets.POPUP, client.name, *terminal.echo(CTRL_SPACE.decode(), shown))
        terminal.settle(0.1)
        client.clear(terminal)
        terminal.paste(text[:-1])
        terminal.settle(0.2)
        bench.report.add(
            budgets.POPUP_TYPING, client.name, *(each - _DELAY_S for each in terminal.echo(text[-1], shown))
        )
    else:
        bench.report.add(budgets.POPUP_TYPING, client.name, *terminal.echo(text[-1], shown))
    terminal.settle(0.1)


def buffer_keys(bench: Bench) -> None:
    """Type at the end of 2,000 lines, where lists open, follow and close meanwhile."""
    make_many(bench.server)
    for client in bench.clients:
        if client.name in (OURS, "pgcli"):
            for name, text in (("statements", _statements()), ("one", _one_statement())):
                with open_many(bench, client) as terminal:
                    wait_names(client, terminal)
                    terminal.paste(text)
                    terminal.settle(1.0, 60)
                    # Each key takes pgcli the better part of a second: some will do.
                    _type(bench, client, terminal, _TYPED if client.name == OURS else (_TYPED[0][:_FEW],))
                    bench.keep_screen(client, f"buffer-{name}", terminal)
                    client.clear(terminal)


def _type(bench: Bench, client: Client, terminal: TimedTerminal, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        for end in range(1, len(sentence) + 1):
            key, tail = sentence[end - 1], sentence[max(0, end - _TAIL) : end]
            before = terminal.received
            if key == " ":
                terminal.send(key)
            else:
                bench.report.add(budgets.BUFFER_KEY, client.name, *terminal.echo(key, tail))
            terminal.pause(_CADENCE_S)
            bench.report.add(budgets.BUFFER_KEY_BYTES, client.name, terminal.received - before)
        terminal.send(ESCAPE)
        terminal.settle(0.2)
        terminal.paste(";\n\n")
        terminal.settle(0.3, 60)


def _statements() -> str:
    lines: list[str] = []
    while len(lines) < _LINES:
        body = [_LINE.format(len(lines) + each) for each in range(_STATEMENT_LINES - 3)]
        lines += ["select", *body, "    1 as last_col from events e;", ""]
    return "\n".join(lines) + "\n"


def _one_statement() -> str:
    """What is typed behind it belongs to it: too long a statement for lists."""
    body = [_LINE.format(each) for each in range(_LINES - 3)]
    return "\n".join(["select", *body, "    1 as last_col from events e", "union all", ""])
