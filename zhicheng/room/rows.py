"""Rows as plain values, and back: what goes into a package and comes out of a result."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, Model

from zhicheng.register.records import canonical

Row = dict[str, Any]


def row_of(one: Model) -> Row:
    """The columns of a row, by name, as JSON knows them; what is encrypted at rest stands in clear."""
    return {field.attname: _plain(field.value_from_object(one)) for field in one._meta.concrete_fields}


def rows_of(found: Iterable[Model]) -> list[Row]:
    """Rows by primary key, so that the same rows give the same text."""
    return [row_of(one) for one in sorted(found, key=lambda one: str(one.pk))]


def object_of(model: type[Model], row: Mapping[str, Any]) -> Model:
    """The row as an object that is not saved. Errors: KeyError, ValidationError for what is no row of the model."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(row) != set(fields):
        raise KeyError(f"{model._meta.label}: {sorted(set(row) ^ set(fields))}")
    return model(**{name: value_of(field, row[name]) for name, field in fields.items()})


def value_of(field: "Field[Any, Any]", value: Any) -> Any:
    """A column's value from JSON. Errors: ValidationError."""
    target: Field[Any, Any] = getattr(field, "target_field", field)
    return target.to_python(value)


def digest(rows: Mapping[str, list[Row]]) -> str:
    """64 hexadecimal digits: SHA-256 over the rows as canonical JSON."""
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
