"""The city's spot check: who draws, that anybody can compute it again, what a finding does, what waits for it."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from tests.documents.test_engine import joined
from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.documents.engine import render_pdf
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions
from zhicheng.meeting.access import get_spot_check
from zhicheng.meeting.actions.spot_check import sample
from zhicheng.meeting.documents import spot_check_record
from zhicheng.meeting.models import SpotCheck, SpotFinding
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Filing, GateReached

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def admitted(season: Season, count: int) -> list[Application]:
    """People whose filing was accepted."""
    Filing.objects.get_or_create(
        session=season.session,
        kind=Filing.Kind.PRE_MEETING,
        defaults={
            "to": season.cast.organisations["province"],
            "content": {},
            "content_hash": "0" * 64,
            "submitted_by": season.cast.office_officer,
            "submitted_at": clock.now(),
            "answer": Filing.Answer.ACCEPTED,
            "number": "备1号",
            "answered_at": clock.now(),
        },
    )
    return ready.people(season, count)


def drawn(season: Season, share: int = 20) -> SpotCheck:
    """The city's draw."""
    city = season.cast.organisations["city_bureau"]
    return actions.draw_spot_check(season.session, share, by=season.cast.city_officer, organisation=city)


def find(
    season: Season, finding: SpotFinding, *, clean: bool, words: str = "核对学历和任职年限。"
) -> SpotFinding:
    """The city's finding."""
    city = season.cast.organisations["city_bureau"]
    return actions.record_finding(
        finding, clean=clean, words=words, by=season.cast.city_officer, organisation=city
    )


@pytest.mark.clause("KM2023-4.4d")
def test_only_the_city_draws_and_finds(season: Season) -> None:
    cast, orgs = season.cast, season.cast.organisations
    with pytest.raises(Refused, match="会前备案还没有通过"):
        drawn(season)
    admitted(season, 3)
    for officer, organisation in (
        (cast.province_officer, orgs["province"]),
        (cast.county_officer, orgs["county_bureau"]),
        (cast.office_officer, orgs["city_bureau"]),
    ):
        with pytest.raises(Refused) as found:
            actions.draw_spot_check(season.session, 50, by=officer, organisation=organisation)
        assert found.value.status == 404
    with pytest.raises(Refused, match="比例"):
        drawn(season, 0)
    check = drawn(season, 50)
    assert check.findings.count() == 2  # rounded up
    with pytest.raises(Refused, match="已经抽取"):
        drawn(season)
    with pytest.raises(Refused):
        actions.record_finding(
            check.findings.all()[0], clean=True, words="无误", by=cast.province_officer,
            organisation=orgs["province"],
        )  # fmt: skip


@pytest.mark.clause("KM2023-4.4d")
def test_anybody_can_compute_the_sample_again(season: Season) -> None:
    numbers = sorted(row.number or "" for row in admitted(season, 12))
    check = drawn(season, 25)
    assert check.roster == numbers
    by_hand = sorted(numbers, key=lambda one: hashlib.sha256(f"{check.seed}\n{one}".encode()).hexdigest())[:3]
    assert [one.application.number for one in check.findings.all()] == by_hand
    assert check.roster_hash == hashlib.sha256("\n".join(numbers).encode()).hexdigest()


@pytest.mark.clause("KM2023-4.4d")
def test_a_finding_against_takes_the_person_off_the_list(season: Season) -> None:
    admitted(season, 4)
    first, second = drawn(season, 50).findings.all()
    with pytest.raises(Refused, match="复核情况"):
        find(season, first, clean=False, words=" ")
    find(season, first, clean=False, words="任职年限证明不实")
    row = Application.objects.get(pk=first.application_id)
    assert row.state == State.STRUCK_BY_SPOT_CHECK and row.ended_at is not None
    told = Message.objects.get(recipient=row.person.account_id)
    assert "任职年限证明不实" in told.body
    with pytest.raises(Refused, match="已经填写"):
        find(season, first, clean=True)
    assert not GateReached.objects.filter(gate="spot_check").exists()
    find(season, second, clean=True)
    assert Application.objects.get(pk=second.application_id).state == State.FILED
    assert GateReached.objects.filter(gate="spot_check").exists()
    told = Message.objects.get(recipient=season.cast.office_officer.id, subject="抽查复核结果")
    assert "抽查2人，取消上会1人" in told.body


