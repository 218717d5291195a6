"""A session with a 基层 group through its whole year: call, acceptance, audit, readings, votes, results, certificates."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests import cast as casting
from tests import making
from tests.cast import Cast
from tests.experts import ready as drawing
from tests.making import Season, day
from tests.meeting import ready
from tests.outcomes.after_vote import AfterVote, second_officer
from tests.planning.conftest import Office, accepted, filed_call, opened
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.documents.engine import render_pdf
from zhicheng.experts import actions as experts
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import members
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions, documents, readers
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.models import Ballot, PlannedReading, Reading
from zhicheng.outcomes import documents as outcome_papers
from zhicheng.outcomes.archive_parts import parts_of
from zhicheng.outcomes.queries import BY_GROUP
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Call, Committee, Filing, Group, Session
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import entries_of
from zhicheng.rehearsal import invariants
from zhicheng.vetting import actions as vetting

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ACCEPTING, AUDIT, POSTED, OVER = (
    day(2023, 8, 20, 10), day(2023, 9, 11, 10), day(2023, 9, 12, 10), day(2023, 9, 21, 10),
)  # fmt: skip
NAMES = ("王一", "李二", "张三", "陈四", "杨五", "赵六", "周七")


@pytest.fixture
def year(cast: Cast) -> Season:
    """The call is out, with a 基层 group: state units of 东川区, 60 % planned."""
    orgs = cast.organisations
    committee = Committee.objects.create(
        code="committee-senior-04", name="昆明市机电工程高级工程师评审委员会", tier="city", level="高级",
        organiser=orgs["department"], place=cast.places["kunming"], scope_words="本市机电工程",
    )  # fmt: skip
    office = Office(committee, orgs["department"], cast.office_officer)
    ours = {
        "province": {"by": cast.province_officer, "organisation": orgs["province"]},
        "city": {"by": cast.city_officer, "organisation": orgs["city_bureau"]},
    }
    session = opened(office, ours, seats=5, stand_ins=1, paper_stage=False)
    planning.save_group(
        session=session, name="基层组", basis="云人社2020年度通知", unit_kinds=["县区国有"],
        places=["dongchuan"], pass_share=60, **office.me,
    )  # fmt: skip
    accepted(filed_call(office, session), ours)
    planning.publish_call(session=session, **office.me)
    making.released_tables(orgs["province"])
    return Season(cast, committee, Session.objects.get(pk=session.pk), Call.objects.get(session=session))


def audited(year: Season) -> list[Application]:
    """Three of a unit of 东川区, four of the city, all through the electronic audit."""
    county = Organisation.objects.create(
        name="东川区农机服务中心", kind="unit", unit_kind="县区国有", place=year.cast.places["dongchuan"],
        checked_at=clock.now(),
        registered_at=clock.now(), profile_completed_at=clock.now(), credit_code="91530113MA6K5N9X9A",
    )  # fmt: skip
    city = year.cast.organisations["unit"]
    return [
        making.application(
            year,
            State.AUDITED,
            person=casting.person(f"53010219850{n + 1}0200{n}X", name, county if n < 3 else city),
        )
        for n, name in enumerate(NAMES)
    ]


def fresh(rows: Sequence[Application]) -> list[Application]:
    """The rows as they are now, in the same order."""
    found = Application.objects.select_related("group", "session__committee", "unit").in_bulk()
    return [found[row.pk] for row in rows]


def listed(year: Season, rows: Sequence[Application]) -> Filing:
    """Audit, pre-meeting notice and filing, accepted by the province by way of the city."""
    cast = year.cast
    with clock.at(AUDIT):
        for officer in (cast.office_officer, second_officer(cast, year.committee.organiser)):
            actions.qualify_several(fresh(rows), officer)
    with clock.at(POSTED):
        notice = notices.open_session_notice(
            year.session, Notice.Kind.PRE_MEETING, fresh(rows), "门户网站", cast.office_officer
        )
    with clock.at(OVER):
        notices.close_session_notice(notice, "公示无异议。", cast.office_officer)
        filing = actions.file_meeting(year.session, cast.office_officer, pass_share=70)
        of = cast.organisations
        planning.pass_filing(filing=filing, by=cast.city_officer, organisation=of["city_bureau"])
        return actions.answer_pre_meeting_filing(
            filing, accepted=True, by=cast.province_officer, organisation=of["province"]
        )


def seated(year: Season) -> list[Seat]:
    """The pool approved, the draw made and signed, a chair, the training."""
    cast, session = year.cast, year.session
    with clock.at(drawing.DRAW_DAY):
        pool = experts.pool.queries.pool(session)
        drawing.accepted(year, Filing.Kind.POOL, experts.pool.pool_content(session, pool))
        draw = experts.open_draw(session, drawing.drawers(year), cast.supervisor, cast.office_officer)
        drawing.all_sign(drawing.numbers_given(draw, year), year)
        experts.appoint_chair(members(session)[0], cast.office_officer)
        actions.record_training(session, cast.office_officer)
    return list(members(session))


def voted(year: Season, table: list[Seat], rows: Sequence[Application], agreeing: int) -> None:
    """The ballots on `rows` of one group; the first `agreeing` pass."""
    actions.open_ballots(fresh(rows), year.cast.office_officer)
    ballots = [Ballot.objects.get(application=row) for row in rows]
    for place, ballot in enumerate(ballots):
        choice = "agree" if place < agreeing else "against"
        ready.cast_all(ballot, [(seat, choice) for seat in table])
    ready.count(year, *ballots)


@pytest.mark.clause("YN2020-2.4b")
def test_a_group_has_its_own_applicants_readers_votes_and_pass_rate(year: Season, client: Client) -> None:
    cast, session, office = year.cast, year.session, year.cast.office_officer
    group = Group.objects.get(session=session)
    rows = audited(year)
    client.force_login(rows[0].person.account)
    status = reverse("applications:detail", args=[rows[0].id])
    assert "受理时确定" in client.get(status).content.decode()
    with clock.at(ACCEPTING):
        for row in fresh(rows):
            vetting.accept_without_paper(row, office)
        assert [row.group for row in fresh(rows)] == [group] * 3 + [None] * 4
        told = Message.objects.filter(recipient=rows[0].person.account_id).latest("sent_at")
        assert "编入基层组评审" in told.body
        _moved_by_the_office(client, rows[3], group, cast)
    grassroots, others = rows[:4], rows[4:]
    filing = listed(year, rows)
    assert "分组单独评审：基层组4人（通过率控制在60%以内）、其他人员3人。" in filing.content["plan"]
    with pytest.raises(Refused, match="资格审查前"):
        actions.assign_group(fresh(rows)[4], group, "来不及了", office)
    table = seated(year)
    named = {seat.id for seat in table[:3]}
    client.force_login(office)
    with clock.at(ready.READ_DAY):
        few = client.post(
            reverse("meeting:name_readers", args=[session.id, group.id]), {"seat": [str(table[0].id)]}
        )
        assert few.status_code == 409 and "至少指定3名" in few.content.decode()
        ours = {"seat": [str(one) for one in named]}
        assert (
            client.post(reverse("meeting:name_readers", args=[session.id, group.id]), ours).status_code == 302
        )
        actions.plan_readings(session, office)
        _others_do_not_read_the_group(session, group, office)
        actions.confirm_readings(session, office)
        given = Reading.objects.filter(application__group=group).values_list("seat", flat=True)
        assert set(given) == named and len(given) == 12
        spare = {seat.id for seat in table[3:]}
        of_others = list(Reading.objects.filter(application__group=None).values_list("seat", flat=True))
        assert len(of_others) == 9 and spare <= set(of_others)
        assert all(of_others.count(one) == 3 for one in spare)  # who reads no group reads the others
        page = client.get(ready.page("readings", year)).content.decode()
        assert "基层组" in page and page.count(" checked") == 3
        ready.read_all(year)
    with clock.at(ready.MEETING):
        for seat in table:
            actions.check_in(seat, seat.expert.account)
        actions.open_meeting(session, office)
        ready.keyed(year)
        with pytest.raises(Refused, match="单独评审"):
            actions.open_ballots(fresh([grassroots[0], others[0]]), office)
        assert not Ballot.objects.exists()
        voted(year, table, grassroots, 3)
        voted(year, table, others, 2)
        actions.close_meeting(session, drawing.code(), table[0].expert.account)
        shown = client.get(ready.page("session", year)).content.decode()
        assert shown.index("基层组</th>") < shown.index("其他人员</th>")
        assert "75%" in shown and "超过方案" in shown
    _minutes(session)
    after = AfterVote(year, fresh([*grassroots[:3], *others[:2]]), fresh([grassroots[3], others[2]]))
    after.release()
    after.certify()
    _results(year, client, len(after.certificates))
    _document(after)
    _package(year)
    client.force_login(grassroots[3].person.account)
    own = client.get(reverse("applications:detail", args=[grassroots[3].id])).content.decode()
    assert "基层组" in own and "受理时确定" not in own
    assert "groups_are_of_the_own_session" not in invariants.broken()


def _others_do_not_read_the_group(session: Session, group: Group, office: Account) -> None:
    """By hand, too, only the named members read the group's files."""
    planned = PlannedReading.objects.filter(application__group=group).select_related("application__session")[
        0
    ]
    assert readers.instead_of(planned) == []  # all three named ones read it
    with pytest.raises(Refused, match="由指定的评委审阅"):
        actions.correct_plan(planned, members(session)[4], "换人", office)


