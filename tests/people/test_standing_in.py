"""休假代理: a role handed to a colleague for some days; in the own name, shown everywhere, ending by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import NOON, Cast
from tests.making import Season, application
from zhicheng.almanac import clock
from zhicheng.applications.models import Step
from zhicheng.applications.states import Actor, State
from zhicheng.clock import due
from zhicheng.dossiers.actions import verify
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.verification import standing_of
from zhicheng.inbox.models import Message
from zhicheng.people import queries
from zhicheng.people.access import acts_for, roles_of
from zhicheng.people.actions import appoint, delegate_role, end_delegation, end_due_roles, end_role
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Delegation, Membership
from zhicheng.people.queries import stood_in_for
from zhicheng.register.offline import is_signed
from zhicheng.signatures.actions import holds, in_file, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.models import Entry
from zhicheng.vetting.access import must_decide
from zhicheng.vetting.actions import ask_undoing, pass_on, write_draft
from zhicheng.vetting.mail import drafts_of
from zhicheng.vetting.models import Undoing
from zhicheng.vetting.record import record_of

ClientOf = Callable[[Account], Client]
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


def role_of(account: Account) -> Membership:
    return account.memberships.get(standing_in=None)


def at(day: dt.date, hour: int = 9) -> Any:
    return clock.at(dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.CHINA))


@pytest.fixture
def colleague(cast: Cast) -> Account:
    """A drawer of the department, who may stand in for its auditor."""
    return cast.drawer_1


def handed(cast: Cast, colleague: Account, **said: Any) -> Delegation:
    facts = {
        "first_day": TODAY,
        "last_day": TODAY + 4 * DAY,
        "reason": "年休假",
        "by": cast.department_officer,
    }
    return delegate_role(role_of(cast.department_officer), delegate=colleague, **(facts | said))


def test_from_the_first_day_to_the_last(cast: Cast, colleague: Account) -> None:
    department = cast.organisations["department"]
    made = handed(cast, colleague, first_day=TODAY + 2 * DAY)
    assert "请您代理" in Message.objects.get(recipient=colleague.id).subject
    assert due.JOBS["delegations"]() == 0 and roles_of(colleague) == {"drawer"}
    with at(TODAY + 2 * DAY, 0):
        assert due.JOBS["delegations"]() == 1 and due.JOBS["delegations"]() == 0
        assert acts_for(colleague, department, Membership.Role.DEPARTMENT)
        assert acts_for(cast.department_officer, department, Membership.Role.DEPARTMENT)  # keeps the own role
    with at(TODAY + 4 * DAY, 23):
        assert acts_for(colleague, department, Membership.Role.DEPARTMENT) and end_due_roles() == 0
    with at(TODAY + 5 * DAY, 0):  # over at midnight, before any job has run
        assert not acts_for(colleague, department, Membership.Role.DEPARTMENT)
        assert end_due_roles() == 1 and end_due_roles() == 0
    made.refresh_from_db()
    assert made.ended_at is not None and roles_of(colleague) == {"drawer"}
    acts = ("delegate_role", "begin_delegation", "end_delegation")
    assert [Entry.objects.filter(act=act).count() for act in acts] == [1, 1, 1]


def test_the_opinion_the_seal_and_the_steps_name_both(season: Season, colleague: Account) -> None:
    cast = season.cast
    department, case = cast.organisations["department"], application(season, State.AT_DEPARTMENT)
    handed(cast, colleague)
    decision = pass_on(case, "同意", [], by=colleague, organisation=department)
    signature = Signature.objects.get(pk=decision.signature_id)
    assert (signature.account, signature.on_behalf_of) == (colleague, cast.department_officer)
    assert signature.signer == "抽取一（代陈主管）" and holds(signature)
    assert Step.objects.filter(application=case).latest("at").actor_name == "抽取一（代陈主管）"
    assert is_signed(in_file(signature))
    signature.on_behalf_of = None  # who took the name away would break the signature
    assert not holds(signature)
    assert not is_signed(
        {key: value for key, value in in_file(decision.signature).items() if key != "on_behalf_of"}
    )


def test_what_bears_no_signature_names_both_too(
    season: Season, colleague: Account, client_of: ClientOf
) -> None:
    """Also long after, when the colleague has come back; what the stand-in does in the own name stays so."""
    cast = season.cast
    department, case = cast.organisations["department"], application(season, State.AT_DEPARTMENT)
    at_noon = Undoing.objects.annotate(
        whom=stood_in_for("asked_by", "decision__organisation", "asked_at")
    ).values_list("whom", flat=True)
    decision = pass_on(case, "同意", [], by=cast.department_officer, organisation=department)
    handed(cast, colleague)
    ask_undoing(decision, "withdrawn", "点错了", colleague)
    shown = "抽取一（代陈主管）"
    with at(TODAY + 20 * DAY):
        assert end_due_roles() == 1
        page = client_of(cast.department_officer).get(reverse("vetting:returns", args=[case.pk]))
        assert shown in page.content.decode() and list(at_noon.all()) == ["陈主管"]
    seat = Membership.objects.get(account=colleague, standing_in__isnull=False)
    Membership.objects.filter(pk=seat.pk).update(until=NOON - DAY, since=NOON - 9 * DAY)
    assert list(at_noon.all()) == [None]  # the delegation was over before
    Membership.objects.filter(pk=seat.pk).update(until=None)
    Membership.objects.create(
        account=colleague, organisation=department, role="office", since=NOON - DAY
    )  # an own role that signs
    assert list(at_noon.all()) == [None]


def test_the_record_of_a_case_and_its_messages_name_both(season: Season, colleague: Account) -> None:
    cast = season.cast
    department, case = cast.organisations["department"], application(season, State.AT_DEPARTMENT)
    handed(cast, colleague)
    write_draft(case, department, colleague, role="department", subject="请看", body="请核对")
    pass_on(case, "同意", [], by=colleague, organisation=department)
    assert "抽取一（代陈主管）" in {line.who for line in record_of(case)}
    assert [one.written_for for one in drafts_of(colleague)] == ["陈主管"]
    subject = {"fact:employment": "0" * 64}
    verify(case.person, subject, Verifier.DEPARTMENT, organisation=department, by=colleague)
    confirmed = standing_of(case.person_id, subject)["fact:employment"].confirmed
    assert confirmed is not None and confirmed.who == "抽取一（代陈主管）"


def test_an_own_role_is_signed_in_the_own_name(cast: Cast, colleague: Account) -> None:
    department, method = cast.organisations["department"], Signature.Method.ORGANISATION_KEY
    appoint(organisation=department, role="office", login="drawer_1", name="抽取一")
    handed(cast, colleague)

    def signed(**said: str) -> str:
        return sign(
            colleague, organisation=department, content={"x": 1}, method=method, purpose="test", **said
        ).signer

    assert signed(role="office") == "抽取一"
    assert signed(role="department") == "抽取一（代陈主管）"
    assert signed() == "抽取一"  # two roles that sign: which one is not known


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"first_day": TODAY - DAY}, "first_day"),
        ({"first_day": TODAY + 100 * DAY, "last_day": TODAY + 101 * DAY}, "first_day"),
        ({"last_day": TODAY - DAY}, "last_day"),
        ({"last_day": TODAY + 61 * DAY}, "last_day"),
        ({"reason": " "}, "reason"),
    ],
)
def test_days_and_reason(cast: Cast, colleague: Account, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        handed(cast, colleague, **said)
    assert refused.value.field == field and not Delegation.objects.exists()


def test_to_a_colleague_and_by_its_bearer_alone(cast: Cast, colleague: Account) -> None:
    for stranger in (cast.other_department_officer, cast.department_officer, cast.applicant, cast.expert):
        with pytest.raises(Refused, match="本单位已有账号"):
            handed(cast, stranger)
    with pytest.raises(Refused, match="本人现在的角色"):
        handed(cast, colleague, by=cast.office_officer)
    same = appoint(
        organisation=cast.organisations["department"], role="department", login="same", name="同角色"
    )
    with pytest.raises(Refused, match="还没有这个角色"):
        handed(cast, same)
    handed(cast, colleague)
    seat = colleague.memberships.get(standing_in__isnull=False)
    with pytest.raises(Refused, match="代理来的角色不能再委托"):
        delegate_role(seat, delegate=cast.drawer_2, first_day=TODAY, last_day=TODAY, reason="x", by=colleague)
    with pytest.raises(Refused, match="已委托"):
        handed(cast, cast.drawer_2)
    with pytest.raises(Refused, match="须由本人履行"):
        delegate_role(
            role_of(cast.drawer_2), delegate=cast.office_officer, first_day=TODAY, last_day=TODAY, reason="x",
            by=cast.drawer_2,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=seat.pk).update(ends_at=None)  # who stands in has an end


def test_it_ends_with_the_role_and_by_either_of_the_two(cast: Cast, colleague: Account) -> None:
    first = handed(cast, colleague)
    end_delegation(first, by=colleague)
    assert roles_of(colleague) == {"drawer"}
    assert "结束代理" in Message.objects.filter(recipient=cast.department_officer.id).latest("sent_at").body
    with pytest.raises(Refused, match="已经结束"):
        end_delegation(first, by=cast.department_officer)
    second = handed(cast, colleague)
    with pytest.raises(Refused) as stranger:
        end_delegation(second, by=cast.office_officer)
    assert stranger.value.status == 404
    end_role(role_of(cast.department_officer), reason="调离", by=cast.city_officer)
    second.refresh_from_db()
    assert second.ended_at is not None and roles_of(colleague) == {"drawer"}


def test_what_cannot_begin_any_more_ends(cast: Cast, colleague: Account) -> None:
    made = handed(cast, colleague, first_day=TODAY + DAY)
    end_role(role_of(colleague), reason="调离", by=cast.city_officer)
    with at(TODAY + DAY):
        assert due.JOBS["delegations"]() == 1
    made.refresh_from_db()
    assert made.ended_at is not None and roles_of(colleague) == set()


def test_nobody_stands_in_where_the_own_role_has_acted(season: Season, colleague: Account) -> None:
    cast = season.cast
    case = application(season, State.AT_DEPARTMENT)
    handed(cast, colleague)
    pass_on(case, "同意", [], by=colleague, organisation=cast.organisations["department"])
    case.refresh_from_db()
    appoint(organisation=cast.organisations["department"], role="office", login="drawer_1", name="抽取一")
    with pytest.raises(Refused, match="另一个身份"):
        must_decide_as_office(case, colleague, cast)


def must_decide_as_office(case: Any, by: Account, cast: Cast) -> None:
    from_state = {State(case.state): Actor.OFFICE}
    case.holder = cast.organisations["department"]
    must_decide(case, by, cast.organisations["department"], from_state)


def test_the_pages(cast: Cast, colleague: Account, client_of: ClientOf) -> None:
    client, role = client_of(cast.department_officer), role_of(cast.department_officer)
    listed, form = reverse("people:delegations"), reverse("people:hand_over", args=[role.id])
    assert form in client.get(listed).content.decode()
    assert (
        "还没有这个角色的同事"
        in client_of(cast.wrong_county_officer)
        .get(reverse("people:hand_over", args=[role_of(cast.wrong_county_officer).id]))
        .content.decode()
    )
    said = {"delegate": colleague.pk, "first_day": "2023-07-20", "last_day": "2023-07-19", "reason": "年休假"}
    page = client.post(form, said)
    assert page.status_code == 400 and "年休假" in page.content.decode()
    assert client.post(form, said | {"last_day": "2023-07-25"})["Location"] == listed
    assert "抽取一" in client.get(listed).content.decode()
    assert "主管部门审核人（代陈主管）" in client_of(colleague).get(reverse("desks:home")).content.decode()
    city = client_of(cast.city_officer)
    assert "由抽取一代理（年休假）" in city.get(reverse("people:roles")).content.decode()
    assert "由抽取一代理（年休假）" in city.get(reverse("people:role", args=[role.id])).content.decode()
    seat = colleague.memberships.get(standing_in__isnull=False)
    assert not queries.roles_under(cast.organisations["city_bureau"]).filter(pk=seat.pk).exists()
    made = Delegation.objects.get()
    assert (
        client_of(cast.office_officer).post(reverse("people:end_delegation", args=[made.id])).status_code
        == 404
    )
    assert client.post(reverse("people:end_delegation", args=[made.id])).status_code == 302
    assert "已结束" in client.get(listed).content.decode()
    assert roles_of(colleague) == {"drawer"}
