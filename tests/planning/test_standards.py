"""The register of standards: entered by one, released by another, final, and what of it binds a session."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, account
from tests.making import issued_standard
from tests.planning.conftest import Office, accepted, filed_call, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning import actions
from zhicheng.planning.models import Session, Standard
from zhicheng.planning.standards import covering, law_rows, professions_bound, standards_binding, standards_of
from zhicheng.policy.facts import Degree
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
Ours = dict[str, dict[str, Any]]
ROWS = [{"education": "本科", "title_level": "中级", "years": 5}]
ISSUED = dt.date(2023, 3, 1)


@pytest.fixture
def second(cast: Cast) -> Account:
    """Another officer of the province's bureau."""
    row = account("province_second", "复核人")
    Membership.objects.create(
        account=row, organisation=cast.organisations["province"], role="bureau", since=clock.now()
    )
    return row


def bound(session: Session, series: str, level: str, profession: str = "") -> Standard | None:
    return covering(standards_binding(session, series, level), profession)


def entered(ours: Ours, **fields: Any) -> Standard:
    of_all = {"series": "工程技术", "level": "副高级", "document": "机械工程评价标准条件", "rows": ROWS}
    return actions.save_standard(**{**of_all, **fields}, **ours["province"])


def released(ours: Ours, second: Account, *, issued_on: dt.date = ISSUED, **fields: Any) -> Standard:
    replaces = fields.pop("replaces", None)
    row = entered(ours, **fields)
    actions.report_standard(standard=row, **ours["province"])
    organisation = ours["province"]["organisation"]
    return actions.release_standard(
        standard=row, issued_on=issued_on, by=second, organisation=organisation, replaces=replaces
    )


@pytest.mark.clause("YN2020-1.4", "YN2020-1.5", "KM2023-4.4b")
def test_a_standard_is_drafted_reported_and_issued_by_a_second_person(ours: Ours, second: Account) -> None:
    row = entered(ours, version="2023版", professions=["机械工程", "机械工程", " 电气工程 "])
    assert (row.state, row.professions) == ("draft", ["机械工程", "电气工程"])
    by_second = {"by": second, "organisation": ours["province"]["organisation"]}
    with pytest.raises(Refused, match="起草"):
        actions.release_standard(standard=row, issued_on=ISSUED, **by_second)
    actions.report_standard(standard=row, **ours["province"])
    with pytest.raises(Refused, match="另一人"):
        actions.release_standard(standard=row, issued_on=ISSUED, **ours["province"])
    done = actions.release_standard(standard=row, issued_on=ISSUED, **by_second)
    assert (done.state, done.issued_on, done.get_state_display()) == ("issued", ISSUED, "印发")
    acts = ["save_standard", "report_standard", "release_standard"]
    assert list(Entry.objects.filter(subject=row.id).values_list("act", flat=True)) == acts


def test_sent_back_it_is_a_draft_again_with_the_reason(ours: Ours, second: Account) -> None:
    row = entered(ours)
    actions.report_standard(standard=row, **ours["province"])
    with pytest.raises(Refused, match="报审"):
        entered(ours, standard=row)
    by_second = {"by": second, "organisation": ours["province"]["organisation"]}
    with pytest.raises(Refused, match="原因"):
        actions.send_back_standard(standard=row, reason=" ", **by_second)
    back = actions.send_back_standard(standard=row, reason="年限有误", **by_second)
    assert (back.state, back.sent_back) == ("draft", "年限有误")
    assert entered(ours, standard=row, rows=[{"education": "博士"}]).rows[0]["education"] == "博士"


def test_an_issued_standard_is_final_in_the_database(ours: Ours, second: Account) -> None:
    row = released(ours, second)
    for change in ({"rows": []}, {"issued_on": dt.date(2024, 1, 1)}, {"state": "draft"}, {"example": True}):
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            Standard.objects.filter(pk=row.pk).update(**change)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            row.delete()
    with pytest.raises(Refused, match="印发"):
        entered(ours, standard=row)