def _moved_by_the_office(client: Client, row: Application, group: Group, cast: Cast) -> None:
    """Assigned by the office, with a reason that the person reads."""
    client.force_login(cast.office_officer)
    address, page = (reverse(f"meeting:{one}", args=[row.id]) for one in ("assign_group", "qualification"))
    assert "调整分组" in client.get(page).content.decode()
    empty = client.post(address, {"group": str(group.id), "reason": ""}, follow=True)
    assert "请选择分组并写明理由" in empty.content.decode()
    assert client.post(address, {"group": str(group.id), "reason": "长期在阿旺镇工作"}).status_code == 302
    row.refresh_from_db()
    assert row.group == group
    told = Message.objects.get(recipient=row.person.account_id, subject="评审分组调整")
    assert "基层组" in told.body and "阿旺镇" in told.body
    people = reverse("meeting:people", args=[group.session_id])
    ours = client.get(people, {"group": str(group.id)}).content.decode()
    assert NAMES[3] in ours and NAMES[4] not in ours
    client.force_login(cast.other_office_officer)
    assert client.post(address, {"group": "", "reason": "误"}).status_code == 404


def _minutes(session: Session) -> None:
    """The minutes list the group first, with its count beside the plan."""
    document = documents.minutes(session, agenda_of(session))
    results: list[dict[str, Any]] = document.data["results"]
    assert [one["group"] for one in results] == ["基层组"] * 4 + [""] * 3
    assert "基层组表决4人，通过3人，通过率75%（计划60%，超过计划）。" in document.data["course"]
    assert "全部表决7人，通过5人，通过率71%（计划70%，超过计划）。" in document.data["course"]
    at = day(2023, 10, 20, 18)
    made = render_pdf(document.template, document.data, draft=False, at=at, title=document.title, demo=False)
    assert made[:5] == b"%PDF-"


