"""Who confirmed what: self-declared, a station, the register; what changed is self-declared again."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.dossiers.samples import SAMPLES
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.actions import verify as keep
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.models import Verification
from zhicheng.dossiers.verification import record_digest, record_subject, standing_of, subjects_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions

ClientOf = Callable[[Account], Client]


@pytest.fixture
def row(season: making.Season) -> Iterator[Application]:
    with clock.at(AFTER_NOTICE):
        yield ready.at_unit(season)


def submitted(row: Application) -> dict[str, str]:
    return subjects_in(row.submissions.order_by("-version")[0].content)


@pytest.mark.clause("GUIDE-5.3.0")
def test_the_unit_confirms_and_every_station_sees_who_and_when(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    there = submitted(row)
    title = next(name for name in there if name.startswith("record:"))
    page = (
        client_of(season.cast.unit_officer).get(f"/vetting/{row.id}/", {"section": "titles"}).content.decode()
    )
    assert "未核实，由用人单位核实" in page and f'value="{title}"' in page
    data = {"subject": [title, "fact:employment"], "section": "titles"}
    answer = client_of(season.cast.unit_officer).post(f"/vetting/{row.id}/verify/", data)
    assert answer.status_code == 302 and "section=titles" in answer["Location"]
    kept = Verification.objects.get(subject=title)
    assert (kept.kind, kept.organisation, kept.account) == ("unit", row.unit, season.cast.unit_officer)
    assert kept.at == clock.now()
    page = (
        client_of(season.cast.supervisor).get(f"/vetting/{row.id}/", {"section": "titles"}).content.decode()
    )
    assert "用人单位已核实" in page and row.unit.name in page and "核实勾选的内容" not in page
    page = (
        client_of(season.cast.supervisor).get(f"/vetting/{row.id}/", {"section": "basics"}).content.decode()
    )
    assert "用人单位已核实" in page and "未核实，由用人单位核实" in page
    left = len(there) - 2
    assert f"还有{left}项由本人填报" in page


def test_what_changed_since_is_self_declared_again(season: making.Season, row: Application) -> None:
    there = submitted(row)
    actions.verify(row, list(there), season.cast.unit_officer, row.unit)
    assert actions.verify(row, list(there), season.cast.unit_officer, row.unit) == 0
    submission = row.submissions.get()
    submission.content["records"]["titles"][0]["data"]["title"] = "教授"
    submission.content["qualification"]["employment"] = "在编"
    changed = subjects_in(submission.content)
    assert set(changed) == set(there)
    found = standing_of(row.person_id, changed)
    self_declared = {subject for subject, one in found.items() if one.confirmed is None}
    title = f"record:{submission.content['records']['titles'][0]['id']}"
    assert self_declared == {title, "fact:employment"}


def test_only_who_has_the_case_confirms_what_was_submitted(season: making.Season, row: Application) -> None:
    there = list(submitted(row))
    cast = season.cast
    refusals = [
        lambda: actions.verify(row, [], cast.unit_officer, row.unit),
        lambda: actions.verify(row, ["fact:papers"], cast.unit_officer, row.unit),
        lambda: actions.verify(row, there, cast.department_officer, cast.organisations["department"]),
        lambda: actions.verify(row, there, cast.other_unit_officer, row.unit),
        lambda: actions.verify(row, there, cast.applicant, row.unit),
    ]
    for refusal in refusals:
        with pytest.raises(Refused):
            refusal()
    assert not Verification.objects.exists()
    assert not Entry.objects.filter(act="verify").exists()


def test_nothing_ticked_and_what_is_gone_are_said(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    client = client_of(season.cast.unit_officer)
    for data, says in (({}, "请先勾选"), ({"subject": "record:gone"}, "请刷新页面后重新核对")):
        page = client.post(f"/vetting/{row.id}/verify/", data, follow=True).content.decode()
        assert says in page
    assert client.get(f"/vetting/{row.id}/verify/").status_code == 405


def test_the_register_confirms_without_anybody_and_the_applicant_sees_it(
    season: making.Season, client_of: ClientOf
) -> None:
    person = season.cast.people["applicant"]
    record = save_record(person, module="titles", data=SAMPLES["titles"])
    listed = {record_subject(record.id): record_digest(record.data, [])}
    assert keep(person, listed, Verifier.REGISTER) == 1
    assert keep(person, listed, Verifier.REGISTER) == 0
    assert Verification.objects.get().organisation is None
    client = client_of(person.account)
    assert "证书库已核实" in client.get(reverse("dossiers:module", args=["titles"])).content.decode()
    assert "证书库已核实" in client.get(reverse("dossiers:record", args=[record.id])).content.decode()
    save_record(person, module="titles", data={**SAMPLES["titles"], "title": "技师"}, record=record)
    assert "本人填报" in client.get(reverse("dossiers:module", args=["titles"])).content.decode()
