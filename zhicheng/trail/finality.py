"""Rows that are final once released: a trigger of the database refuses to change them."""

from collections.abc import Callable, Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython


def make_final(
    model: tuple[str, str], when: str, besides: Sequence[str] = (), *, stays: bool = True
) -> RunPython:
    """A migration's operation: rows of `model` (app, name) for which `when` holds are never changed again.

    `when`: an SQL condition with `{row}` for the row. It has to hold afterwards too. `besides`: columns that may
    still change. On PostgreSQL such a row cannot be deleted either, unless it `stays` not. SQLite drops the
    triggers of a table that a later migration makes anew, so that migration has to end with this operation again
    (a test looks).
    """
    return RunPython(_forwards(model, when, frozenset(besides), stays), _backwards(model))


def _forwards(
    model: tuple[str, str], when: str, besides: frozenset[str], stays: bool
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        meta = apps.get_model(*model)._meta
        columns = [field.column for field in meta.local_concrete_fields if field.column not in besides]
        old, new = when.format(row="OLD"), when.format(row="NEW")
        differs = "IS DISTINCT FROM" if editor.connection.vendor == "postgresql" else "IS NOT"
        changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
        for statement in _statements(
            editor.connection.vendor, meta.db_table, old, f"NOT ({new}) OR {changed}", stays
        ):
            editor.execute(statement)

    return run


def _statements(vendor: str, table: str, old: str, wrong: str, stays: bool) -> list[str]:
    name, words = f"{table}_final", f"{table}: a released row is final"
    if vendor != "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" WHEN ({old}) AND ({wrong}) '
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ]
    kept = (
        f'CREATE TRIGGER "{name}_kept" BEFORE DELETE ON "{table}" FOR EACH ROW WHEN ({old}) '
        f"EXECUTE FUNCTION {name}()"
    )
    return [
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{name}_kept" ON "{table}"',
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN (({old}) AND ({wrong})) '
        f"EXECUTE FUNCTION {name}()",
        *([kept] if stays else []),
    ]


def _backwards(model: tuple[str, str]) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        table = apps.get_model(*model)._meta.db_table
        if editor.connection.vendor != "postgresql":
            editor.execute(f'DROP TRIGGER IF EXISTS "{table}_final"')
        else:
            editor.execute(f"DROP FUNCTION IF EXISTS {table}_final() CASCADE")

    return run
