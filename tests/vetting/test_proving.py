"""学历书面证明 (D-25): asked for by the person, written by the unit from the personal file, sealed and attached."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.applications.conftest import RECORDS, choose, fill_dossier, pdf
from tests.cast import account, seat
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.actions import add_attachment, attach_proof, save_cover, submit
from zhicheng.applications.checking import check_of
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import State
from zhicheng.dossiers.actions import ask_for_proof, take_back_proof
from zhicheng.dossiers.models import EducationProof, Record
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.signatures.actions import holds
from zhicheng.trail.models import Entry
from zhicheng.vetting.actions import decline_proof, issue_proof

ClientOf = Callable[[Account], Client]
OLD = {
    **RECORDS["education"],
    "level": "大专",
    "school": "昆明冶金高等专科学校",
    "from": "1995-09",
    "finished_on": "1998-07-01",
}
SEEN = "毕业生登记表、学籍卡、报到证"


@pytest.fixture
def person(season: making.Season) -> Person:
    found = season.cast.people["applicant"]
    fill_dossier(found, education=OLD)
    return found


@pytest.fixture
def draft(season: making.Season, person: Person) -> Application:
    making.issued_standard(rows=[{"education": "大专", "title_level": "中级", "years": 5, "min_papers": 0}])
    row = save_cover(person, choose(season), by=person.account)
    for key in ("commitment", "insurance_proof"):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    return row


@pytest.fixture
def education(person: Person) -> Record:
    return person.records.get(module="education")


def lacks(row: Application) -> list[str]:
    found = check_of(casefile.load(row.pk)).missing
    return [line.text for line in found if "education_unit_proof" in line.url]


@pytest.mark.clause("KM2023-3.8", "DC2022-2.8")
def test_from_the_request_to_the_submission(
    season: making.Season, draft: Application, person: Person, education: Record, client_of: ClientOf
) -> None:
    """On the pages: asked for on 附件管理, written and sealed by the unit, attached, handed in."""
    own, unit = client_of(person.account), client_of(season.cast.unit_officer)
    at = reverse("applications:attachments", args=[draft.pk])
    assert "请单位出具" in own.get(at).content.decode()
    answer = own.post(reverse("dossiers:ask_for_proof", args=[education.pk]), {"back": at})
    assert (answer.status_code, answer["Location"]) == (302, at)
    proof = EducationProof.objects.get()
    assert "等待单位出具" in own.get(at).content.decode()
    assert "出具学历证明" in unit.get("/desk/").content.decode()
    told = Message.objects.get(recipient=season.cast.unit_officer.pk, subject="请出具学历书面证明")
    page = unit.get(told.link).content.decode()
    assert "昆明冶金高等专科学校" in page and person.id_number not in page
    empty = unit.post(told.link, {"seen": " "})
    assert empty.status_code == 400
    assert unit.post(told.link, {"seen": SEEN}).status_code == 302
    proof.refresh_from_db()
    assert holds(proof.signature) and proof.signature.organisation == person.unit
    for client, name in ((unit, "vetting:proof_paper"), (own, "dossiers:proof")):
        paper = client.get(reverse(name, args=[proof.pk]))
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
        paper.close()
    assert Message.objects.filter(recipient=person.account_id, subject="学历书面证明").exists()
    assert [one for one in lacks(draft) if "没有上传" in one]
    assert own.post(reverse("applications:attach_proof", args=[draft.pk, proof.pk])).status_code == 302
    assert "已附上" in own.get(at).content.decode()
    assert lacks(draft) == []
    submit(draft, by=person.account)
    draft.refresh_from_db()
    assert draft.state == State.AT_UNIT
    kept = draft.submissions.get().content["attachments"]
    assert proof.file_id in {one["sha256"] for one in kept}
    acts = Entry.objects.filter(act__in=["ask_for_proof", "issue_proof"]).values_list("act", flat=True)
    assert sorted(acts) == ["ask_for_proof", "issue_proof"]


@pytest.mark.clause("KM2023-3.8")
def test_what_was_changed_after_the_proof_is_proved_anew(
    season: making.Season, draft: Application, person: Person, education: Record, client_of: ClientOf
) -> None:
    officer = season.cast.unit_officer
    proof = issue_proof(ask_for_proof(education, by=person.account), seen=SEEN, by=officer)
    with pytest.raises(Refused, match="可以直接附上"):
        ask_for_proof(education, by=person.account)
    attach_proof(draft, proof, by=person.account)
    education.data = {**OLD, "major": "采矿工程"}
    education.save()
    assert [one for one in lacks(draft) if "不一致" in one]
    Attachment.objects.filter(key="education_unit_proof").delete()
    proof.refresh_from_db()
    with pytest.raises(Refused, match="重新出具"):
        attach_proof(draft, proof, by=person.account)
    page = client_of(person.account).get(f"/apply/{draft.pk}/attachments/").content.decode()
    assert "内容已改，需重新出具" in page and "请单位重新出具" in page
    fresh = issue_proof(ask_for_proof(education, by=person.account), seen=SEEN, by=officer)
    attach_proof(draft, fresh, by=person.account)
    assert lacks(draft) == []


@pytest.mark.clause("KM2023-3.8")
def test_the_unit_declines_with_a_reason(
    season: making.Season, draft: Application, person: Person, education: Record, client_of: ClientOf
) -> None:
    officer = season.cast.unit_officer
    proof = ask_for_proof(education, by=person.account)
    unit = client_of(officer)
    assert unit.post(f"/vetting/proofs/{proof.pk}/", {"decline": "1", "reason": ""}).status_code == 400
    why = "档案中没有毕业材料，请先到学校补办"
    assert unit.post(f"/vetting/proofs/{proof.pk}/", {"decline": "1", "reason": why}).status_code == 302
    assert why in client_of(person.account).get(f"/apply/{draft.pk}/attachments/").content.decode()
    proof.refresh_from_db()
    assert proof.file is None and proof.signature is None
    late = unit.post(f"/vetting/proofs/{proof.pk}/", {"seen": SEEN}, follow=True)
    assert "已经办理" in late.content.decode()
    with pytest.raises(Refused, match="还没有出具"):
        attach_proof(draft, proof, by=person.account)
    ask_for_proof(education, by=person.account)  # again, once the school has helped


def test_who_may_not(season: making.Season, person: Person, education: Record, client_of: ClientOf) -> None:
    """Twice, for another kind of education, on the own behalf, by another unit, after it was taken back."""
    cast = season.cast
    proof = ask_for_proof(education, by=person.account)
    with pytest.raises(Refused, match="正在等待"):
        ask_for_proof(education, by=person.account)
    with pytest.raises(Refused, match="不能代表"):
        issue_proof(proof, seen=SEEN, by=cast.other_unit_officer)
    seat(person.account, person.unit, "unit")
    with pytest.raises(Refused, match="其他工作人员"):
        issue_proof(proof, seen=SEEN, by=person.account)
    page = client_of(person.account).get(f"/vetting/proofs/{proof.pk}/").content.decode()
    assert "其他工作人员" in page
    handler = account("handler", "经办员")
    seat(handler, person.unit, "unit", "handler")
    with pytest.raises(Refused, match="人事部门负责人或单位负责人"):
        issue_proof(proof, seen=SEEN, by=handler)
    assert "您是经办人" in client_of(handler).get(f"/vetting/proofs/{proof.pk}/").content.decode()
    take_back_proof(proof, by=person.account)
    with pytest.raises(Refused, match="已经撤回"):
        decline_proof(proof, reason="没有", by=cast.unit_officer)
    assert client_of(cast.unit_officer).get(f"/vetting/proofs/{proof.pk}/").status_code == 404
    with pytest.raises(Refused, match="不能再撤回"):
        take_back_proof(proof, by=person.account)
    education.data = RECORDS["education"]
    education.save()
    with pytest.raises(Refused, match="学信网"):
        ask_for_proof(education, by=person.account)
    Person.objects.filter(pk=person.pk).update(unit=None, unit_confirmed_at=None)
    education.data = OLD
    education.save()
    education.person.unit = None
    with pytest.raises(Refused, match="选择用人单位"):
        ask_for_proof(education, by=person.account)


def test_a_proof_is_sealed_or_declined_never_both(education: Record, person: Person) -> None:
    proof = ask_for_proof(education, by=person.account)
    officer = account("nobody", "无人")
    for wrong in ({"answered_at": clock.now(), "answered_by": officer}, {"declined": "没有"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EducationProof.objects.filter(pk=proof.pk).update(**wrong)


def test_the_units_list_is_found_by_name(
    season: making.Season, person: Person, education: Record, client_of: ClientOf
) -> None:
    unit = client_of(season.cast.unit_officer)
    assert "没有学历证明要出具" in unit.get("/vetting/proofs/").content.decode()
    ask_for_proof(education, by=person.account)
    assert person.name in unit.get(f"/vetting/proofs/?q={person.name[:1]}").content.decode()
    assert "没有找到" in unit.get("/vetting/proofs/?q=查无此人").content.decode()