def test_the_database_wants_two_people(cast: Cast) -> None:
    for both in (None, cast.province_officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            issued_standard(prepared_by=both, released_by=both)


def test_who_enters_which_level(ours: Ours, cast: Cast) -> None:
    with pytest.raises(Refused, match="省人社厅"):
        actions.save_standard(series="工程技术", level="副高级", document="标准", rows=ROWS, **ours["city"])
    assert actions.save_standard(series="工程技术", level="中级", document="标准", rows=ROWS, **ours["city"])
    for who in (ours["county"], {**ours["province"], "by": cast.city_officer}):
        with pytest.raises(Refused):
            actions.save_standard(series="工程技术", level="中级", document="标准二", rows=ROWS, **who)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rows": [{"years": 5}]}, "逐行填写"),
        ({"rows": [{"education": "本科", "years": -1}]}, "逐行填写"),
        ({"rows": [{"education": "本科", "title_level": "高级"}]}, "逐行填写"),
        ({"rows": [{"education": "本科", "thesis": 1}]}, "逐行填写"),
        ({"series": "武术"}, "系列"),
        ({"document": " "}, "名称"),
    ],
)
def test_a_wrong_entry_is_refused(ours: Ours, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        entered(ours, **wrong)


def test_a_version_stands_once(ours: Ours) -> None:
    entered(ours)
    with pytest.raises(Refused, match="版本"):
        entered(ours)
    assert entered(ours, version="2024版")


def test_without_conditions_nothing_is_reported(ours: Ours) -> None:
    with pytest.raises(Refused, match="至少填写一行"):
        actions.report_standard(standard=entered(ours, rows=[]), **ours["province"])


def test_a_day_to_come_and_two_on_one_day_are_refused(ours: Ours, second: Account) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        released(ours, second, issued_on=clock.today() + dt.timedelta(days=1))
    released(ours, second, version="一", professions=["机械工程"])
    with pytest.raises(Refused, match="同日印发"):
        released(ours, second, version="二", professions=["机械工程", "电气工程"])
    assert released(ours, second, version="三", professions=["电气工程"])


@pytest.mark.clause("KM2023-6.2")
def test_a_practice_heavy_series_demands_no_papers(ours: Ours) -> None:
    papers = [{**ROWS[0], "min_papers": 1}]
    for series in ("工程技术", "卫生技术", "艺术", "中小学教师"):
        with pytest.raises(Refused, match="不得设论文数量") as refused:
            entered(ours, series=series, rows=papers)
        assert refused.value.clause == "KM2023-6.2"
        assert entered(ours, series=series).series == series
    assert entered(ours, series="经济", rows=papers).rows[0]["min_papers"] == 1


@pytest.mark.clause("KM2023-4.4b", "DC2022-1.3")
def test_a_session_binds_the_newest_issued_by_its_calls_day(
    senior: Office, ours: Ours, second: Account
) -> None:
    old = released(ours, second, issued_on=dt.date(2021, 5, 1), version="2021版")
    session = opened(senior, ours)
    assert bound(session, "工程技术", "副高级") == old
    session = published(senior, ours) if session.pk is None else session
    newer = released(ours, second, issued_on=ISSUED, version="2023版", replaces=old)
    old.refresh_from_db()
    assert old.state == "replaced"
    assert bound(session, "工程技术", "副高级") == newer
    assert standards_of(session) == [newer]


@pytest.mark.clause("KM2023-4.4b")
def test_a_standard_replaced_after_the_call_binds_its_sessions_still(
    senior: Office, ours: Ours, second: Account
) -> None:
    old = released(ours, second, version="2023版")
    session = published(senior, ours)
    with clock.at(moment(8, 10, 12)):
        newer = released(ours, second, issued_on=dt.date(2023, 8, 1), version="新版", replaces=old)
        assert bound(session, "工程技术", "副高级") == old
        assert standards_of(session) == [old]
        assert bound(Session(committee=senior.committee, year=2024), "工程技术", "副高级") == newer
    (kept,) = session.bound_standards.all()
    assert (kept.standard, kept.bound_at) == (old, session.call.published_at)


@pytest.mark.clause("KM2023-4.4b")
def test_what_binds_a_session_is_stored_with_its_call_and_final(
    senior: Office, ours: Ours, second: Account
) -> None:
    old = released(ours, second)
    session = opened(senior, ours)
    assert not session.bound_standards.exists(), "open until the call is published"
    accepted(filed_call(senior, session), ours)
    actions.publish_call(session=session, **senior.me)
    session.refresh_from_db()
    newer = released(ours, second, version="补录", issued_on=clock.today(), professions=["机械工程"])
    assert standards_of(session) == [old], "entered after the call: it binds later sessions only"
    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        session.bound_standards.update(standard=newer)
    with pytest.raises(IntegrityError), transaction.atomic():
        session.bound_standards.create(standard=old, bound_at=clock.now())
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            session.bound_standards.all().delete()


def test_only_an_earlier_one_of_the_series_and_level_is_replaced(ours: Ours, second: Account) -> None:
    old = released(ours, second)
    with pytest.raises(Refused, match="同一系列"):
        released(ours, second, series="经济", replaces=old)
    with pytest.raises(Refused, match="在此之前"):
        released(ours, second, version="早", issued_on=dt.date(2020, 1, 1), replaces=old)


def test_the_standard_of_the_profession_comes_before_the_general_one(
    senior: Office, ours: Ours, second: Account
) -> None:
    general = released(ours, second, issued_on=dt.date(2022, 1, 1), version="通用")
    session = opened(senior, ours)
    assert professions_bound(standards_of(session)) == ()
    named = released(ours, second, version="专业", professions=["机械工程"])
    assert bound(session, "工程技术", "副高级", "机械工程") == named
    assert bound(session, "工程技术", "副高级", "电气工程") == general
    assert professions_bound([named]) == ("机械工程",)
    assert professions_bound([named, general]) == ()


def test_an_example_is_no_law_on_real_time(senior: Office, ours: Ours, second: Account) -> None:
    example = released(ours, second, example=True)
    session = published(senior, ours)
    assert bound(session, "工程技术", "副高级") == example, "on set time, as in a rehearsal"
    real = clock._set.set(None)
    try:
        assert bound(session, "工程技术", "副高级") is None
        waiting = entered(ours, version="又一版", example=True)
        actions.report_standard(standard=waiting, **ours["province"])
        with pytest.raises(Refused, match="示例"):
            organisation = ours["province"]["organisation"]
            actions.release_standard(standard=waiting, issued_on=ISSUED, by=second, organisation=organisation)
    finally:
        clock._set.reset(real)


def test_the_variant_for_townships_is_told_apart(ours: Ours) -> None:
    township = {"education": "大专", "title_level": "中级", "years": 5, "township": True}
    row = entered(ours, rows=[*ROWS, township])
    assert row.has_township_rows
    assert [one.education for one in law_rows(row, township=False)] == [Degree.UNDERGRADUATE]
    assert [one.education for one in law_rows(row, township=True)] == [Degree.COLLEGE]
    assert law_rows(None, township=True) == ()


# --- pages -------------------------------------------------------------------------------------------------

ENTRY = {
    "series": "工程技术",
    "level": "副高级",
    "document": "机械工程专业评价标准条件",
    "version": "2023版",
    "professions": "机械工程\n\n电气工程",
    "rows": "本科，中级，5年\n博士,中级,2",
    "township_rows": "大专,中级,5",
}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_standard_goes_through_its_pages(
    client_of: ClientOf, cast: Cast, second: Account, senior: Office, ours: Ours
) -> None:
    me, other = client_of(cast.province_officer), client_of(second)
    answer = me.post(reverse("planning:enter_standard"), ENTRY)
    row = Standard.objects.get()
    assert answer.headers["Location"] == reverse("planning:standard_draft", args=[row.id])
    assert (row.professions, len(row.rows), row.has_township_rows) == (["机械工程", "电气工程"], 3, True)
    assert me.post(reverse("planning:report_standard", args=[row.id])).status_code == 302
    draft = reverse("planning:standard_draft", args=[row.id])
    assert "录入人不能自己印发" in text_of(me.get(draft))
    assert "核对印发评价标准" in text_of(other.get(reverse("desks:home")))
    assert me.post(draft, {"issued_on": "2023-03-01"}).status_code == 400
    assert "替代" in text_of(other.get(draft))
    assert other.post(draft, {"issued_on": "2023-03-01"}).status_code == 302
    public = reverse("planning:standard", args=[row.id])
    for word in ("2023年3月1日", "电气工程", "县乡基层人员条件", "印发"):
        assert word in text_of(Client().get(public)), word
    assert row.document in text_of(Client().get(reverse("planning:standards"), {"series": "工程技术"}))
    assert reverse("planning:standards") in text_of(Client().get(reverse("desks:law")))
    session = published(senior, ours)
    for page in (
        Client().get(reverse("planning:call", args=[session.call.id])),
        client_of(senior.officer).get(reverse("planning:session", args=[session.id])),
    ):
        assert public in text_of(page)


def test_a_draft_is_nobodys_and_sent_back_with_words(
    client_of: ClientOf, cast: Cast, second: Account, ours: Ours
) -> None:
    row = entered(ours)
    assert Client().get(reverse("planning:standard", args=[row.id])).status_code == 404
    actions.report_standard(standard=row, **ours["province"])
    other = client_of(second)
    back = reverse("planning:send_back_standard", args=[row.id])
    assert other.post(back, {"reason": ""}).status_code == 400
    other.post(back, {"reason": "年限与原文不符"})
    me = client_of(cast.province_officer)
    assert "年限与原文不符" in text_of(me.get(reverse("planning:standards_desk")))
    assert "年限与原文不符" in text_of(me.get(reverse("planning:edit_standard", args=[row.id])))
    assert me.post(reverse("planning:edit_standard", args=[row.id]), ENTRY).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("rows", "本科,中级,5\n学士后,中级,5", "第2行"),
        ("rows", "本科,高级,5", "不要求"),
        ("rows", "本科,中级,五", "整数"),
        ("rows", "本科", "例如：本科,中级,5"),
        ("township_rows", "大专,中级", "第1行"),
        ("professions", "长" * 61, "60"),
        ("document", "", "文件名称"),
        ("series", "武术", "武术"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_typed_is_lost(
    client_of: ClientOf, cast: Cast, field: str, typed: str, words: str
) -> None:
    me = client_of(cast.province_officer)
    answer = me.post(reverse("planning:enter_standard"), {**ENTRY, field: typed})
    assert answer.status_code == 400
    page = text_of(answer)
    assert words in page
    assert ENTRY["version"] in page
    assert not Standard.objects.exists()


def test_the_list_costs_the_same_for_one_and_many(ours: Ours) -> None:
    visitor = Client()
    costs = []
    visitor.get(reverse("planning:standards"))  # the clock's row is read once and kept
    for number in (1, 5):
        for _ in range(number):
            issued_standard()
        with CaptureQueriesContext(connection) as statements:
            visitor.get(reverse("planning:standards"))
        costs.append(len(statements))
    assert costs[0] == costs[1]
