"""纸质申报表盖章登记: each station that has passed the file notes its stamp on the printed form (DC2022-2.10)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry
from zhicheng.vetting.actions import accept_paper, note_stamp, send_paper
from zhicheng.vetting.models import PaperStamp
from zhicheng.vetting.stamps import stamp_lines

ClientOf = Callable[[Account], Client]


@pytest.fixture
def audited(season: making.Season) -> Application:
    return making.application(season, State.AUDITED)


@pytest.mark.clause("DC2022-2.10", "GUIDE-Q24")
def test_each_station_notes_its_own_stamp(
    season: making.Season, audited: Application, client_of: ClientOf
) -> None:
    cast = season.cast
    unit, department = client_of(cast.unit_officer), client_of(cast.department_officer)
    case = reverse("vetting:case", args=[audited.pk])
    there = reverse("vetting:note_stamp", args=[audited.pk])
    page = unit.get(case).content.decode()
    assert page.count("未登记") == 2 and "登记盖章" in page  # the unit and the department, not the committee
    today = {"stamped_on": clock.today().isoformat()}
    assert unit.post(there, today).status_code == 302
    assert department.post(there, today).status_code == 302
    assert [one.stamp is not None for one in stamp_lines(audited)] == [True, True]
    assert Entry.objects.filter(act="note_stamp").count() == 2
    page = department.get(case).content.decode()
    assert cast.unit_officer.display_name in page and "未登记" not in page
    assert department.post(there, today).status_code == 404  # noted already
    assert client_of(cast.office_officer).post(there, today).status_code == 404
    send_paper(audited, cast.unit_officer, audited.unit)
    accept = client_of(cast.office_officer).get(reverse("vetting:accept", args=[audited.pk]))
    assert "纸质申报表盖章登记" in accept.content.decode()
    accept_paper(audited, True, True, cast.office_officer)
    with pytest.raises(Refused, match="受理以前"):
        note_stamp(audited, clock.today(), cast.unit_officer, audited.unit)


def test_wrong_days_and_strangers(season: making.Season, audited: Application, client_of: ClientOf) -> None:
    cast, unit = season.cast, audited.unit
    passed = clock.in_china(audited.stations.get(position=1).passed_at).date()
    for day in (passed - dt.timedelta(days=1), clock.today() + dt.timedelta(days=1)):
        with pytest.raises(Refused, match="盖章日期"):
            note_stamp(audited, day, cast.unit_officer, unit)
    with pytest.raises(Refused, match="审核过这份申报的单位"):
        note_stamp(audited, clock.today(), cast.other_unit_officer, cast.organisations["other_unit"])
    with pytest.raises(Refused, match="审核过这份申报的单位"):
        note_stamp(audited, clock.today(), cast.office_officer, unit)
    typed = client_of(cast.unit_officer).post(
        reverse("vetting:note_stamp", args=[audited.pk]), {"stamped_on": "昨天"}, follow=True
    )
    assert "请填写盖章日期" in typed.content.decode()
    assert not PaperStamp.objects.exists()
    season.session.paper_stage = False
    season.session.save()
    audited.refresh_from_db()
    with pytest.raises(Refused, match="不收纸质材料"):
        note_stamp(audited, clock.today(), cast.unit_officer, unit)


def test_the_database_holds_one_stamp_a_station(season: making.Season, audited: Application) -> None:
    row = note_stamp(audited, clock.today(), season.cast.unit_officer, audited.unit)
    with pytest.raises(Refused, match="已经登记过"):
        note_stamp(audited, clock.today(), season.cast.unit_officer, audited.unit)
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
