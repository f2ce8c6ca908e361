"""A catalogue of 50,000 objects, to see how long things take."""

import random
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import Column, Routine, Schema

TYPED: Final = (
    "customer_order_payment",
    "eeee",
    "zzz",
    "cusordpay",
    "s01.ord.cus",
    "s.order",
    "o.customer_id",
    "order it",
)
"""What one may type to find something: the whole name, parts, nothing that is there, with dots."""

_TEXT = (
    "order customer item line invoice payment product price stock event audit user "
    "role account address city region shipment refund category daily weekly summary stage "
    "history archive session device sensor reading batch job task queue"
)
_WORDS = _TEXT.split()


def large_catalogue() -> Catalogue:
    """50,000 objects, with names as people make them, and columns."""
    chance = random.Random(1)
    schemas = [f"s{number:02}" for number in range(50)]

    def name() -> str:
        return "_".join(chance.choices(_WORDS, k=chance.choice((1, 2, 2, 3, 3, 4)))) + chance.choice(
            ("", f"_{chance.randrange(100)}")
        )

    columns = [
        tuple(Column(f"{chance.choice(_WORDS)}_{end}", "text") for end in ("id", "at", "no", "name"))
        for _ in range(500)
    ]
    return Catalogue(
        "large",
        schemas=[Schema(each) for each in schemas],
        relations=[
            Relation(chance.choice(schemas), name(), columns=chance.choice(columns)) for _ in range(38_000)
        ],
        routines=[Routine(chance.choice(schemas), name(), "a integer", "integer") for _ in range(12_000)],
    )
