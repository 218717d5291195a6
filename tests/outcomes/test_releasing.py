"""结果公布: prepared by one, looked through and released by another; reasons moderated, told after the release alone."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.outcomes import after_vote
from tests.outcomes.after_vote import WHY, AfterVote
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Seat
from zhicheng.inbox.models import Message
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.models import Meeting
from zhicheng.outcomes import actions, queries
from zhicheng.outcomes.models import Reason, Release
from zhicheng.people.errors import Refused
from zhicheng.planning.models import GateReached
from zhicheng.public_notice import actions as notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(season: making.Season) -> AfterVote:
    """Two passed, one did not; nothing is released."""
    return after_vote.counted(season)


def own_page(client: Client, row: Application) -> str:
    client.force_login(row.person.account)
    pages = (
        reverse("outcomes:result", args=[row.pk]),
        reverse("applications:detail", args=[row.pk]),
        "/desk/",
    )
    return "".join(client.get(one).content.decode() for one in pages)


def states(voted: AfterVote) -> set[str]:
    return set(Application.objects.filter(session=voted.season.session).values_list("state", flat=True))


@pytest.mark.database
def test_nobody_learns_the_result_before_two_officers_have_released_it(
    counted: AfterVote, client: Client
) -> None:
    failed, session, first = counted.not_passed[0], counted.season.session, counted.cast.office_officer
    with clock.at(after_vote.RELEASED):
        counted.explain()
        actions.prepare_results(session, first)
        for row in (failed, counted.passed[0]):
            seen = own_page(client, row)
            assert "结果还没有公布" in seen and WHY not in seen
            assert not any(word in seen for word in ("评审未通过", "评审通过，", "未获通过"))
            assert not Message.objects.filter(
                recipient=row.person.account_id, subject__contains="通过"
            ).exists()
        with pytest.raises(Refused, match="另一位") as refused:
            actions.release_results(session, first)
        assert refused.value.status == 403 and states(counted) == {State.VOTED}
        made = actions.release_results(session, counted.second_officer())
    assert states(counted) == {State.PASSED, State.NOT_PASSED}
    assert made.signature is not None and made.signature.content_hash == made.content_hash
    assert GateReached.objects.filter(session=session, gate="release").exists()
    seen = own_page(client, failed)
    assert WHY in seen and "创新成果" in seen and "评审未通过" in seen
    assert "出席10人" not in seen and "同意3" not in seen  # never votes
    assert "出席10人" in own_page(client, counted.passed[0])
    told = Message.objects.get(recipient=failed.person.account_id, subject__contains="未通过")
    assert WHY in told.body
    with clock.at(after_vote.RELEASED), pytest.raises(Refused, match="已经公布"):
        actions.release_results(session, counted.second_officer())


def test_a_reason_is_moderated_by_another_and_a_change_starts_anew(counted: AfterVote) -> None:
    row, session = counted.not_passed[0], counted.season.session
    first, second = counted.cast.office_officer, counted.second_officer()
    with pytest.raises(Refused, match="理由还没有写好"):
        actions.prepare_results(session, first)
    with pytest.raises(Refused, match="至少"):
        actions.write_reasons(row, {"work": "  "}, first)
    actions.write_reasons(row, {"work": "近三年业绩数量不足。", "ethics": ""}, first)
    assert list(row.reasons.values_list("emphasis", flat=True)) == ["work"]
    with pytest.raises(Refused, match="自己写的"):
        actions.moderate_reasons(row, first)
    with pytest.raises(Refused, match="审核"):
        actions.prepare_results(session, first)
    assert actions.moderate_reasons(row, second) == 1
    with pytest.raises(Refused, match="没有待审核"):
        actions.moderate_reasons(row, second)
    actions.prepare_results(session, first)
    actions.write_reasons(row, {"work": "近三年业绩不足。"}, second)
    assert queries.release_of(session) is None  # to be put together again
    with pytest.raises(Refused, match="自己写的"):
        actions.moderate_reasons(row, second)
    actions.moderate_reasons(row, first)
    actions.prepare_results(session, first)
    actions.return_results(session, second)
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "仅获得3票。",
        "赞成不足三分之二。",
        "五票反对",
        "综合得分偏低",
        "平均62分",
        "表决未通过",
        "评委01认为不足",
    ],
)
def test_a_reason_never_speaks_of_votes_scores_or_experts(
    counted: AfterVote, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Seat.objects, "filter", lambda **_of: Names())
    with pytest.raises(Refused, match="不写投票") as refused:
        actions.write_reasons(counted.not_passed[0], {"innovation": text}, counted.cast.office_officer)
    assert refused.value.field == "innovation" and not Reason.objects.exists()


class Names:
    """The names of the members."""

    def values_list(self, *_fields: str, flat: bool) -> list[str]:
        return ["评委01"] if flat else []


def test_only_the_office_after_the_meeting_and_only_for_who_failed(counted: AfterVote) -> None:
    cast, session = counted.cast, counted.season.session
    for stranger in (cast.other_office_officer, cast.city_officer, cast.supervisor, cast.applicant):
        for act, about in (
            (lambda one, by: actions.write_reasons(one, {"work": WHY}, by), counted.not_passed[0]),
            (actions.moderate_reasons, counted.not_passed[0]),
            (actions.prepare_results, session),
            (actions.release_results, session),
            (actions.return_results, session),
        ):
            with pytest.raises(Refused) as refused:
                act(about, stranger)
            assert refused.value.status == 404
    with pytest.raises(Refused, match="没有通过"):
        actions.write_reasons(counted.passed[0], {"work": WHY}, cast.office_officer)
    Meeting.objects.filter(session=session).update(closed_at=None)
    with pytest.raises(Refused, match="没有宣布结束"):
        actions.prepare_results(session, cast.office_officer)


def test_nothing_follows_before_the_release(counted: AfterVote) -> None:
    session, office = counted.season.session, counted.cast.office_officer
    with clock.at(after_vote.POSTED):
        with pytest.raises(Refused, match="不能列入这次公示"):
            notices.open_session_notice(session, "result", counted.passed, "门户网站", office)
        with pytest.raises(Refused, match="没有核对公布"):
            actions.file_results(session, office)


@pytest.mark.database
def test_the_database_holds_the_two_persons_and_what_was_released(counted: AfterVote) -> None:
    counted.release()
    one, other = counted.cast.office_officer, counted.second_officer()
    wrong = (
        (Release, {"released_by": one}),
        (Release, {"content_hash": "1" * 64}),
        (Release, {"released_by": None}),
        (Reason, {"moderated_by": one}),
        (Reason, {"text": ""}),
        (Reason, {"text": "改过的理由"}),
    )
    for model, change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reason.objects.create(
            application=counted.passed[0], person=counted.passed[0].person, emphasis="work", text="够了",
            written_by=other, written_at=clock.now(), moderated_by=other, moderated_at=clock.now(),
        )  # fmt: skip
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.all().delete()


def test_the_emphases_are_those_of_the_readings() -> None:
    assert tuple(Reason.Emphasis.labels) == EMPHASES


def test_the_way_through_the_pages(counted: AfterVote, client: Client) -> None:
    row, session = counted.not_passed[0], counted.season.session
    page, reasons = reverse("outcomes:release", args=[session.pk]), reverse("outcomes:reasons", args=[row.pk])
    with clock.at(after_vote.RELEASED):
        client.force_login(counted.cast.office_officer)
        assert "还有 1 名" in client.get(page).content.decode()
        wrong = client.post(reasons, {"decision": "write", "work": "只得了4票"})
        assert wrong.status_code == 400 or wrong.status_code == 409
        assert "只得了4票" in wrong.content.decode() and "不写投票" in wrong.content.decode()
        assert client.post(reasons, {"decision": "write", "work": WHY}).status_code == 302
        own = client.get(reasons).content.decode()
        assert "由另一位工作人员审核" in own and "审核通过</button>" not in own
        client.force_login(counted.second_officer())
        assert "审核通过</button>" in client.get(reasons).content.decode()
        assert client.post(reasons, {"decision": "moderate"}).status_code == 302
        assert client.post(page, {"decision": "prepare"}).status_code == 302
        assert "您是提交人" in client.get(page).content.decode()
        client.force_login(counted.cast.office_officer)
        assert "统一公布" in client.get(page).content.decode()
        assert client.post(page, {"decision": "release"}).status_code == 302
        done = client.get(page).content.decode()
        assert "已公布" in done and WHY in done and "郑核对" in done
        assert (
            client.get(reasons).status_code == 200 and "<textarea" not in client.get(reasons).content.decode()
        )
        assert client.post(page, {"decision": "what"}).status_code == 400
    client.force_login(counted.cast.supervisor)
    seen = client.get(page).content.decode()
    assert WHY in seen and "reasons/" not in seen
    assert client.get(reasons).status_code == 404
