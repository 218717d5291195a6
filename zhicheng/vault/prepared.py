"""Queries whose SQL is built once a process and then only bound to other ids (docs/decisions/prepared.md)."""

import datetime as dt
import secrets
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from functools import partial, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
T = TypeVar("T")
FEW = 4  # ids in a collection: longer ones are not prepared
MOST = 200  # statements kept of one function: one for each day that was asked about, say
_ID, _MOMENT = UUIDField(), DateTimeField()


class Key(str):
    """A text that is bound anew at each call as an id is: a session's key, the token of an address."""


Given = UUID | Key | dt.datetime  # what of the arguments is bound anew at each call


@dataclass(frozen=True, eq=False)
class _Statement:
    """A compiled query; `slots`: for each parameter the number of the id that goes there, or its own value."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    slots: tuple[tuple[int | None, Any], ...]


class Prepared(Generic[P, T]):
    """A function that builds a queryset, called for its rows.

    Ids (a UUID, a Key, or a list or set of UUIDs) and moments (datetime) are bound anew at each call. Every other argument
    is a part of the statement: it has few values, and nothing else than the arguments may change what the function builds.
    No prefetching.
    """

    def __init__(self, build: Callable[P, QuerySet[Any, T]]) -> None:
        self.build = build
        self._made: dict[Hashable, _Statement] = {}
        update_wrapper(self, build)

    def __call__(self, *values: P.args, **named: P.kwargs) -> list[T]:
        """The rows. Errors: TransactionManagementError for a lock outside of a transaction."""
        if named:
            raise TypeError("arguments of a prepared query go by place")
        statement, parameters = self.bind(*values)
        if statement is None:
            return list(self.build(*values, **named))
        connection = connections[DEFAULT_DB_ALIAS]
        if statement.rows.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("a row is locked inside of a transaction")
        bound = copy(statement.compiler)
        bound.connection = connection
        bound.as_sql = lambda *_all, **_named: (statement.sql, parameters)  # type: ignore[method-assign]  # of this copy alone
        bound.get_converters = partial(_converters, statement, connection)  # type: ignore[method-assign]  # of this copy alone
        rows: Any = statement.rows
        return list(rows._iterable_class(_Bound(rows, bound)))

    def bind(self, *values: Any) -> tuple[_Statement | None, tuple[Any, ...]]:
        """The statement for arguments like these with its parameters; none where a collection is too long for one."""
        ids: list[Given] = []
        shape = tuple(_shape(value, ids) for value in values)
        if None in shape:
            return None, ()
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get((connection.vendor, shape))
        if made is None:
            if len(self._made) >= MOST:
                self._made.clear()
            made = self._made[(connection.vendor, shape)] = self._make(*values)
        said = [_said(one, connection) for one in ids]
        return made, tuple(value if at is None else said[at] for at, value in made.slots)

    def _make(self, *values: Any) -> _Statement:
        """Build it with ids that nothing has, and see where they went."""
        marks: list[Given] = []
        rows: QuerySet[Any, T] = self.build(*(_marked(value, marks) for value in values))  # type: ignore[call-arg]  # by place, as the caller gave them
        if getattr(rows, "_prefetch_related_lookups", ()):
            raise TypeError(f"{self.build.__qualname__} prefetches")
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = {_said(mark, compiler.connection): at for at, mark in enumerate(marks)}
        slots = tuple((places.get(one) if isinstance(one, Hashable) else None, one) for one in parameters)
        if len({at for at, _value in slots} - {None}) != len(marks):
            raise TypeError(f"{self.build.__qualname__} does not ask for each of its ids")
        compiler.connection = None  # each call brings its own: nothing keeps that of a thread that has ended
        return _Statement(rows, compiler, sql, slots)


class _Bound:
    """What Django's way from rows to objects asks of a queryset and of its query."""

    def __init__(self, rows: QuerySet[Any, Any], compiler: SQLCompiler) -> None:
        self.rows, self.compiler = rows, compiler
        self.db, self.query = DEFAULT_DB_ALIAS, self

    def get_compiler(self, using: str = DEFAULT_DB_ALIAS) -> SQLCompiler:
        """The one with the statement bound."""
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rows if hasattr(self.rows, name) else self.rows.query, name)


def _said(one: Given, connection: BaseDatabaseWrapper) -> Any:
    """The id or moment as the database takes it."""
    if isinstance(one, Key):
        return str(one)
    return (_ID if isinstance(one, UUID) else _MOMENT).get_db_prep_value(one, connection)


def _converters(
    statement: _Statement, connection: BaseDatabaseWrapper, columns: list[Any]
) -> dict[int, tuple[list[Any], Any]]:
    """What makes Python's values of a statement's columns: the same at each call on one connection, which keeps it."""
    kept = vars(connection).setdefault("_prepared_converters", WeakKeyDictionary())
    found: dict[int, tuple[list[Any], Any]] | None = kept.get(statement)
    if found is None:
        compiler = copy(statement.compiler)
        compiler.connection = connection
        found = kept[statement] = compiler.get_converters(columns)
    return found


def _shape(value: Any, ids: list[Given]) -> Hashable | None:
    """What of an argument makes the statement, its ids put into `ids`; None where it makes no statement to keep."""
    if isinstance(value, Given):
        ids.append(value)
        return type(value).__name__
    if isinstance(value, set | frozenset | list):
        ids += value
        return (UUID, len(value)) if 0 < len(value) <= FEW else None
    return type(value), value


def _marked(value: Any, marks: list[Given]) -> Any:
    if isinstance(value, Given):
        marks.append(_fresh(value))
        return marks[-1]
    if isinstance(value, set | frozenset | list):
        fresh = [uuid4() for _one in value]
        marks += fresh
        return fresh
    return value


def _fresh(value: Given) -> Given:
    """A value of the same kind that no statement has."""
    if isinstance(value, dt.datetime):
        return dt.datetime(3000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=secrets.randbits(57))
    return uuid4() if isinstance(value, UUID) else Key(uuid4().hex)
