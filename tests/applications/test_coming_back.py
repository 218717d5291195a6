"""去完善 and the way back to the list; a dossier of 300 records."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.applications.conftest import RECORDS
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.dossiers.models import Record

LogIn = Callable[..., Client]


def test_the_way_leads_back_to_the_list(
    season: Season, client_of: LogIn, draft: Callable[..., Application]
) -> None:
    """去完善 leads away; every page on the way shows the way back, to this account alone, until it is handed in."""
    me, row = season.cast.applicant, draft(attached=())
    mine = client_of(me)
    check = reverse("applications:check", args=[row.pk])
    away = reverse("dossiers:module", args=["tasks"])
    assert "回到申报自查" not in mine.get(away).content.decode()
    page = mine.get(check)
    many = len(page.context["check"].missing)
    assert "回到申报自查" not in page.content.decode()
    groups = list(page.context["check"].grouped)
    assert groups[-1] == "附件" and len(groups) == len(set(groups)) > 3
    assert f"<h3>{groups[0]}" in page.content.decode()
    for address in (away, reverse("people:basics"), reverse("applications:attachments", args=[row.pk])):
        text = mine.get(address).content.decode()
        assert f'href="{check}"' in text and f"还有 {many} 项" in text
    assert "回到申报自查" not in mine.get(reverse("desks:home")).content.decode()
    other = client_of(season.cast.people["other_applicant"].account)
    other.cookies["check"] = mine.cookies["check"].value
    assert "回到申报自查" not in other.get(away).content.decode()
    for wrong in ("", "x", f"{'-' * 36}.1.{'0' * 16}", mine.cookies["check"].value.replace(".", "..")):
        mine.cookies["check"] = wrong
        assert mine.get(away).status_code == 200


def test_nothing_leads_back_once_it_is_handed_in(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    mine = client_of(season.cast.applicant)
    mine.get(reverse("applications:check", args=[ready.pk]))
    assert mine.cookies["check"].value
    mine.post(reverse("applications:submit", args=[ready.pk]))
    assert not mine.cookies["check"].value


def test_the_largest_dossier_costs_few_statements(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    """300 records: the list, the preview and the dossier in at most 25 statements each."""
    person = season.cast.people["applicant"]
    data: dict[str, Any] = RECORDS["tasks"]
    Record.objects.bulk_create(
        Record(person=person, module="tasks", position=10 + one, data=data, changed_at=clock.now())
        for one in range(300)
    )
    me = client_of(season.cast.applicant)
    for address in (
        reverse("dossiers:overview"),
        reverse("dossiers:module", args=["tasks"]),
        reverse("applications:check", args=[ready.pk]),
        reverse("applications:preview", args=[ready.pk]),
        reverse("applications:detail", args=[ready.pk]),
    ):
        me.get(address)  # what every page shares is warm
        with CaptureQueriesContext(
            connection,
        ) as sent:
            assert me.get(address).status_code == 200
        assert len(sent) <= 25, (address, len(sent))
