"""Session settings, variations with the city's consent, provincial windows, pilot, inspection notes."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.applications.guards import check_window
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.planning import actions, queries
from zhicheng.planning.actions.settings import pilot_last_day
from zhicheng.planning.instants import instants_of
from zhicheng.planning.models import Committee, InspectionNote, Petition, Session, SettingChange
from zhicheng.planning.settings import SETTINGS, read_minimums

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Ours = dict[str, dict[str, Any]]


@pytest.fixture
def provincial(cast: Cast, senior: Office) -> Office:
    """A committee of the province, run by the same organiser."""
    committee = Committee.objects.create(
        code="province-01", name="云南省机械工程正高级工程师评审委员会", tier="province", level="高级",
        organiser=senior.organisation, place=cast.places["yunnan"], scope_words="全省机械工程",
    )  # fmt: skip
    return Office(committee, senior.organisation, senior.officer)


def provincial_session(office: Office) -> Session:
    """A session of the province's committee, its call not yet written."""
    return Session.objects.create(
        committee=office.committee, year=2023, meeting_on=dt.date(2023, 12, 8), opens_at=moment(8, 1),
        closes_at=moment(9, 1), created_at=clock.now(),
    )  # fmt: skip


def change(office: Office, session: Session, key: str, value: Any, reason: str = "按实际安排") -> Session:
    """The office's change."""
    return actions.change_setting(session=session, key=key, value=value, reason=reason, **office.me)


def varied(office: Office, session: Session, **more: Any) -> Petition:
    """A request not to collect paper."""
    terms = {"key": "paper_stage", "value": False, "step": "audit", "reason": "改为网上核验", "until": None}
    return actions.ask_variation(session=session, **{**terms, **more}, **office.me)


def test_the_list_names_fields_of_a_session_with_default_who_and_when() -> None:
    fields = {field.name for field in Session._meta.get_fields()}
    for one in SETTINGS:
        assert one.key in fields and one.default and one.who and one.from_when and one.clause


