"""The applicant's pages by the ladder: works, method, roles, side effects, already done, bad input."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import making
from tests.applications.conftest import SENIOR_ENGINEER, fill_dossier, pdf
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications.actions import submit
from zhicheng.applications.ledger import return_application
from zhicheng.applications.models import Application, Attachment, Return
from zhicheng.applications.states import State
from zhicheng.planning.models import Standard
from zhicheng.trail.models import Entry

LogIn = Callable[..., Client]
CASE_PAGES = ("detail", "attachments", "check", "preview", "review_form")


def cover_data(season: Season, **changed: str) -> dict[str, str]:
    return {
        "kind": "晋升评审",
        **SENIOR_ENGINEER.__dict__,
        "session": str(season.session.id),
        **changed,
    }


# who may look


@pytest.mark.parametrize("page", [*CASE_PAGES, "receipt"])
def test_pages_of_a_case_are_the_applicant_s_alone(
    season: Season, client_of: LogIn, client: Client, page: str
) -> None:
    row = making.application(season, State.AT_UNIT)
    url = reverse(f"applications:{page}", args=[row.pk])
    for stranger in ("other_applicant", "unit_officer", "city_officer", "supervisor", "expert"):
        assert client_of(getattr(season.cast, stranger)).get(url).status_code == 404, stranger
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("people:login"))


@pytest.mark.parametrize("page", ["record", "cover"])
def test_lists_are_for_people_who_apply(season: Season, client_of: LogIn, client: Client, page: str) -> None:
    url = reverse(f"applications:{page}")
    assert client_of(season.cast.applicant).get(url).status_code == 200
    assert client_of(season.cast.unit_officer).get(url).status_code == 404
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("page", ["submit", "withdraw"])
def test_acts_are_posts_of_the_applicant(season: Season, client_of: LogIn, client: Client, page: str) -> None:
    row = making.application(season, State.DRAFT)
    url = reverse(f"applications:{page}", args=[row.pk])
    assert client_of(season.cast.applicant).get(url).status_code == 405
    assert client_of(season.cast.other_applicant).post(url).status_code == 404
    assert client.post(url).status_code == 302
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_an_address_that_does_not_exist_is_404(season: Season, client_of: LogIn) -> None:
    for page in (*CASE_PAGES, "receipt"):
        assert (
            client_of(season.cast.applicant).get(reverse(f"applications:{page}", args=[uuid4()])).status_code
            == 404
        )


# cover


def test_the_cover_is_chosen_step_by_step_without_scripts(season: Season, client_of: LogIn) -> None:
    me = client_of(season.cast.applicant)
    url = reverse("applications:cover")
    first = me.get(url).content.decode()
    assert "下一步" in first
    assert "保存封面" not in first
    last = me.get(url, cover_data(season)).content.decode()
    assert "保存封面" in last
    assert "2023年8月31日 24:00" in last
    assert not Application.objects.exists()  # GET changes nothing


def test_saving_the_cover_makes_a_draft(season: Season, client_of: LogIn) -> None:
    answer = client_of(season.cast.applicant).post(reverse("applications:cover"), cover_data(season))
    row = Application.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("applications:attachments", args=[row.pk])
    assert Entry.objects.filter(act="save_cover").count() == 1


def test_a_refused_cover_keeps_what_was_chosen(season: Season, client_of: LogIn) -> None:
    answer = client_of(season.cast.applicant).post(
        reverse("applications:cover"), cover_data(season, profession="林业", channel="破格")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="林业"' in page
    assert '<option value="破格" selected>' in page
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "随便"},
        {"session": "not-an-id"},
        {"session": str(uuid4())},
        {"title": "总工程师"},
        {"level": "' or 1=1"},
        {"profession": "\x00"},
    ],
)
def test_tampered_fields_are_refused_in_words(
    season: Season, client_of: LogIn, changed: dict[str, str]
) -> None:
    answer = client_of(season.cast.applicant).post(
        reverse("applications:cover"), cover_data(season, **changed)
    )
    assert answer.status_code == 409
    assert "封面没有保存" in answer.content.decode()
    assert not Application.objects.exists()


def test_another_unit_and_a_state_in_the_form_change_nothing(season: Season, client_of: LogIn) -> None:
    other = season.cast.organisations["other_unit"]
    client_of(season.cast.applicant).post(
        reverse("applications:cover"),
        cover_data(
            season, unit=str(other.id), unit_id=str(other.id), state="certified", number="KM2023-000009"
        ),
    )
    row = Application.objects.get()
    assert (row.unit, row.state, row.number) == (season.cast.organisations["unit"], State.DRAFT, None)


def test_a_second_declaration_in_the_year_is_told_kindly(season: Season, client_of: LogIn) -> None:
    making.application(season, State.AT_UNIT)
    me = client_of(season.cast.applicant)
    assert "只能申报一次" in me.get(reverse("applications:cover")).content.decode()
    answer = me.post(reverse("applications:cover"), cover_data(season))
    assert answer.status_code == 409
    assert "只能申报一次" in answer.content.decode()


# attachments


def test_upload_and_removal(season: Season, client_of: LogIn) -> None:
    row = making.application(season, State.DRAFT)
    me = client_of(season.cast.applicant)
    url = reverse("applications:attachments", args=[row.pk])
    assert me.post(url, {"key": "commitment", "file": pdf("承诺书.pdf")}).status_code == 302
    kept = Attachment.objects.get()
    file_url = reverse("applications:attachment", args=[row.pk, kept.pk])
    served = me.get(file_url)
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    assert served["Content-Type"] == "application/pdf"
    assert client_of(season.cast.other_applicant).get(file_url).status_code == 404
    remove = reverse("applications:remove_attachment", args=[row.pk, kept.pk])
    assert me.get(remove).status_code == 405
    assert client_of(season.cast.other_applicant).post(remove).status_code == 404
    assert me.post(remove).status_code == 302
    assert not Attachment.objects.exists()
    assert me.post(remove).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"key": "commitment"}, "请先选择文件"),
        ({"key": "commitment", "file": SimpleUploadedFile("a.jpg", b"plain text")}, "a.jpg"),
        ({"key": "nonsense", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}, "不需要这种附件"),
    ],
)
def test_a_bad_upload_says_what_to_do(
    season: Season, client_of: LogIn, data: dict[str, object], words: str
) -> None:
    row = making.application(season, State.DRAFT)
    for value in data.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = client_of(season.cast.applicant).post(
        reverse("applications:attachments", args=[row.pk]), {**data, "title": "我的说明"}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert data["key"] == "nonsense" or "我的说明" in page
    assert not Attachment.objects.exists()


# check and submission


def test_the_check_lists_everything_missing_with_links(season: Season, client_of: LogIn) -> None:
    row = making.application(season, State.DRAFT)
    page = client_of(season.cast.applicant).get(reverse("applications:check", args=[row.pk])).content.decode()
    assert page.count("去完善") >= 9
    assert reverse("dossiers:module", args=["titles"]) in page
    assert reverse("applications:attachments", args=[row.pk]) + "#commitment" in page


def test_submitting_leads_to_the_receipt(season: Season, client_of: LogIn, ready: Application) -> None:
    me = client_of(season.cast.applicant)
    check = me.get(reverse("applications:check", args=[ready.pk])).content.decode()
    assert "已齐全" in check
    answer = me.post(reverse("applications:submit", args=[ready.pk]), follow=True)
    page = answer.content.decode()
    ready.refresh_from_db()
    submission = ready.submissions.get()
    assert ready.state == State.AT_UNIT
    assert ready.number in page
    assert submission.content_hash in page
    assert "2023年7月20日 12:00:00" in page


def test_submitting_twice_is_one_submission(season: Season, client_of: LogIn, ready: Application) -> None:
    me = client_of(season.cast.applicant)
    url = reverse("applications:submit", args=[ready.pk])
    me.post(url)
    again = me.post(url, follow=True)
    assert again.redirect_chain[0][0] == reverse("applications:receipt", args=[ready.pk])
    assert "没有重复提交" in again.content.decode()
    assert ready.submissions.count() == 1


def test_a_refused_submission_shows_the_check_again(season: Season, client_of: LogIn) -> None:
    row = making.application(season, State.DRAFT)
    answer = client_of(season.cast.applicant).post(reverse("applications:submit", args=[row.pk]))
    assert answer.status_code == 409
    assert "没有提交" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_closed_window_is_said_and_changes_nothing(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    with clock.at(day(2023, 9, 1)):
        answer = client_of(season.cast.applicant).post(reverse("applications:submit", args=[ready.pk]))
    assert answer.status_code == 409
    assert "2023年8月31日 24:00截止" in answer.content.decode()
    ready.refresh_from_db()
    assert ready.state == State.DRAFT


# record


@pytest.mark.clause("GUIDE-5.2.3-3")
def test_the_record_shows_where_it_is_and_why_it_came_back(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    submit(ready, by=season.cast.applicant)
    me = client_of(season.cast.applicant)
    page = me.get(reverse("applications:record")).content.decode()
    assert "昆明机电设计研究院" in page
    assert "待单位审核" in page
    return_application(
        ready,
        Return.Kind.SEND_BACK,
        by=season.cast.unit_officer,
        organisation=season.cast.organisations["unit"],
        opinion="总结请写具体业绩。",
    )
    detail = me.get(reverse("applications:detail", args=[ready.pk])).content.decode()
    assert "总结请写具体业绩。" in detail
    assert "不计次数" in detail
    assert "route-here" not in detail  # nobody but the applicant has it now
    assert "已用 0 次，共 3 次，还剩 3 次" in detail
    assert "KM2023-4.1d" in detail


def test_withdrawing_needs_a_tick_and_says_its_consequence(season: Season, client_of: LogIn) -> None:
    row = making.application(season, State.AT_UNIT)
    me = client_of(season.cast.applicant)
    detail = reverse("applications:detail", args=[row.pk])
    assert "不占用本年度的申报次数" in me.get(detail).content.decode()
    url = reverse("applications:withdraw", args=[row.pk])
    refused = me.post(url, {"reason": "填错了"})
    assert refused.status_code == 400
    assert "填错了" in refused.content.decode()
    assert me.post(url, {"reason": "填错了", "sure": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert row.steps.get().reason == "填错了"
    assert me.post(url, {"sure": "on"}).status_code == 409
    assert url not in me.get(detail).content.decode()


def test_what_a_committee_has_cannot_be_withdrawn(season: Season, client_of: LogIn) -> None:
    row = making.application(season, State.ACCEPTED)
    me = client_of(season.cast.applicant)
    answer = me.post(reverse("applications:withdraw", args=[row.pk]), {"sure": "on"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == State.ACCEPTED


# material


def test_the_preview_shows_what_was_submitted_not_what_was_changed_later(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    me = client_of(season.cast.applicant)
    url = reverse("applications:preview", args=[ready.pk])
    assert "还没有提交" in me.get(url).content.decode()
    submit(ready, by=season.cast.applicant)
    ready.person.records.filter(module="work").update(data={"unit": "改过的单位", "from": "2008-07"})
    page = me.get(url).content.decode()
    assert "改过的单位" not in page
    assert "昆明理工大学" in page
    assert "530102198505060023" not in page
    born, kind = ready.person.birth_date, ready.unit.get_unit_kind_display()
    assert f"{born.year}年{born.month}月{born.day}日" in page
    assert f"（{kind}）" in page
    assert "2008年7月" in page


def test_files_of_the_material_are_the_owner_s(season: Season, client_of: LogIn, ready: Application) -> None:
    submit(ready, by=season.cast.applicant)
    sha256 = ready.attachments.first().file_id
    ready.attachments.all().delete()  # the submission keeps its hashes
    url = reverse("applications:material", args=[ready.pk, sha256])
    served = client_of(season.cast.applicant).get(url)
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    assert client_of(season.cast.other_applicant).get(url).status_code == 404
    strange = reverse("applications:material", args=[ready.pk, "0" * 64])
    assert client_of(season.cast.applicant).get(strange).status_code == 404


# cost


def test_pages_cost_the_same_for_one_record_and_three(
    season: Season, client_of: LogIn, ready: Application, standard: Standard
) -> None:
    me = client_of(season.cast.applicant)
    costs: dict[str, list[int]] = {}
    me.get(reverse("applications:record"))  # the clock's row is read once and kept
    for _ in range(2):
        for page in ("detail", "attachments", "check", "preview"):
            with CaptureQueriesContext(connection) as asked:
                assert me.get(reverse(f"applications:{page}", args=[ready.pk])).status_code == 200
            costs.setdefault(page, []).append(len(asked))
        fill_dossier(season.cast.people["applicant"])
        fill_dossier(season.cast.people["applicant"])
    for page, (one, three) in costs.items():
        assert one == three, page
    assert costs["detail"][0] <= 15 >= costs["attachments"][0], costs
    assert max(costs["check"][0], costs["preview"][0]) <= 25, costs


def test_the_record_costs_the_same_for_one_application_and_three(season: Season, client_of: LogIn) -> None:
    me = client_of(season.cast.applicant)
    costs = []
    me.get(reverse("applications:record"))  # the clock's row is read once and kept
    for year in (2023, 2022, 2021):
        row = making.application(season, State.NOT_PASSED)
        Application.objects.filter(pk=row.pk).update(year=year - 1)
        with CaptureQueriesContext(connection) as asked:
            me.get(reverse("applications:record"))
        costs.append(len(asked))
    assert costs[0] == costs[2] <= 15
