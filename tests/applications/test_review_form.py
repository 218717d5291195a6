"""《专业技术职称申报评审表》: what was submitted, 草稿 until the electronic audit is over, then final."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import making
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import review_form
from zhicheng.applications.actions import submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.vetting.models import Decision, UnitOpinion

FONTS = all(Path(folder).is_dir() for folder in settings.FONT_DIRS)
needs_fonts = pytest.mark.skipif(not FONTS, reason="the fonts come with npm ci")


@pytest.mark.parametrize(
    ("state", "final"),
    [
        (State.DRAFT, False),
        (State.AT_UNIT, False),
        (State.AT_COMMITTEE, False),
        (State.RETURNED, False),
        (State.AUDITED, True),
        (State.LISTED, True),
        (State.CERTIFIED, True),
    ],
)
def test_it_is_final_from_the_electronic_audit_on(season: Season, state: State, final: bool) -> None:
    assert review_form.is_final(making.application(season, state)) is final


def test_an_application_that_ended_before_the_audit_has_no_final_form(season: Season) -> None:
    row = making.application(season, State.WITHDRAWN)
    Application.objects.filter(pk=row.pk).update(audited_at=None)
    row.refresh_from_db()
    assert not review_form.is_final(row)


def test_the_form_holds_what_was_submitted(season: Season, ready: Application) -> None:
    submission = submit(ready, by=season.cast.applicant)
    ready.refresh_from_db()
    form = review_form.form_of(
        ready, submission.content, version="第1版", content_hash=submission.content_hash
    )
    assert form["case_number"] == "KM2023-000001"
    assert form["cover"]["current_title"] == "工程师（2015年12月30日）"
    assert form["cover"]["applied_title"] == "高级工程师"
    assert len(form["modules"]) == 13
    education = next(one for one in form["modules"] if one["name"] == "学历情况")
    assert education["rows"][0][education["columns"].index("毕业院校")] == "昆明理工大学"
    assert [one["organisation"] for one in form["stations"]] == ["昆明市工业和信息化局"] * 2
    assert {"label": "证件号码", "value": "530102198505060023"} in form["basics"]


@pytest.mark.clause("GUIDE-Q5b")
def test_stations_put_their_opinions_on_the_form(season: Season, ready: Application) -> None:
    officer, unit = season.cast.unit_officer, season.cast.organisations["unit"]
    submission = submit(ready, by=season.cast.applicant)
    signature = sign(
        officer, organisation=unit, content={}, method=Signature.Method.ORGANISATION_KEY, purpose="decision"
    )
    UnitOpinion.objects.create(
        application=ready,
        person=ready.person,
        submission=submission,
        evaluation="工作扎实",
        way="民主推荐",
        range="全院专业技术人员",
        headcount=36,
        recommends=True,
        opinion="同意推荐",
        formed="院务会研究",
        notice_text="公示5个工作日无异议",
        written_by=officer,
        written_at=clock.now(),
    )
    for station in ready.stations.all()[:2]:
        Decision.objects.create(
            application=ready,
            person=ready.person,
            submission=submission,
            station=station,
            station_name=station.name,
            organisation=station.organisation,
            account=officer,
            outcome=Decision.Outcome.PASS,
            opinion=f"{station.name}同意",
            decided_at=clock.now(),
            signature=signature,
        )
    form = review_form.form_of(ready, submission.content, version="第1版")
    assert form["unit_opinion"] is not None
    assert form["unit_opinion"]["people"] == "全院专业技术人员,36人"
    assert form["unit_opinion"]["signatures"][0]["organisation"] == unit.name
    assert [(one["result"], one["opinion"]) for one in form["stations"]] == [
        ("通过", "主管部门同意"),
        ("", ""),
    ]
    assert (form["committee_opinion"], form["confirmation"]) == (None, None)


@needs_fonts
@pytest.mark.clause("GUIDE-Q23-1")
def test_the_applicant_exports_it(
    season: Season, client_of: Callable[..., Client], ready: Application
) -> None:
    me = client_of(season.cast.applicant)
    url = reverse("applications:review_form", args=[ready.pk])
    draft = me.get(url)
    assert draft.content.startswith(b"%PDF")
    assert "draft" in draft["Content-Disposition"]
    submit(ready, by=season.cast.applicant)
    Application.objects.filter(pk=ready.pk).update(state=State.AUDITED, audited_at=clock.now())
    final = me.get(url)
    assert final.content.startswith(b"%PDF")
    assert "KM2023-000001" in final["Content-Disposition"]
    assert "draft" not in final["Content-Disposition"]


def test_what_has_no_column_stands_together_and_nothing_is_left_out() -> None:
    module = BY_KEY["papers"]
    data = {field.name: f"值{at}" for at, field in enumerate(module.fields)}
    table = review_form._module(module.label, module.fields, [{"data": data}, {"data": {"name": "乙"}}])
    assert len(table["columns"]) == len(table["rows"][0]) == len(table["rows"][1]) == review_form.MOST_COLUMNS
    words = "".join((*table["columns"], *table["rows"][0]))
    for field in module.fields:
        assert field.label in words and data[field.name] in words
    assert table["rows"][1][-1] == ""
    plain = review_form._module(module.label, module.fields, [{"data": {"name": "乙"}}])
    assert plain["columns"] == [field.label for field in module.fields if field.required]