@pytest.mark.clause("KM2023-3.3")
def test_before_the_call_the_office_changes_and_every_change_is_kept(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    with pytest.raises(Refused, match="原因"):
        change(senior, session, "seats", 13, " ")
    with pytest.raises(Refused, match="单数"):
        change(senior, session, "seats", 12)
    with pytest.raises(Refused):  # not a provincial committee's
        change(senior, session, "platform", "province")
    with pytest.raises(Refused):
        actions.change_setting(session=session, key="seats", value=13, reason="x", **ours["city"])
    assert change(senior, session, "seats", 13).seats == 13
    kept = SettingChange.objects.get()
    assert (kept.key, kept.before, kept.after, kept.reason) == ("seats", "11", "13", "按实际安排")


@pytest.mark.clause("YN2020-2.5b")
def test_the_draw_s_constraints_are_settings(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    for key, bad in (("private_share", 101), ("private_share", -1), ("unit_most", 100)):
        with pytest.raises(Refused, match="须在0至"):
            change(senior, session, key, bad)
    assert change(senior, session, "private_share", 30).private_share == 30
    assert change(senior, session, "unit_most", 2).unit_most == 2
    for bad in ("机械工程", "机械工程0", "3", "机械工程3、机械工程2", "机械工程3、、电气2", "机" * 201, 3):
        with pytest.raises(Refused, match="专业名称和最少人数"):
            change(senior, session, "profession_least", bad)
    said = "机械工程3、电气工程 2名"
    assert read_minimums(change(senior, session, "profession_least", said).profession_least) == [
        ("机械工程", 3),
        ("电气工程", 2),
    ]
    assert read_minimums("") == []
    SettingChange.objects.filter(key="profession_least").delete()
    assert [one.key for one in SettingChange.objects.order_by("changed_at")] == ["private_share", "unit_most"]


@pytest.mark.clause("GUIDE-1.4")
def test_the_instants_lie_between_close_and_meeting_in_order(
    senior: Office, ours: Ours, client_of: Any
) -> None:
    session = opened(senior, ours)
    assert session.closes_at is not None and session.meeting_on is not None
    close, meeting = clock.in_china(session.closes_at).date(), session.meeting_on
    with pytest.raises(Refused, match="不能早于申报截止日"):
        change(senior, session, "resubmit_last", close - dt.timedelta(days=2))
    with pytest.raises(Refused, match="评审会"):
        change(senior, session, "accept_last", meeting)
    change(senior, session, "accept_last", close + dt.timedelta(days=9))
    with pytest.raises(Refused, match="受理截止日"):
        change(senior, session, "unit_pass_last", close + dt.timedelta(days=10))
    session = change(senior, session, "unit_pass_last", close + dt.timedelta(days=9))
    assert instants_of(session)[1][1] == moment(close.month, close.day) + dt.timedelta(days=10)
    with pytest.raises(Refused, match="早于单位审核"):
        change(senior, session, "accept_last", close)
    page = client_of(senior.officer)
    address = reverse("planning:setting", args=[session.pk, "resubmit_last"])
    wrong = {"value": (meeting).isoformat(), "reason": "按实际安排"}
    assert "须在评审会" in page.post(address, wrong).content.decode()
    assert page.post(address, wrong | {"value": ""}).status_code == 302  # back to the close
    shown = page.get(reverse("planning:settings", args=[session.pk])).content.decode()
    assert "申报截止日" in shown and "退回后重新提交截止日" in shown


@pytest.mark.clause("GUIDE-1.4")
def test_the_grace_for_attachments_is_set_before_the_call(senior: Office, ours: Ours, client_of: Any) -> None:
    session = opened(senior, ours)
    assert session.upload_grace == 0
    for wrong in (-1, 24 * 60 + 1, None):
        with pytest.raises(Refused, match="附件续传宽限须在0至1440分钟之间"):
            change(senior, session, "upload_grace", wrong)
    page = client_of(senior.officer)
    address = reverse("planning:setting", args=[session.pk, "upload_grace"])
    assert page.post(address, {"value": "1441", "reason": "按实际安排"}).status_code == 400
    assert page.post(address, {"value": "30", "reason": "按实际安排"}).status_code == 302
    session.refresh_from_db()
    assert session.upload_grace == 30
    assert "截止后30分钟" in page.get(reverse("planning:session", args=[session.pk])).content.decode()


def test_the_grace_stands_once_the_call_is_out(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with pytest.raises(Refused, match="不再更改"):
        change(senior, session, "upload_grace", 60)


@pytest.mark.clause("KM2023-3.3")
def test_after_the_call_only_the_citys_consent_switches_it_on(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with pytest.raises(Refused, match="市人社局同意") as found:
        change(senior, session, "paper_stage", False)
    assert found.value.clause == "KM2023-3.3"
    petition = varied(senior, session)
    with pytest.raises(Refused, match="等待答复"):
        varied(senior, session)
    session.refresh_from_db()
    assert session.paper_stage is True
    for other in ("province", "county"):
        with pytest.raises(Refused):
            actions.answer_petition(petition=petition, accepted=True, reason="", **ours[other])
    with pytest.raises(Refused, match="原因"):
        actions.answer_petition(petition=petition, accepted=False, reason="", **ours["city"])
    done = actions.answer_petition(petition=petition, accepted=True, reason="", **ours["city"])
    session = Session.objects.select_related("call").get(pk=session.pk)
    assert session.paper_stage is False and done.signature is not None
    told = SettingChange.objects.select_related("announcement").get()
    assert (told.before, told.after, told.petition) == ("是", "否", done)
    assert told.announcement is not None and told.announcement.published_at is None
    assert "经昆明市人力资源和社会保障局同意" in told.announcement.text
    with pytest.raises(Refused, match="已经答复"):
        actions.answer_petition(petition=petition, accepted=True, reason="", **ours["city"])


@pytest.mark.clause("KM2023-3.3")
def test_a_refused_variation_changes_nothing_and_a_term_ends_by_itself(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    refused = varied(senior, session)
    actions.answer_petition(petition=refused, accepted=False, reason="须核对原件", **ours["city"])
    assert Message.objects.filter(recipient=senior.officer.id, body="须核对原件").exists()
    session.refresh_from_db()
    assert session.paper_stage is True
    again = varied(senior, session, until=dt.date(2023, 8, 15))
    actions.answer_petition(petition=again, accepted=True, reason="", **ours["city"])
    with clock.at(moment(8, 15, 23)):
        assert actions.end_variations() == 0
    with clock.at(moment(8, 16)):
        assert actions.end_variations() == 1
        assert actions.end_variations() == 0
    session.refresh_from_db()
    assert session.paper_stage is True
    (notice,) = queries.untold(session)  # the end of the term stands in it; nothing more to announce
    assert "至2023年8月15日止" in notice.text


@pytest.mark.clause("KM2023-3.4")
@pytest.mark.parametrize(("central", "last"), [(True, (9, 13)), (False, (9, 15))])
def test_days_of_collection_compute_the_window(
    provincial: Office, central: bool, last: tuple[int, int]
) -> None:
    session = provincial_session(provincial)
    if central:
        change(provincial, session, "central_submission", True)
    change(provincial, session, "collect_from", dt.date(2023, 8, 20))
    with pytest.raises(Refused, match="不能早于"):
        change(provincial, session, "collect_until", dt.date(2023, 8, 1))
    found = change(provincial, session, "collect_until", dt.date(2023, 9, 15))
    assert found.opens_at == moment(8, 13)  # seven days before
    assert found.closes_at == moment(*last)  # 24:00 three days before, or one


@pytest.mark.clause("KM2023-3.1")
def test_a_provincial_session_names_its_platform(provincial: Office) -> None:
    session = provincial_session(provincial)
    assert session.platform == "city"  # compulsory where the notice does not say otherwise
    found = change(provincial, session, "platform", "province", "省评委会通知明确使用省信息平台")
    with pytest.raises(Refused, match="省信息平台") as refused:
        check_window(found)
    assert refused.value.clause == "KM2023-3.1"


@pytest.mark.clause("YN2023-3.1")
def test_the_pilot_is_asked_for_thirty_working_days_before_the_call(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    last = pilot_last_day(session)
    assert last is not None
    too_late = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(9), clock.CHINA)
    with clock.at(too_late), pytest.raises(Refused, match="30个工作日"):
        actions.ask_pilot(session=session, reason="申请试点", **senior.me)
    with clock.at(dt.datetime.combine(last, dt.time(9), clock.CHINA)):
        asked = actions.ask_pilot(session=session, reason="申请试点", **senior.me)
    with pytest.raises(Refused):
        actions.answer_petition(petition=asked, accepted=True, reason="", **ours["city"])
    done = actions.answer_petition(petition=asked, accepted=True, reason="安排系统培训", **ours["province"])
    assert done.answer == "accepted" and SettingChange.objects.count() == 0


@pytest.mark.clause("YN2023-3.1")
def test_who_has_a_system_of_its_own_is_not_in_the_pilot(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    Committee.objects.filter(pk=senior.committee.pk).update(own_system=True)
    with pytest.raises(Refused, match="没有自己信息系统"):
        actions.ask_pilot(session=session, reason="申请试点", **senior.me)


@pytest.mark.clause("KM2023-6.3c")
def test_supervisors_read_every_step_and_note_inspections(cast: Cast, senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    url = reverse("planning:inspections", args=[session.id])
    supervisor, office = Client(), Client()
    supervisor.force_login(cast.supervisor)
    office.force_login(senior.officer)
    assert supervisor.get(reverse("planning:session", args=[session.id])).status_code == 200
    given = {"phase": "during", "text": "资格审查记录完整。", "demand": "公示地点须补填。"}
    assert office.post(url, given).status_code == 404
    assert supervisor.post(url, given | {"text": " "}).status_code == 400
    assert supervisor.post(url, given).status_code == 302
    assert "公示地点须补填" in office.get(url).content.decode()
    assert Message.objects.filter(recipient=senior.officer.id, body="公示地点须补填。").exists()
    with pytest.raises(Refused):
        actions.note_inspection(session, phase="after", text="看", demand="", by=cast.province_officer)
    assert InspectionNote.objects.get().organisation == cast.organisations["city_bureau"]


def test_the_pages_of_setting_and_petition(cast: Cast, senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    office, city = Client(), Client()
    office.force_login(senior.officer)
    city.force_login(cast.city_officer)
    seats = reverse("planning:setting", args=[session.id, "seats"])
    assert office.post(seats, {"value": "12", "reason": "人多"}).status_code in {400, 409}
    assert office.post(seats, {"value": "13", "reason": "人多"}).status_code == 302
    assert office.get(reverse("planning:setting", args=[session.id, "no-such"])).status_code == 404
    body = city.get(reverse("planning:settings", args=[session.id])).content.decode()
    assert "人多" in body and "评委会组成人数" in body
    actions.write_call(
        session=session,
        title="通知",
        conditions="条件",
        requirements="要求",
        materials=[],
        contact="电话",
        **senior.me,
    )
    Session.objects.get(pk=session.pk).call.__class__.objects.update(published_at=clock.now())
    given = {"value": "15", "reason": "人数增加", "step": "draw", "until": ""}
    assert office.post(seats, given | {"step": ""}).status_code == 400
    assert office.post(seats, given).status_code == 302
    petition = Petition.objects.get()
    page = reverse("planning:petition", args=[petition.id])
    desk = city.get("/desk/").content.decode()
    assert "答复流程调整申请" in desk and page in desk
    assert "评委会组成人数调整为15" in city.get(page).content.decode()
    assert city.post(page, {"answer": "accepted", "reason": ""}).status_code == 302
    session.refresh_from_db()
    assert session.seats == 15
    assert "经市人社局同意" in office.get(reverse("planning:settings", args=[session.id])).content.decode()


@pytest.mark.clause("DC2022-2.4")
def test_years_run_to_the_years_end_unless_a_provincial_call_says_otherwise(
    senior: Office, provincial: Office
) -> None:
    texts = {
        "title": "通知",
        "conditions": "条件",
        "requirements": "要求",
        "materials": [],
        "contact": "电话",
    }
    terms = {"year": 2022, "opens_at": moment(7, 1, year=2022), "closes_at": moment(8, 1, year=2022)}
    ours_, theirs = (
        Session.objects.create(committee=one.committee, created_at=clock.now(), **terms)
        for one in (senior, provincial)
    )
    own = dt.date(2022, 10, 31)
    assert actions.write_call(session=ours_, **texts, **senior.me).years_cut_off is None  # 31 December
    with pytest.raises(Refused):
        actions.write_call(session=ours_, **texts, years_cut_off=own, **senior.me)
    assert (
        actions.write_call(session=theirs, **texts, years_cut_off=own, **provincial.me).years_cut_off == own
    )
