"""Multiply the rows of one rehearsal in bulk: new ids, names and dates; all constraints on; invariants checked after.

Everything that hangs on a person is copied by the database itself (INSERT … SELECT), a copy number for the first eight
hexadecimal digits of every id. Offices, sessions, notices and signatures are shared. The trail and the inbox are not
multiplied: a chain cannot be copied, and nobody reads another's messages.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

BASE = 200  # applicants of the rehearsal
CHUNK = 2000  # copies for each statement
SURNAMES = "李王张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "文静云飞志强晓东丽华建国海燕明辉雪梅俊杰思远玉兰国栋慧敏永刚春晖立新美玲"


def tables() -> list[type[models.Model]]:
    """The models whose rows belong to one person, in the order in which they can be inserted."""
    from django.apps import apps  # noqa: PLC0415 (after set-up)

    names = (
        "people.Account", "people.Person", "dossiers.Qualification", "dossiers.Record", "dossiers.Evidence",
        "applications.Application", "applications.Station", "applications.Submission", "applications.Step",
        "applications.Return", "applications.Attachment", "vetting.UnitOpinion", "vetting.Decision",
        "vetting.PaperHandIn", "public_notice.NoticeEntry", "meeting.Reading", "meeting.Ballot",
        "outcomes.DocumentHolder", "register.Certificate", "outcomes.Confirmation",
    )  # fmt: skip
    return [apps.get_model(name) for name in names]


class Multiplier:
    """Builds the statements for the database at hand."""

    def __init__(self) -> None:
        self.models = tables()
        self.copied = {model._meta.db_table for model in self.models}
        self.postgres = connection.vendor == "postgresql"

    def statement(self, model: type[models.Model]) -> str:
        """INSERT … SELECT of all original rows, once for each copy number from :first to :last."""
        meta = model._meta
        columns = [field.column for field in meta.concrete_fields]
        values = [self.expression(model, field) for field in meta.concrete_fields]
        quoted = ", ".join(f'"{column}"' for column in columns)
        return (
            f'INSERT INTO "{meta.db_table}" ({quoted}) SELECT {", ".join(values)} '  # noqa: S608 (names from models)
            f'FROM "{meta.db_table}" AS o CROSS JOIN bench_copies AS c '
            f"WHERE c.k BETWEEN %s AND %s AND {self.original(model)}{self.only(model)}"
        )

    def original(self, model: type[models.Model]) -> str:
        """True for the rows of the rehearsal itself: the copies' ids begin with a copy number below 2^24."""
        key = model._meta.pk
        assert key is not None
        return f"substr(o.\"{key.column}\"{'::text' if self.postgres else ''}, 1, 2) <> '00'"

    def only(self, model: type[models.Model]) -> str:
        """Accounts of applicants alone."""
        if model._meta.label == "people.Account":
            return ' AND o.id IN (SELECT account_id FROM "people_person")'
        return ""

    def expression(self, model: type[models.Model], field: models.Field[Any, Any]) -> str:
        """What a column of the copy holds."""
        column = f'o."{field.column}"'
        target = field.related_model if field.is_relation else None
        table = target._meta.db_table if target is not None and not isinstance(target, str) else None
        own = isinstance(field, models.UUIDField) and table is None
        if own or (table in self.copied and not self._shared(model, field)):
            return self.copy_id(column)
        if isinstance(field, models.CharField) and field.unique:
            return self.copy_text(field, column)
        if field.name in {"applicant_name", "holder_name"} or (
            field.name in {"name", "display_name"} and self._names(model)
        ):
            return self.name()
        if field.name in {"state_since", "submitted_at", "created_at", "arrived_at"}:
            return self.shift(column)
        return column

    def _shared(self, model: type[models.Model], field: models.Field[Any, Any]) -> bool:
        """Accounts of officers, who acted on the original and act on the copy."""
        return field.related_model._meta.label == "people.Account" and model._meta.label != "people.Person"  # type: ignore[union-attr]

    def _names(self, model: type[models.Model]) -> bool:
        return model._meta.label in {"people.Account", "people.Person"}

    def copy_id(self, column: str) -> str:
        """The id with the copy number for its first eight digits (the time); the random ones stay."""
        if self.postgres:
            return f"(lpad(to_hex(c.k), 8, '0') || substr({column}::text, 9))::uuid"
        return f"(printf('%%08x', c.k) || substr({column}, 9))"

    def copy_text(self, field: models.Field[Any, Any], column: str) -> str:
        """A unique text with the copy number at its end, cut to the field's length."""
        length = (field.max_length or 60) - 8
        if self.postgres:
            return f"(left({column}, {length}) || lpad(to_hex(c.k), 8, '0'))"
        return f"(substr({column}, 1, {length}) || printf('%%08x', c.k))"

    def name(self) -> str:
        """A name from the copy number: surname and two characters."""
        pick = "(c.k * {0} + {1}) %% {2} + 1"
        surname = f"substr('{SURNAMES}', {pick.format(7, 3, len(SURNAMES))}, 1)"
        first = f"substr('{GIVEN}', {pick.format(11, 5, len(GIVEN))}, 1)"
        second = f"substr('{GIVEN}', {pick.format(13, 1, len(GIVEN))}, 1)"
        if self.postgres:
            surname, first, second = (
                part.replace(", (", ", ((").replace("+ 1, 1)", "+ 1)::int, 1)")
                for part in (surname, first, second)
            )
        return f"({surname} || {first} || {second})"

    def shift(self, column: str) -> str:
        """The moment, earlier by some minutes for each copy (within 30 days)."""
        if self.postgres:
            return f"({column} - make_interval(mins => (c.k * 7 %% 43200)::int))"
        earlier = f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '-' || (c.k * 7 %% 43200) || ' minutes')"
        return f"(CASE WHEN {column} IS NULL THEN NULL ELSE {earlier} END)"


