"""The read log's chain: what is changed, taken out or slipped in is found; lines go after their term, seals stay."""

import datetime as dt
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.cast import NOON
from zhicheng.almanac import clock
from zhicheng.trail import reads
from zhicheng.trail.models import Read, ReadBatch

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def lines(many: int = 3) -> list[reads.Line]:
    return [
        reads.Line(NOON, uuid4(), uuid4(), "unit", "vetting:case", uuid4(), uuid4() if one else None)
        for one in range(many)
    ]


def without_triggers() -> None:
    """As somebody who has the database itself."""
    with connection.cursor() as cursor:
        for table in ("trail_read", "trail_readbatch"):
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{table}_final"{on}')
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_final_kept"{on}')


def test_batches_make_one_chain() -> None:
    for many in (3, 1, 2):
        reads.append(lines(many))
    assert reads.verify() == reads.Report(3, 6, 0)
    assert [one.number for one in ReadBatch.objects.order_by("number")] == [1, 2, 3]


def test_lines_are_never_changed() -> None:
    reads.append(lines())
    with pytest.raises(DatabaseError), transaction.atomic():
        Read.objects.update(role="office")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReadBatch.objects.update(many=2)


@pytest.mark.parametrize(
    "change", [{"role": "office"}, {"person": None}, {"at": NOON + dt.timedelta(seconds=1)}, {"page": "x"}]
)
def test_a_changed_line_is_found(change: dict[str, object]) -> None:
    reads.append(lines())
    reads.append(lines())
    without_triggers()
    Read.objects.filter(batch=2).update(**change)
    report = reads.verify()
    assert report.batches == 1
    assert "batch 2" in report.fault


def test_a_line_taken_out_and_one_slipped_in_are_found() -> None:
    batch = reads.append(lines())
    first = Read.objects.order_by("id")[0]
    first.delete()
    assert reads.verify().fault
    first.pk = None
    first.save()
    assert reads.verify().fault, "it stands at another place now"
    assert batch.many == 3


@pytest.mark.parametrize("change", [{"many": 2}, {"digest": "0" * 64}, {"previous_seal": "1" * 64}])
def test_a_changed_batch_is_found(change: dict[str, object]) -> None:
    reads.append(lines())
    without_triggers()
    ReadBatch.objects.update(**change)
    assert reads.verify().fault


def test_a_missing_batch_is_found() -> None:
    for _one in range(3):
        reads.append(lines())
    without_triggers()
    Read.objects.filter(batch=2).delete()
    ReadBatch.objects.filter(pk=2).delete()
    assert reads.verify().fault == "batch 2 is missing (found 3)"


def test_lines_go_after_their_term_and_the_chain_holds() -> None:
    with clock.at(NOON):
        reads.append(lines(4))
    with clock.at(NOON + dt.timedelta(days=2)):
        reads.append(lines(2))
        assert reads.forget(NOON + dt.timedelta(days=1)) == 4
    assert reads.verify() == reads.Report(2, 2, 1)
    assert Read.objects.count() == 2


def test_the_command_says_what_it_found() -> None:
    reads.append(lines())
    out = StringIO()
    call_command("trail", "verify-reads", stdout=out)
    assert out.getvalue() == "3 lines in 1 batches, 0 without lines after their term\nintact\n"
    without_triggers()
    Read.objects.update(page="y")
    with pytest.raises(SystemExit):
        call_command("trail", "verify-reads", stdout=StringIO())
