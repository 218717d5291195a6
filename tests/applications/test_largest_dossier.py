"""The largest dossier, 300 records with an image each: every page of it within 25 SQL statements (issue: Speed)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import making
from tests.dossiers.samples import SAMPLES
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Person

MOST = 25
HUNDREDS = ("papers", "tasks", "training")


def fill(person: Person, many: int) -> None:
    """`many` records in each of three modules, one image each."""
    now = clock.now()
    records = Record.objects.bulk_create(
        Record(person=person, module=module, position=at, data=SAMPLES[module], changed_at=now)
        for module in HUNDREDS
        for at in range(many)
    )
    files = StoredFile.objects.bulk_create(
        StoredFile(sha256=f"{at:064x}", size=1, media_type="image/jpeg", stored_at=now)
        for at in range(len(records))
    )
    Evidence.objects.bulk_create(
        Evidence(person=person, record=record, file=file, title="证明", added_at=now)
        for record, file in zip(records, files, strict=True)
    )


@pytest.mark.parametrize(
    "page",
    ["overview", "papers", "record", "qualification", "cover", "check", "preview", "attachments", "detail"],
)
def test_a_page_of_the_largest_dossier_needs_few_statements(
    season: Season, ready: Application, client_of: Callable[..., Client], page: str
) -> None:
    making.issued_standard()
    person = season.cast.people["applicant"]
    Record.objects.filter(person=person, module__in=HUNDREDS).delete()
    fill(person, 100)
    assert Record.objects.filter(person=person).count() >= 300
    own = {
        "overview": reverse("dossiers:overview"),
        "papers": reverse("dossiers:module", args=["papers"]),
        "record": reverse("dossiers:record", args=[Record.objects.filter(module="papers")[50].pk]),
        "qualification": reverse("dossiers:qualification"),
        "cover": reverse("applications:cover"),
    }
    address = own.get(page) or reverse(f"applications:{page}", args=[ready.pk])
    client = client_of(season.cast.applicant)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(asked) <= MOST, [one["sql"][:90] for one in asked.captured_queries]
    if page == "preview":
        assert answer.content.decode().count("论夹具") == 100
