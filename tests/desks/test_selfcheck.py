"""申报条件自查: every rule's question can be reached, the verdict is the law's, nothing typed is lost."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import making
from tests.applications.conftest import fill_dossier
from tests.making import Season
from zhicheng.desks.selfcheck.answers import from_facts, question_of, read
from zhicheng.desks.selfcheck.drawing import drawing_of
from zhicheng.desks.selfcheck.questions import BY_NAME, QUESTIONS
from zhicheng.policy import facts as law
from zhicheng.policy.eligibility import check
from zhicheng.policy.findings import Decision
from zhicheng.policy.outlook import change, tenure

TODAY = dt.date(2023, 7, 20)
BASE: dict[str, str] = {
    "year": "2023",
    "application.kind": "晋升评审",
    "application.series": "工程技术",
    "application.level": "副高级",
    "application.channel": "正常",
    "application.profession": "机械工程",
    "application.committee_level": "市",
    "standard.0.education": "本科",
    "standard.0.title_level": "中级",
    "standard.0.years": "5",
    "person.employment": "劳动合同",
    "person.unit.kind": "非公有制经济组织",
    "unit_here": "是",
    "person.civil_servant": "否",
    "person.in_post": "是",
    "person.post": "专业技术",
    "person.on_secondment": "否",
    "person.education.0.level": "本科",
    "person.education.0.finished_on": "2008-07-01",
    "person.education.0.matches_work": "是",
    "has_title": "是",
    "person.titles.0.series": "工程技术",
    "person.titles.0.profession": "机械工程",
    "person.titles.0.level": "中级",
    "person.titles.0.obtained_on": "2015-12-30",
    "person.titles.0.obtained_by": "评审",
    "person.titles.0.origin": "云南省",
    "insured_here": "是",
    "insured_from": "2012-03-01",
    "same_unit": "是",
    "sex": "女",
    "birth_date": "1986-05-01",
}
REMOTE = {"standard.0.min_papers": "2", "person.papers": "0", "person.remote_or_grassroots": "是"}
RECOGNITION = {"application.kind": "考核认定", "application.level": "助理级"}
OTHER = {
    "other_now": "是",
    "person.applications.0.kind": "转系列评审",
    "person.applications.0.unit_passed": "是",
    "person.applications.0.outcome": "进行中",
}
TEACHER = {"application.series": "中小学教师"}
# By rule: what is answered otherwise, and how the rule then comes out.
CASES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("E-01", {"person.in_post": "否"}, "fails"),
    ("E-01", {"unit_here": "否"}, "fails"),
    ("E-02", {"person.civil_servant": "是"}, "fails"),
    ("E-03", {"person.retired_on": "2023-01-01", "application.meeting_on": "2023-10-20"}, "fails"),
    ("E-03", {"sex": "男", "birth_date": "1960-01-01", "application.meeting_on": "2023-10-20"}, "fails"),
    ("E-03", {"person.retired_on": "", "application.meeting_on": "2023-10-20", "birth_date": "1967-01-01",
              "person.retirement_delayed_until": "2024-06-30"}, "passes"),
    ("E-04", {"person.unit.kind": "中央在昆"}, "fails"),
    ("E-05", {"person.employment": "自由职业", "person.freelance.years_in_field": "2"}, "fails"),
    ("E-06", {"person.unit.kind": "省属在昆"}, "fails"),
    ("E-06", {"person.unit.kind": "省属在昆", "consents": "是", "letter": "是",
              "city_agrees": "同意"}, "passes"),
    ("E-07", {"person.identity": "外籍", "person.work_permit": "否"}, "fails"),
    ("E-08", {"insured_here": "否"}, "fails"),
    ("E-08", {"insured_from": "2023-02-01"}, "fails"),
    ("E-08", {"same_unit": "否"}, "fails"),
    ("E-09", {"person.education.0.level": "大专"}, "fails"),
    ("E-10", {"person.education.0.level": "预备技师班"}, "passes"),
    ("E-11", {"person.titles.0.obtained_on": "2020-12-30"}, "fails"),
    ("E-12", {"person.education.0.matches_work": "否", "person.titles.0.obtained_on": "2018-12-30"}, "fails"),
    ("E-12a", {"year": "2022", "person.education.0.matches_work": "否"}, "passes"),
    ("E-12b", {"year": "2021", "person.education.0.matches_work": "否", "application.meeting_on": "2021-09-01",
               "person.mismatch_training.0.kind": "专业培训", "person.mismatch_training.0.months": "7"}, "passes"),
    ("E-13", {"person.unit.kind": "市属国有", "person.unit.institution": "是", "moved": "是"}, "fails"),
    ("E-14", {"person.on_secondment": "是"}, "fails"),
    ("E-15", {"person.post": "行政"}, "fails"),
    ("E-16", {"person.titles.0.level": "副高级"}, "fails"),
    ("E-17", {"application.kind": "转系列评审"}, "fails"),
    ("E-18", OTHER, "fails"),
    ("E-19", {"other_title": "是", "person.titles.1.series": "自然科学研究", "person.titles.1.level": "助理级",
              "person.titles.1.obtained_on": "2012-01-01"}, "passes"),
    ("E-20", {"application.series": "会计", "application.level": "中级"}, "fails"),
    ("E-21", {**OTHER, "person.applications.0.kind": "晋升评审"}, "fails"),
    ("E-22", {"failed_year": "2021", "person.new_results": "0"}, "fails"),
    ("E-23", {"integrity": "2022-01-01"}, "fails"),
    ("E-24", {"suspended": "是"}, "fails"),
    ("E-25", {"returns": "4"}, "fails"),
    ("E-26", {"opens_on": "2023-05-01", "closes_on": "2023-06-01"}, "fails"),
    ("E-27", {"person.titles.0.origin": "外省", "person.titles.0.confirmed": "否"}, "fails"),
    ("E-28", {"application.kind": "职称确认", "application.level": "中级", "person.titles.0.origin": "外省",
              "person.contract_from": "2023-06-01"}, "fails"),
    ("E-29", {"application.kind": "变更确认"}, "fails"),
    ("E-30", {**RECOGNITION, "person.employed_from": "2023-06-01", "person.unit_assessment": "合格"}, "fails"),
    ("E-31", {**RECOGNITION, "application.level": "副高级", "application.channel": "博士后直接认定",
              "person.postdoc.enterprise": "否"}, "fails"),
    ("E-32", {"person.titles.0.obtained_by": "职业资格"}, "unknown"),
    ("E-33", {"application.channel": "高技能人才", "person.skill.level": "技师",
              "person.skill.obtained_on": "2015-01-01", "assessed_1": "合格"}, "fails"),
    ("E-34", {"year": "2022", "application.committee_level": "县", "east": "是", "person.first_application": "是",
              "person.township.listed_area": "是", "person.township.graduate_of_ordinary_college": "是"}, "passes"),
    ("E-35", {"year": "2022", "person.education.0.engineering_professional_degree": "是"}, "passes"),
    ("E-36", REMOTE, "passes"),
    ("E-36", {"application.channel": "破格", "approved": "没有批准"}, "fails"),
    ("E-37", {"application.channel": "绿色通道", "approved": "还没有结果"}, "unknown"),
    ("E-38", {"application.channel": "首次直接申报", "person.origin_group": "海外归国",
              "person.first_application": "否"}, "fails"),
    ("E-39", {**RECOGNITION, "application.level": "副高级", "application.channel": "基层有效认定",
              "person.township.listed_area": "是", "person.township.scarce_field": "是",
              "person.township.years": "3"}, "fails"),
    ("E-40", {**TEACHER, "person.rural_service_years": "0"}, "fails"),
    ("E-41", {**TEACHER, "person.relief_service.years": "1"}, "passes"),
    ("E-42", {}, "passes"),
    ("E-43", {"application.channel": "特殊人才"}, "passes"),
    ("E-44", {"person.directed_area": "某县"}, "fails"),
    ("E-45", {"person.employment": "劳务派遣", "person.dispatch.both_published": "否"}, "fails"),
    ("E-46", {**TEACHER, "standard.0.min_papers": "2", "person.titles.0.series": "中小学教师"}, "passes"),
    ("E-47", {"hidden": "是"}, "fails"),
    ("E-48", {"check_proofs": "是", "proof.承诺书": "是"}, "unknown"),
    ("E-49", {"check_proofs": "是"}, "unknown"),
    ("E-50", {"application.committee": "昆明市机电工程高级工程师评审委员会"}, "passes"),
)  # fmt: skip


def asked(**changed: str) -> tuple[law.Facts, Any]:
    found = read(BASE | changed, TODAY)
    assert not found.errors
    return question_of(found.answers, TODAY)


@pytest.mark.parametrize(("rule", "changed", "outcome"), CASES)
def test_a_person_reaches_each_rule_by_its_questions(
    rule: str, changed: dict[str, str], outcome: str
) -> None:
    found = read(BASE | changed, TODAY)
    assert found.errors == {}
    shown = {one.name for one in found.asked}
    assert found.complete and set(changed) <= shown, set(changed) - shown
    verdict = check(*question_of(found.answers, TODAY))
    assert outcome in {one.outcome.value for one in verdict.findings if one.rule == rule}


def test_every_rule_has_its_question_and_its_case() -> None:
    numbered = {f"E-{number:02d}" for number in range(1, 51)}
    assert numbered <= {rule for one in QUESTIONS for rule in one.rules}
    assert numbered <= {rule for rule, _changed, _outcome in CASES}


def test_the_questions_that_matter_only() -> None:
    first = {one.section for one in read({}, TODAY).asked}
    assert first == {"want"}
    promotion = {one.name for one in read(BASE, TODAY).asked}
    assert not promotion & {"person.freelance.tax_records", "person.contract_from", "person.skill.level"}
    recognition = {one.name for one in read(BASE | RECOGNITION, TODAY).asked}
    assert "person.employed_from" in recognition and "insured_from" not in recognition
    assert "standard.0.education" not in recognition
    degree = "person.education.0.engineering_professional_degree"
    assert degree not in promotion  # no reduction in 2023
    assert degree in {one.name for one in read(BASE | {"year": "2022"}, TODAY).asked}


def test_the_years_in_post_as_a_drawing_with_what_is_left_out() -> None:
    facts, book = asked(
        **{
            "person.titles.0.obtained_on": "2019-03-01",
            "has_excluded": "是",
            "person.excluded_periods.0.from": "2020-01-01",
            "person.excluded_periods.0.to": "2020-06-30",
            "person.excluded_periods.1.from": "2020-06-01",
            "person.excluded_periods.1.to": "2020-12-31",
        }
    )
    line = tenure(facts, book)
    assert line is not None
    assert (line.since, line.until) == (dt.date(2019, 3, 1), dt.date(2023, 12, 31))
    assert line.excluded == (law.Period(dt.date(2020, 1, 1), dt.date(2020, 12, 31)),)
    assert (line.lost_days, line.required, line.counted) == (366, 5, 3)
    assert line.full_on == dt.date(2025, 3, 2)
    drawing = drawing_of(line)
    assert [part.kind for part in drawing.parts] == ["counted", "out", "ahead"]
    assert all(10 <= part.x <= 330 and part.x + part.width <= 331.5 for part in drawing.parts)
    assert "2020年1月1日至2020年12月31日，共366天" in drawing.description
    assert "GUIDE-Q11" in drawing.description
    turn = change(facts, book)
    assert turn is not None and turn.year == 2025 and turn.verdict.decision is not Decision.INELIGIBLE


def test_the_year_from_which_the_answer_changes() -> None:
    facts, book = asked(**{"person.titles.0.obtained_on": "2020-12-30"})
    assert check(facts, book).decision is Decision.INELIGIBLE
    turn = change(facts, book)
    assert turn is not None and turn.year == 2025
    facts, book = asked(sex="男", birth_date="1966-01-01", **{"application.meeting_on": "2023-10-20"})
    assert check(facts, book).decision is Decision.ELIGIBLE
    turn = change(facts, book)
    assert turn is not None and turn.year in (2026, 2027)
    assert {one.rule for one in turn.verdict.deciding} == {"E-03"}
    assert change(*asked(**{"person.civil_servant": "是"})) is None


def test_no_line_where_no_years_decide() -> None:
    assert tenure(*asked(**{"application.channel": "绿色通道"})) is None
    assert tenure(*asked(**{"person.education.0.level": "大专"})) is None
    assert tenure(*asked(**RECOGNITION)) is None


def test_answers_of_facts_make_the_same_facts() -> None:
    facts, _book = asked()
    again = read(BASE | {name: str(value) for name, value in from_facts(facts).items()}, TODAY)
    assert again.errors == {}
    assert question_of(again.answers, TODAY)[0].person == facts.person


@pytest.mark.django_db
class TestThePage:
    """The public page."""

    URL = "/check/"

    def test_a_visitor_is_asked_step_by_step(self, client: Client) -> None:
        page = client.get(self.URL).content.decode()
        assert "申报什么" in page and "单位和身份" not in page and "error" not in page
        answer = client.post(self.URL, {"application.kind": "晋升评审"})
        assert answer.status_code == 200
        assert "请先回答：职称系列、级别" in answer.content.decode()

    def test_the_verdict_with_clauses_drawing_and_year(self, client: Client) -> None:
        page = client.post(self.URL, BASE | {"person.titles.0.obtained_on": "2020-12-30"}).content.decode()
        assert "不符合申报条件" in page
        assert "最早2025年度可申报（以当年通知为准）" in page
        assert '<a class="clause" href="/guide/policy/KM2023/#KM2023-2.6">' in page
        assert '<svg viewBox="0 0 340' in page and "<desc" in page
        assert "style=" not in page.split("<main")[1].split("</main>")[0]
        assert "需要满5年，实际满3年" in page

    def test_an_eligible_person(self, client: Client) -> None:
        page = client.post(self.URL, BASE | {"application.meeting_on": "2023-10-20"}).content.decode()
        assert "年度的结论" in page and "不符合申报条件" not in page
        assert "还不能确定" in page  # the bureau keeps no table of series replaced by examinations yet

    def test_bad_input_keeps_what_was_typed(self, client: Client) -> None:
        typed = BASE | {
            "birth_date": "明天<b>",
            "person.titles.0.obtained_on": "2099-01-01",
            "standard.0.years": "五",
        }
        answer = client.post(self.URL, typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "明天&lt;b&gt;" in page and "2099-01-01" in page and 'value="五"' in page
        assert "有 3 处需要修改" in page and "的结论" not in page
        hostile = dict.fromkeys(BY_NAME, "\x00" * 3)
        assert client.post(self.URL, hostile).status_code == 400

    def test_every_choice_of_every_question_is_answered(self, client: Client) -> None:
        for question in QUESTIONS:
            for choice in question.fact.field.choices:
                answer = client.post(self.URL, BASE | {question.name: choice, "then": "verdict"})
                assert answer.status_code in (200, 400), (question.name, choice)

    def test_the_standard_of_the_register_is_not_asked(self, season: Season, client: Client) -> None:
        making.issued_standard(
            rows=[{"education": "本科", "title_level": "中级", "years": 9, "min_papers": 0}]
        )
        page = client.post(self.URL, BASE).content.decode()
        assert 'id="id_standard.0.years"' not in page
        assert "需要满9年" in page and "云南省工程系列评价标准" in page

    def test_logged_in_it_fills_itself(self, season: Season, client: Client) -> None:
        fill_dossier(season.cast.people["applicant"])
        client.force_login(season.cast.applicant)
        page = client.get(self.URL).content.decode()
        assert "已按您的职称信息带入" in page
        assert 'value="2010-03-01"' not in page  # opens once the title is chosen
        more = {name: BASE[name] for name in BASE if name.startswith(("application.", "standard."))}
        page = client.post(self.URL, more).content.decode()
        assert 'value="2010-03-01"' in page and "的结论" in page

    def test_somebody_without_a_dossier_starts_empty(self, season: Season, client: Client) -> None:
        for account in (season.cast.unit_officer, season.cast.unattached):
            client.force_login(account)
            page = client.get(self.URL)
            assert page.status_code == 200 and "已按您的职称信息带入" not in page.content.decode()
