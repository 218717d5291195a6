"""Multiply the rows of one rehearsal inside the database: new ids, names and dates; all constraints stay on.

Everything that hangs on a person is copied (INSERT … SELECT), a copy number before the first 24 hexadecimal digits of
every id and at the end of every unique text. Offices, units, sessions, title documents, signatures
and stored files are shared. Trail and inbox are not multiplied: a chain cannot be copied, nobody reads another's messages.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection, models, transaction

from zhicheng.applications.models import (
    Application,
    Attachment,
    ChannelApproval,
    Company,
    CorrectionNotice,
    Defect,
    Entrustment,
    GuideRead,
    Return,
    Station,
    Step,
    Submission,
    Summons,
)
from zhicheng.dossiers.models import Evidence, Qualification, Record
from zhicheng.experts.models import Avoidance, Clue
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.meeting.models import (
    Annulment,
    Appearance,
    Ballot,
    Mark,
    Opening,
    PeerOpinion,
    QualificationAudit,
    Reading,
    SpotFinding,
    VoterMark,
)
from zhicheng.outcomes.models import Confirmation, DocumentHolder, Recheck
from zhicheng.people.models import Account, Person
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.register.models import Certificate, Replacement
from zhicheng.title_confirmation.models import TitleEntry
from zhicheng.vetting.models import (
    Approval,
    Assessment,
    Decision,
    LastReturn,
    PaperHandIn,
    Preparation,
    Suspicion,
    Undoing,
    UnitOpinion,
)

SURNAMES = "李王张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "文静云飞志强晓东丽华建国海燕明辉雪梅俊杰思远玉兰国栋慧敏永刚春晖立新美玲"
WRITERS = 2  # connections that write on PostgreSQL
MINUTES = 2 * 24 * 60  # copies happen up to two days after their original

# Each model whose rows are copied, in the order in which they are inserted, with the way to the person.
COPIED: dict[type[models.Model], str] = {
    Account: "person",
    Person: "pk",
    Qualification: "person",
    Record: "person",
    Evidence: "person",
    Application: "person",
    Station: "person",
    Submission: "person",
    Step: "person",
    Return: "person",
    CorrectionNotice: "person",
    Defect: "person",
    Attachment: "person",
    GuideRead: "person",
    Company: "person",
    ChannelApproval: "person",
    Entrustment: "person",
    TitleEntry: "person",
    UnitOpinion: "person",
    Preparation: "person",
    Decision: "person",
    Undoing: "person",
    Assessment: "person",
    LastReturn: "person",
    PaperHandIn: "application__person",
    Notice: "entries__application__person",
    NoticeEntry: "application__person",
    Objection: "entry__application__person",
    QualificationAudit: "person",
    Avoidance: "person",
    Clue: "person",
    Reading: "person",
    Summons: "person",
    Appearance: "person",
    Mark: "person",
    PeerOpinion: "person",
    Ballot: "person",
    VoterMark: "ballot__person",
    Opening: "ballot__person",
    Annulment: "person",
    SpotFinding: "person",
    Recheck: "person",
    DocumentHolder: "person",
    Certificate: "person",
    Replacement: "person",
    Approval: "person",
    Confirmation: "person",
    IntegrityRecord: "person",
    Suspicion: "person",
}
UNMOVED = {Notice}  # its days and its closing belong together
RANKED = {(UnitOpinion, "standing")}  # a unit gives each rank once: copies hold none
SERIALS = {(CorrectionNotice, "serial")}  # numbers that run on: each copy has a thousand of its own
NAMES = {"applicant_name", "holder_name", "name", "display_name"}
NAMED = {Account, Person, Application, Certificate}


class Multiplier:
    """Holds the originals in temporary tables and builds the statements that copy them."""

    def __init__(self, people: "models.QuerySet[Person] | None" = None) -> None:
        self.postgres = connection.vendor == "postgresql"
        self.tables = {model._meta.db_table for model in COPIED}
        with connection.cursor() as cursor:
            for model, way in COPIED.items():
                self._keep(cursor, model, way, people)
            cursor.execute("DROP TABLE IF EXISTS bench_copies")
            cursor.execute("CREATE TEMPORARY TABLE bench_copies (k bigint PRIMARY KEY)")

    def _keep(self, cursor: Any, model: type[models.Model], way: str, people: Any) -> None:
        table = model._meta.db_table
        rows = model._default_manager.order_by()
        chosen = rows.filter(**{f"{way}__in": people} if people is not None else {f"{way}__isnull": False})
        keys = [
            model._meta.pk.get_db_prep_value(key, connection)
            for key in set(chosen.values_list("pk", flat=True))
        ]
        cursor.execute(f'DROP TABLE IF EXISTS "bench_{table}"')
        cursor.execute(f'CREATE TEMPORARY TABLE "bench_{table}" AS SELECT * FROM "{table}" WHERE 1 = 0')  # noqa: S608 (names from models)
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                f'INSERT INTO "bench_{table}" SELECT * FROM "{table}" '  # noqa: S608 (names from models)
                f'WHERE "{model._meta.pk.column}" IN ({marks})',
                part,
            )
        cursor.execute(f'CREATE INDEX "bench_{table}_key" ON "bench_{table}" ("{model._meta.pk.column}")')
        if model is Person:
            cursor.execute('CREATE INDEX bench_account_of ON "bench_people_person" (account_id)')

    def run(self, first: int, last: int) -> None:
        """Make the copies from number `first` to `last`, both included, in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM bench_copies")
            cursor.execute(
                "WITH RECURSIVE n(k) AS (SELECT CAST(%s AS bigint) UNION ALL SELECT k + 1 FROM n WHERE k < %s) "
                "INSERT INTO bench_copies SELECT k FROM n",
                [first, last],
            )
            for model in COPIED:
                cursor.execute(self.statement(model))

    def statement(self, model: type[models.Model]) -> str:
        """INSERT … SELECT of all originals, once for each copy number in bench_copies."""
        table = model._meta.db_table
        fields = model._meta.concrete_fields
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self.expression(model, field) for field in fields)
        return (
            f'INSERT INTO "{table}" ({columns}) SELECT {values} '  # noqa: S608 (names from models)
            f'FROM bench_copies AS c CROSS JOIN "bench_{table}" AS o'
        )

    def expression(self, model: type[models.Model], field: "models.Field[Any, Any]") -> str:
        """What a column of the copy holds."""
        column = f'o."{field.column}"'
        target = field.related_model
        if isinstance(target, type) and issubclass(target, models.Model):
            if target is Account and model is not Person:  # officers act on the copy too
                is_applicant = f'EXISTS (SELECT 1 FROM "bench_people_account" AS a WHERE a.id = {column})'  # noqa: S608 (a column's name)
                return f"CASE WHEN {is_applicant} THEN {self.copied_id(column)} ELSE {column} END"
            return self.copied_id(column) if target._meta.db_table in self.tables else column
        if isinstance(field, models.UUIDField):
            return self.copied_id(column)
        if isinstance(field, models.CharField) and field.unique:
            return self.copied_text(column, (field.max_length or 60) - 8)
        if field.name in NAMES and model in NAMED:
            return self.name(model)
        if (model, field.name) in RANKED:
            return "false" if self.postgres else "0"
        if (model, field.name) in SERIALS:
            return f"{column} + 1000 * c.k"
        if isinstance(field, models.DateTimeField) and model not in UNMOVED:
            return self.moved(column)
        return column

    def copied_id(self, column: str) -> str:
        """The copy number in eight digits, then the first 24 digits of the id: the order among them stays."""
        if self.postgres:
            digits = f"substr(replace(CAST({column} AS text), '-', ''), 1, 24)"
            return f"CAST(lpad(to_hex(c.k), 8, '0') || {digits} AS uuid)"
        return f"printf('%08x', c.k) || substr({column}, 1, 24)"

    def copied_text(self, column: str, length: int) -> str:
        """A unique text, cut to `length`, with the copy number at its end."""
        number = "upper(lpad(to_hex(c.k), 8, '0'))" if self.postgres else "printf('%08X', c.k)"
        return f"substr({column}, 1, {length}) || {number}"

    def name(self, model: type[models.Model]) -> str:
        """A surname and two characters, from the copy number and the person's id."""
        person = {
            Person: "CAST(o.id AS text)",
            Account: '(SELECT CAST(p.id AS text) FROM "bench_people_person" AS p WHERE p.account_id = o.id)',
        }.get(model, "CAST(o.person_id AS text)")
        code = "ascii" if self.postgres else "unicode"
        last = f"{code}(substr({person}, length({person}), 1))"
        before = f"{code}(substr({person}, length({person}) - 1, 1))"

        def pick(letters: str, factor: int, digit: str) -> str:
            place = f"CAST((c.k * {factor} + {digit} * 31) % {len(letters)} + 1 AS int)"
            return f"substr('{letters}', {place}, 1)"

        return f"{pick(SURNAMES, 7, last)} || {pick(GIVEN, 11, before)} || {pick(GIVEN, 13, last)}"

    def moved(self, column: str) -> str:
        """The moment, some minutes later for each copy."""
        minutes = f"(c.k * 7 % {MINUTES})"
        if self.postgres:
            return f"{column} + make_interval(mins => CAST({minutes} AS int))"
        later = f"strftime('%Y-%m-%d %H:%M:%f', {column}, {minutes} || ' minutes')"
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {later} END"


