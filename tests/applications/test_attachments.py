"""附件: demands follow kind, employment and call; what is not what it says is refused."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import making
from tests.applications.conftest import pdf
from tests.making import Season
from zhicheng.applications import casefile
from zhicheng.applications.actions import add_attachment, remove_attachment
from zhicheng.applications.attachments import ATTACHMENTS, BY_KEY, MOST_PER_KEY
from zhicheng.applications.kinds import KINDS
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import EDITABLE, State
from zhicheng.files.checks import FileRefused
from zhicheng.people.errors import Refused
from zhicheng.policy import clauses


def required(row: Application) -> list[str]:
    return [demand.key for demand in casefile.load(row.pk).demands if demand.required]


def test_the_table_is_sound() -> None:
    assert len(BY_KEY) == len(ATTACHMENTS)
    assert {key for row in KINDS.values() for key in row.attachments} <= set(BY_KEY)
    assert {wanted.source for wanted in ATTACHMENTS} <= set(clauses.load())


@pytest.mark.clause("KM2023-3.5", "DC2022-2.8", "GUIDE-Q23-0")
@pytest.mark.clause("KM2023-3.8")
def test_a_promotion_asks_for_commitment_education_and_insurance(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    assert required(row) == ["commitment", "education_proof", "insurance_proof"]


@pytest.mark.clause("KM2023-3.7")
def test_dispatched_people_prove_both_companies(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    row.person.qualification.employment = "劳务派遣"
    row.person.qualification.save()
    assert required(row)[-2:] == ["dispatch_proof", "dispatch_agreement"]


@pytest.mark.clause("KM2023-2.2")
def test_freelancers_prove_themselves_instead_of_a_unit(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    row.person.qualification.employment = "自由职业"
    row.person.qualification.save()
    assert required(row) == ["commitment", "education_proof", "freelance_proof"]


@pytest.mark.clause("KM2023-4.1a")
def test_who_failed_before_proves_new_results(season: Season) -> None:
    old = making.application(season, State.NOT_PASSED)
    Application.objects.filter(pk=old.pk).update(year=2022)
    row = making.application(season, State.DRAFT)
    assert "new_results" in required(row)


@pytest.mark.clause("KM2023-1.2", "GUIDE-Q7-1")
def test_the_call_may_ask_for_more(season: Season) -> None:
    season.call.materials = [{"key": "video", "name": "工作视频", "required": True}]
    season.call.save()
    row = making.application(season, State.DRAFT)
    assert required(row)[-1] == "call-video"


@pytest.mark.clause("GUIDE-5.2.3-4")
def test_an_attachment_is_kept_and_taken_away(season: Season, draft: Callable[..., Application]) -> None:
    row = draft(attached=())
    by = season.cast.applicant
    kept = add_attachment(row, key="commitment", upload=pdf("承诺书.pdf"), by=by, title="承诺书第1页")
    assert (kept.title, kept.file.media_type) == ("承诺书第1页", "application/pdf")
    remove_attachment(row, attachment_id=kept.id, by=by)
    assert not Attachment.objects.exists()
    with pytest.raises(Refused, match="已经删除"):
        remove_attachment(row, attachment_id=kept.id, by=by)


def test_a_text_named_jpg_is_refused_and_nothing_is_kept(
    season: Season, draft: Callable[..., Application]
) -> None:
    row = draft(attached=())
    upload = SimpleUploadedFile("photo.jpg", b"not a picture", content_type="image/jpeg")
    with pytest.raises(FileRefused, match=r"photo\.jpg"):
        add_attachment(row, key="commitment", upload=upload, by=season.cast.applicant)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("key", ["dispatch_proof", "nonsense", "call-other"])
def test_what_is_not_demanded_is_refused(season: Season, draft: Callable[..., Application], key: str) -> None:
    row = draft(attached=())
    with pytest.raises(Refused):
        add_attachment(row, key=key, upload=pdf("a.pdf"), by=season.cast.applicant)


def test_the_same_file_twice_and_too_many_are_refused(
    season: Season, draft: Callable[..., Application]
) -> None:
    row = draft(attached=())
    by = season.cast.applicant
    add_attachment(row, key="other", upload=pdf("a.pdf"), by=by)
    with pytest.raises(Refused, match="已经上传过"):
        add_attachment(row, key="other", upload=pdf("a.pdf"), by=by)
    for number in range(MOST_PER_KEY - 1):
        add_attachment(row, key="other", upload=pdf(f"{number}.pdf"), by=by)
    with pytest.raises(Refused, match="最多上传"):
        add_attachment(row, key="other", upload=pdf("more.pdf"), by=by)


@pytest.mark.parametrize("state", [State.AT_UNIT, State.AUDITED, State.WITHDRAWN])
def test_nothing_changes_while_others_have_it(season: Season, state: State) -> None:
    assert state not in EDITABLE
    row = making.application(season, state)
    with pytest.raises(Refused, match="不能修改"):
        add_attachment(row, key="commitment", upload=pdf("a.pdf"), by=season.cast.applicant)


def test_nobody_attaches_to_somebody_else_s(season: Season, draft: Callable[..., Application]) -> None:
    row = draft()
    with pytest.raises(Refused):
        add_attachment(row, key="other", upload=pdf("a.pdf"), by=season.cast.other_applicant)