def test_who_is_drawn_waits_for_the_finding_before_the_vote(season: Season, meeting_day: None) -> None:
    ready.opened(season, 1)
    check = drawn(season, 100)
    row = Application.objects.get(state=State.READING)
    with pytest.raises(Refused, match="抽中复核"):
        actions.open_ballot(row, season.cast.office_officer)
    find(season, check.findings.get(), clean=True)
    assert actions.open_ballot(row, season.cast.office_officer).present == 5


def test_the_pages_of_city_and_office(season: Season) -> None:
    city, office = Client(), Client()
    city.force_login(season.cast.city_officer)
    office.force_login(season.cast.office_officer)
    url = reverse("meeting:spot_check", args=[season.session.id])
    assert "随机抽取</button>" not in city.get(url).content.decode()  # nothing is filed yet
    admitted(season, 4)
    assert "还没有抽查" in office.get(url).content.decode()
    assert 'value="10"' in city.get(url).content.decode()
    assert office.post(url, {"share": "50"}).status_code == 404
    assert city.post(url, {"share": "500"}).status_code == 400
    assert city.post(url, {"share": "25"}).status_code == 302
    check = SpotCheck.objects.get()
    assert check.seed in office.get(url).content.decode()
    finding = check.findings.get()
    page = reverse("meeting:finding", args=[finding.id])
    assert city.post(page, {"outcome": "struck", "words": ""}).status_code == 400
    assert city.post(page, {"outcome": "struck", "words": "年限不符"}).status_code == 302
    assert city.post(page, {"outcome": "struck", "words": "年限不符"}).status_code in {400, 409}
    assert "年限不符" in office.get(url).content.decode()
    made = spot_check_record(get_spot_check(season.session))
    text = joined(render_pdf(made.template, made.data, draft=False, at=clock.now(), title=made.title))
    assert check.seed in text and "年限不符" in text


@pytest.mark.clause("KM2023-4.4d")
def test_who_joins_after_the_draw_is_drawn_apart(season: Season) -> None:
    """Ten admitted and drawn, five more by a supplement: a fifth of these five; then the city seals the whole record."""
    admitted(season, 10)
    check = drawn(season, share=20)
    city = {"by": season.cast.city_officer, "organisation": season.cast.organisations["city_bureau"]}
    with pytest.raises(Refused, match="没有补充上会的人员"):
        actions.draw_supplement(check, **city)
    for finding in check.findings.all():
        actions.record_finding(finding, clean=True, words="相符。", **city)
    check.refresh_from_db()
    assert check.finished_at and check.signature is not None
    later = ready.people(season, 5)
    page, office = Client(), Client()
    page.force_login(season.cast.city_officer)
    office.force_login(season.cast.office_officer)
    url = reverse("meeting:spot_check", args=[season.session.id])
    assert "又有 5 人补充备案上会" in page.get(url).content.decode()
    assert "补充备案上会" not in office.get(url).content.decode()
    with pytest.raises(Refused) as stranger:
        actions.draw_supplement(check, by=season.cast.office_officer, organisation=season.committee.organiser)
    assert stranger.value.status == 404
    assert page.post(url, {"supplement": "1"}).status_code == 302
    more = check.supplements.get()
    new = [one for one in check.findings.all() if one.supplement_id == more.id]
    assert more.roster == sorted(row.number for row in later) and len(new) == 1
    assert new[0].application.number == sample(more.roster, 20, more.seed)[0]
    check.refresh_from_db()
    assert check.finished_at is None and check.signature is None, "open again until the new ones are found"
    actions.record_finding(new[0], clean=False, words="证明不符。", **city)
    made = spot_check_record(get_spot_check(season.session))
    text = joined(render_pdf(made.template, made.data, draft=False, at=clock.now(), title=made.title))
    assert more.seed in text and "补充上会的5人按20%另行抽取" in text
    assert season.cast.organisations["city_bureau"].name in text and "职称评审专用章" in text
    with pytest.raises(Refused, match="没有补充上会的人员"):
        actions.draw_supplement(check, **city)