def batches(copies: int, chunk: int) -> Iterator[tuple[int, int]]:
    """Ranges of copy numbers, both ends included."""
    for first in range(1, copies + 1, chunk):
        yield first, min(first + chunk - 1, copies)


def multiply(applications: int, say: Callable[[str], Any] = print, chunk: int = 50) -> int:
    """Grow the rehearsal to about `applications`; the number there is then. PostgreSQL is written by two connections."""
    there = Application.objects.count()
    copies = max(0, round(applications / there) - 1)
    parts = list(batches(copies, chunk))
    if connection.vendor == "postgresql" and len(parts) > 1:
        _side_by_side(parts, say)
    else:
        _write(parts, None, say)
    return Application.objects.count()


def _side_by_side(parts: list[tuple[int, int]], say: Callable[[str], Any]) -> None:
    processes = multiprocessing.get_context("fork")
    ready = processes.Barrier(WRITERS)  # nobody copies before both have set the originals aside
    connection.close()
    writers = [
        processes.Process(target=_write, args=(parts[number::WRITERS], ready, say))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if any(writer.exitcode for writer in writers):
        raise RuntimeError("a writer of copies has failed")


def _write(parts: list[tuple[int, int]], ready: Barrier | None, say: Callable[[str], Any]) -> None:
    _write_quickly()
    multiplier = Multiplier()
    if ready is not None:
        ready.wait()
    for first, last in parts:
        multiplier.run(first, last)
        say(f"  copies up to {last}")


def _write_quickly() -> None:
    """A bulk load may lose its tail when the machine stops: it is made anew then. Constraints stay on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
            cursor.execute("PRAGMA temp_store = MEMORY")
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET temp_buffers = '256MB'")
