"""The trail: written unchained, sealed in order, and every change is found."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from zhicheng.trail import sealing
from zhicheng.trail.models import Entry
from zhicheng.trail.writing import digest, write

pytestmark = pytest.mark.django_db


def fill(count: int = 5) -> list[Entry]:
    for n in range(count):
        write("pass_on", "application", uuid4(), actor=uuid4(), facts={"名": f"张{n}"})
    return list(Entry.objects.order_by("id"))


def test_entries_wait_until_sealed() -> None:
    fill(3)
    assert sealing.verify() == sealing.Report(sealed=0, unsealed=3)
    assert sealing.seal_all() == 3
    assert sealing.verify() == sealing.Report(sealed=3, unsealed=0)


def test_sealing_in_batches_makes_one_chain() -> None:
    fill(5)
    assert [sealing.seal_batch(2), sealing.seal_batch(2), sealing.seal_batch(2), sealing.seal_batch(2)] == [
        2,
        2,
        1,
        0,
    ]
    assert sealing.verify().fault == ""
    assert list(Entry.objects.order_by("id").values_list("seal_number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [
        {"act": "send_back"},
        {"digest": "0" * 64},
        {"subject": uuid4()},
        {"actor": None},
        {"previous_seal": "1" * 64},
    ],
)
def test_a_changed_entry_is_found(change: dict[str, object]) -> None:
    third = fill(5)[2]
    sealing.seal_all()
    Entry.objects.filter(pk=third.pk).update(**change)
    report = sealing.verify()
    assert report.sealed == 2
    assert report.fault


def test_a_deleted_entry_is_found() -> None:
    third = fill(5)[2]
    sealing.seal_all()
    Entry.objects.filter(pk=third.pk).delete()
    assert "seal 3 is missing" in sealing.verify().fault


def test_the_trail_holds_no_names_and_its_salt_can_go() -> None:
    write("register", "person", uuid4(), actor=None, facts={"name": "李文静", "id": "530102198505060023"})
    entry = Entry.objects.latest("id")
    row = Entry.objects.values().get(pk=entry.pk)
    assert "李文静" not in str(row)
    assert "530102198505060023" not in str(row)
    assert entry.digest == digest(entry.salt, {"name": "李文静", "id": "530102198505060023"})
    sealing.seal_all()
    Entry.objects.update(salt="")
    assert sealing.verify().fault == ""


def test_the_command_says_broken_and_fails() -> None:
    first = fill(2)[0]
    out = StringIO()
    call_command("trail", "seal", stdout=out)
    call_command("trail", "verify", stdout=out)
    assert "2 entries sealed" in out.getvalue()
    assert "intact" in out.getvalue()
    Entry.objects.filter(pk=first.pk).update(act="other")
    with pytest.raises(SystemExit) as stop:
        call_command("trail", "verify", stdout=out)
    assert stop.value.code == 1
    assert "BROKEN" in out.getvalue()