def _results(year: Season, client: Client, certificates: int) -> None:
    """Result notice, filing and results page by group; everybody who passed has a certificate: the plan decides nothing."""
    assert certificates == 5
    notice = Notice.objects.get(session=year.session, kind=Notice.Kind.RESULT)
    assert [one.extract.get("group", "") for one in entries_of(notice)] == ["基层组"] * 3 + [""] * 2
    filing = Filing.objects.get(session=year.session, kind=Filing.Kind.POST_MEETING)
    assert filing.content["groups"][0] == "基层组表决4人，通过3人，通过率75%（计划60%，超过计划）。"
    client.force_login(year.cast.supervisor)
    page = client.get(reverse("outcomes:post_filing", args=[year.session.id])).content.decode()
    assert "67%" in page and page.count("超过方案</span>") == 2


def _document(after: AfterVote) -> None:
    """The title document names the group first, each under its own heading."""
    row = after.document
    assert row is not None
    named = list(Application.objects.filter(document_holder__document=row).order_by(*BY_GROUP))
    data = outcome_papers.document_data(
        row.session, named, issuer=row.issuer, number=row.number, issued_on=row.issued_on,
        obtained_on=row.obtained_on, signature=row.signature,
    )  # fmt: skip
    assert [one["group"] for one in data["holders"]] == ["基层组"] * 3 + [""] * 2
    pages = pypdfium2.PdfDocument(outcome_papers.issued_pdf(row))
    text = "".join(page.get_textpage().get_text_bounded() for page in pages).replace(" ", "")
    assert text.index("基层组（3名）") < text.index("其他人员") < text.rindex(NAMES[4])


def _package(year: Season) -> None:
    """The package says of everybody in which group they were voted on."""
    parts = {one.path: one for one in parts_of(Session.objects.get(pk=year.session.pk))}
    told = json.loads(parts["data/results.json"].make())["content"]["results"]
    assert [one["group"] for one in told].count("基层组") == 4 and len(told) == 7
    assert {"data/documents/title-document-1.pdf", "data/notices/2.html"} <= set(parts)
    assert "基层组" in parts["data/notices/2.html"].make().decode()


def test_a_group_of_another_session_is_not_taken(year: Season) -> None:
    office = year.cast.office_officer
    row = audited(year)[0]
    with clock.at(ACCEPTING):
        vetting.accept_without_paper(row, office)
        other = Session.objects.create(
            committee=year.committee, year=2024, meeting_on=dt.date(2024, 10, 18), created_at=clock.now()
        )
        strange = Group.objects.create(session=other, position=1, name="基层组", basis="通知")
        with pytest.raises(Refused) as found:
            actions.assign_group(row, strange, "误选", office)
        assert found.value.status == 404
        assert actions.assign_group(row, None, "不在基层工作", office).group is None
        Application.objects.filter(pk=row.pk).update(group=strange)
        assert row.number in str(invariants.broken()["groups_are_of_the_own_session"])
