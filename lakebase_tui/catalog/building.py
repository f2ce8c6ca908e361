"""A catalogue made of answers, a few rows at a time."""

import json
from collections.abc import Callable, Sequence

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.internal import is_internal_schema
from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    RoutineKind,
    Schema,
    Setting,
    TypeKind,
)
from lakebase_tui.catalog.questions import Question, Row

_RELATIONS = {
    "r": RelationKind.TABLE,
    "p": RelationKind.PARTITIONED_TABLE,
    "v": RelationKind.VIEW,
    "m": RelationKind.MATERIALIZED_VIEW,
    "f": RelationKind.FOREIGN_TABLE,
    "S": RelationKind.SEQUENCE,
}
_ROUTINES = {
    "f": RoutineKind.FUNCTION,
    "p": RoutineKind.PROCEDURE,
    "a": RoutineKind.AGGREGATE,
    "w": RoutineKind.WINDOW,
}
_TYPES = {
    "b": TypeKind.BASE,
    "c": TypeKind.COMPOSITE,
    "d": TypeKind.DOMAIN,
    "e": TypeKind.ENUM,
    "r": TypeKind.RANGE,
    "m": TypeKind.RANGE,
}


class Builder:
    """Takes answers in the order of the questions.

    Equal columns, and lists of them, and texts become one object: a schema has far fewer of them than places
    where they stand, most of all if it has partitions.
    """

    def __init__(self) -> None:
        self._database, self._server_version = "", 0
        self._schemas: dict[str, Schema] = {}
        self._relations: dict[str, Relation] = {}
        self._routines: list[Routine] = []
        self._types: list[DataType] = []
        self._foreign_keys: list[ForeignKey] = []
        self._settings: list[Setting] = []
        self._names: dict[Question, list[str]] = {}
        self._texts: dict[str, str] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._columns: dict[tuple[str, str, str], Column] = {}
        self._column_lists: dict[Row, tuple[Column, ...]] = {}
        self._take: dict[Question, Callable[[Row], None]] = {
            Question.SCHEMAS: self._schema,
            Question.RELATIONS: self._relation,
            Question.COLUMNS: self._columns_of,
            Question.ROUTINES: self._routine,
            Question.TYPES: self._type,
            Question.FOREIGN_KEYS: self._foreign_key,
            Question.SETTINGS: self._setting,
        }

    def take(self, question: Question, rows: Sequence[Row]) -> None:
        """Add a few rows of an answer.

        Raises:
            ValueError: It is not what the question asks for.
        """
        take = self._take.get(question)
        if take is None:
            self._names.setdefault(question, []).extend(row[0] or "" for row in rows)
            return
        for row in rows:
            take(row)

    def catalogue(self) -> Catalogue:
        """What is known so far; it stays as it is when more is taken."""
        return Catalogue(
            self._database,
            self._server_version,
            tuple(self._schemas.values()),
            tuple(self._relations.values()),
            tuple(self._routines),
            tuple(self._types),
            tuple(self._foreign_keys),
            tuple(self._settings),
            tuple(self._names.get(Question.ROLES, ())),
            tuple(self._names.get(Question.DATABASES, ())),
            tuple(self._names.get(Question.EXTENSIONS, ())),
        )

    def _text(self, text: str | None) -> str:
        return self._texts.setdefault(text, text) if text else ""

    def _list(self, text: str | None) -> tuple[str, ...]:
        """Strings that are written as JSON; empty for NULL."""
        if text is None:
            return ()
        found = self._lists.get(text)
        if found is None:
            found = self._lists[text] = tuple(self._text(each) for each in json.loads(text))
        return found

    def _schema(self, row: Row) -> None:
        name, database, version, _ = row
        self._database, self._server_version = database or "", int(version or 0)
        if name:
            self._schemas[name] = Schema(self._text(name), is_internal_schema(name))

    def _relation(self, row: Row) -> None:
        oid, schema, name, kind, parent, estimate, comment = row
        self._relations[oid or ""] = Relation(
            self._text(schema),
            self._text(name),
            _RELATIONS.get(kind or "", RelationKind.TABLE),
            (),
            int(oid or 0),
            int(parent or 0),
            float(estimate or -1),
            comment or "",
        )

    def _columns_of(self, row: Row) -> None:
        oid, names, types, digits = row
        bare = self._relations.get(oid or "")
        if bare is None or names is None:
            return  # made since its name was asked for; or it has none
        columns = self._column_lists.get((names, types, digits))
        if columns is None:
            columns = self._column_lists[names, types, digits] = self._column_list(names, types, digits or "")
        self._relations[oid or ""] = Relation(
            bare.schema,
            bare.name,
            bare.kind,
            columns,
            bare.oid,
            bare.parent,
            bare.row_estimate,
            bare.comment,
        )

    def _column_list(self, names: str, types: str | None, digits: str) -> tuple[Column, ...]:
        known, columns = self._columns, []
        for key in zip(json.loads(names), self._list(types), digits, strict=True):
            column = known.get(key)
            if column is None:
                name, type_name, digit = key
                column = known[key] = Column(self._text(name), type_name, digit in "13", digit in "23")
            columns.append(column)
        return tuple(columns)

    def _routine(self, row: Row) -> None:
        oid, schema, name, kind, arguments, result = row
        self._routines.append(
            Routine(
                self._text(schema),
                self._text(name),
                self._text(arguments),
                self._text(result),
                _ROUTINES.get(kind or "", RoutineKind.FUNCTION),
                int(oid or 0),
            )
        )

    def _type(self, row: Row) -> None:
        oid, schema, name, kind, sql_name, labels = row
        self._types.append(
            DataType(
                self._text(schema),
                self._text(name),
                _TYPES.get(kind or "", TypeKind.BASE),
                self._list(labels),
                int(oid or 0),
                self._text(sql_name),
            )
        )

    def _foreign_key(self, row: Row) -> None:
        _, name, schema, table, columns, other_schema, other_table, other_columns = row
        self._foreign_keys.append(
            ForeignKey(
                self._text(name),
                self._text(schema),
                self._text(table),
                self._list(columns),
                self._text(other_schema),
                self._text(other_table),
                self._list(other_columns),
            )
        )

    def _setting(self, row: Row) -> None:
        name, values, unit, summary, settable = row
        self._settings.append(
            Setting(name or "", self._list(values), self._text(unit), summary or "", settable == "t")
        )