def batches(copies: int) -> Iterator[tuple[int, int]]:
    """Ranges of copy numbers, each end included."""
    for first in range(1, copies + 1, CHUNK):
        yield first, min(first + CHUNK - 1, copies)


def multiply(applications: int, say: Any = print) -> int:
    """Grow the rehearsal to about `applications`; the number there is then."""
    from zhicheng.applications.models import Application  # noqa: PLC0415 (after set-up)

    there = Application.objects.count()
    copies = max(0, round(applications / there) - 1)
    multiplier = Multiplier()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_copies (k bigint PRIMARY KEY)")
        cursor.executemany("INSERT INTO bench_copies (k) VALUES (%s)", [(k,) for k in range(1, copies + 1)])
        for first, last in batches(copies):
            with transaction.atomic():
                for model in multiplier.models:
                    cursor.execute(multiplier.statement(model), [first, last])
            say(f"  {last}/{copies} copies", flush=True)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
        else:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
    return Application.objects.count()


def main() -> int:
    """`python -m benchmarks.seeding N`: rehearse if the database is empty, multiply, check; one JSON line."""
    django.setup()
    from zhicheng.people.models import Person  # noqa: PLC0415 (after set-up)
    from zhicheng.rehearsal import invariants  # noqa: PLC0415
    from zhicheng.rehearsal.season import play  # noqa: PLC0415
    from zhicheng.rehearsal.stage import day  # noqa: PLC0415

    wanted = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    if not Person.objects.exists():
        play(count=BASE, year=2023, seed=7, until=day(2023, 8, 16, 10))
    rehearsed = time.perf_counter()
    total = multiply(wanted) if wanted > BASE else BASE
    multiplied = time.perf_counter()
    checks = (
        "one_promotion_a_year",
        "ends_have_no_holder",
        "every_application_has_its_stations_in_one_route",
    )
    faults = {name: invariants.CHECKS[name]() for name in checks} if wanted <= 50_000 else {}
    broken = {name: found for name, found in faults.items() if found}
    answer = {
        "name": f"seed.{wanted}",
        "value": round(multiplied - rehearsed, 2),
        "unit": "s",
        "applications": total,
        "rehearsal_s": round(rehearsed - started, 2),
        "broken": broken,
        "data": str(settings.DATA_DIR),
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
