"""The closing hour: attachments that a submission named by hash count when they arrive within the session's grace."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.applications.conftest import REQUIRED, fill_dossier, pdf
from tests.files import hostile
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications import actions, casefile
from zhicheng.applications.actions import Incomplete, add_attachment, miss_named_files, name_file, submit
from zhicheng.applications.completeness import missing
from zhicheng.applications.judging import verdict_of
from zhicheng.applications.ledger import return_application
from zhicheng.applications.models import Application, NamedFile, Return
from zhicheng.applications.states import State
from zhicheng.files import incoming
from zhicheng.files.checks import LIMIT, FileRefused
from zhicheng.files.models import Incoming, StoredFile
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.instants import SETTLING
from zhicheng.planning.models import Session
from zhicheng.vetting.checks import blockers

ClientOf = Callable[[Account], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.clause("GUIDE-1.4")]
SECOND = dt.timedelta(seconds=1)
CLOSE = day(2023, 9, 1)
GRACE = dt.timedelta(minutes=30)
KEY = "insurance_proof"
CONTENT = hostile.paper(" ".join(map(str, range(1500))))
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HALF = len(CONTENT) // 2


@pytest.fixture
def graced(season: Season) -> Session:
    """The session grants half an hour."""
    Session.objects.filter(pk=season.session.pk).update(upload_grace=30)
    season.session.refresh_from_db()
    return season.session


@pytest.fixture
def nearly(season: Season, draft: Callable[..., Application], standard: object) -> Application:
    """Everything but the proof of insurance."""
    fill_dossier(season.cast.people["applicant"])
    return draft(attached=tuple(key for key in REQUIRED if key != KEY))


def named(row: Application, content: bytes = CONTENT, key: str = KEY) -> NamedFile:
    return name_file(
        Application.objects.get(pk=row.pk), key=key, sha256=hashlib.sha256(content).hexdigest(),
        size=len(content), name="参保证明.pdf", by=row.person.account,
    )  # fmt: skip


def send(row: Application, one: NamedFile, offset: int, piece: bytes) -> int:
    fresh = NamedFile.objects.select_related("incoming", "application").get(pk=one.pk)
    return actions.add_piece(fresh, offset=offset, piece=piece, by=row.person.account)


def half_sent(row: Application) -> NamedFile:
    one = named(row)
    send(row, one, 0, CONTENT[:HALF])
    return one


def handed_in(row: Application, at: dt.datetime = CLOSE - SECOND) -> None:
    with clock.at(at):
        submit(Application.objects.get(pk=row.pk), by=row.person.account, key=uuid4())


def test_pieces_become_an_attachment_and_nothing_else_stays(nearly: Application) -> None:
    one = half_sent(nearly)
    assert not nearly.attachments.filter(key=KEY).exists()
    assert send(nearly, one, HALF, CONTENT[HALF:]) == len(CONTENT)
    made = nearly.attachments.get(key=KEY)
    assert (made.pk, made.file_id, made.title) == (one.pk, SHA256, "社会保险参保证明")
    assert not NamedFile.objects.exists() and not Incoming.objects.exists()


def test_without_a_grace_a_submission_wants_everything_here(nearly: Application) -> None:
    half_sent(nearly)
    with pytest.raises(Incomplete) as refused:
        handed_in(nearly)
    assert [item.where for item in refused.value.items] == [f"attachment:{KEY}"]


def test_what_no_submission_named_is_not_added_once_others_have_it(
    season: Season, draft: Callable[..., Application], standard: object
) -> None:
    """Without a grace a file that was still under way stays outside, also when its last piece comes later."""
    fill_dossier(season.cast.people["applicant"])
    row = draft()
    one = half_sent(row)
    handed_in(row)
    assert "named" not in row.submissions.get().content
    with clock.at(CLOSE - SECOND):
        with pytest.raises(Refused, match="附件不能修改"):
            send(row, one, HALF, CONTENT[HALF:])
        with pytest.raises(Refused, match="附件不能修改"):
            add_attachment(row, key=KEY, upload=SimpleUploadedFile("a.pdf", CONTENT), by=row.person.account)
    assert not Incoming.objects.exists() and row.attachments.filter(key=KEY).count() == 1


def test_what_nobody_has_named_is_missing_in_spite_of_a_grace(graced: Session, nearly: Application) -> None:
    with pytest.raises(Incomplete):
        handed_in(nearly)


@pytest.mark.parametrize(("before", "whole"), [(SECOND, True), (dt.timedelta(0), False), (-SECOND, False)])
def test_a_named_file_counts_until_the_grace_is_over(
    graced: Session, nearly: Application, before: dt.timedelta, whole: bool
) -> None:
    """A second before the end it is taken in; at the end and after it, it is not, and nothing half of it stays."""
    one = half_sent(nearly)
    handed_in(nearly)
    nearly.refresh_from_db()
    assert nearly.state == State.AT_UNIT
    content = nearly.submissions.get().content
    assert [item["sha256"] for item in content["named"]] == [SHA256]
    assert KEY not in {item["key"] for item in content["attachments"]}
    with clock.at(CLOSE + GRACE - before):
        if whole:
            send(nearly, one, HALF, CONTENT[HALF:])
        else:
            with pytest.raises(Refused, match="续传时间已于"):
                send(nearly, one, HALF, CONTENT[HALF:])
    sent = nearly.submissions.get()
    assert (SHA256 in {item["sha256"] for item in sent.material["attachments"]}) is whole
    assert sent.content == content  # what has a receipt is not touched
    with clock.at(CLOSE + GRACE + SETTLING):
        assert miss_named_files() == (0 if whole else 1)
        assert miss_named_files() == 0
    one.refresh_from_db()
    assert (one.arrived_at is not None, one.missed_at is not None) == (whole, not whole)
    assert not Incoming.objects.exists()
    assert StoredFile.objects.filter(pk=SHA256).exists() is whole
    assert Message.objects.filter(subject__contains="没有按时传到").exists() is not whole
    nearly.refresh_from_db()
    assert nearly.state == State.AT_UNIT  # the submission counts either way


def test_the_time_of_arrival_counts_not_that_of_the_answer(graced: Session, nearly: Application) -> None:
    one = half_sent(nearly)
    handed_in(nearly)
    with clock.at(CLOSE + GRACE + SECOND * 20):
        assert miss_named_files() == 0  # a piece that came in time may still be under way
        with clock.arrived(CLOSE + GRACE - SECOND):
            send(nearly, one, HALF, CONTENT[HALF:])
    one.refresh_from_db()
    assert one.arrived_at == CLOSE + GRACE - SECOND


@pytest.mark.parametrize("after", [dt.timedelta(0), SECOND])
def test_the_grace_is_for_files_not_for_submissions(
    graced: Session, nearly: Application, after: dt.timedelta
) -> None:
    half_sent(nearly)
    with pytest.raises(Refused, match="截止"):
        handed_in(nearly, CLOSE + after)


def test_another_content_is_not_taken_and_the_right_one_may_follow(
    graced: Session, nearly: Application
) -> None:
    one = half_sent(nearly)
    handed_in(nearly)
    with clock.at(CLOSE + SECOND):
        with pytest.raises(FileRefused, match="不一样"):
            send(nearly, one, HALF, b"x" * (len(CONTENT) - HALF))
        assert not Incoming.objects.exists() and not nearly.attachments.filter(key=KEY).exists()
        again = named(nearly)
        assert again.pk == one.pk
        send(nearly, again, 0, CONTENT)
    assert nearly.attachments.get(key=KEY).file_id == SHA256


def test_a_second_file_needs_its_own_name(graced: Session, nearly: Application) -> None:
    """After the close nothing new is named; what was named besides arrives by itself."""
    other = hostile.paper("second")
    first, second = half_sent(nearly), named(nearly, other)
    handed_in(nearly)
    with clock.at(CLOSE + SECOND):
        with pytest.raises(Refused, match="附件不能修改"):
            named(nearly, hostile.paper("third"))
        with pytest.raises(Refused, match="附件不能修改"):
            add_attachment(nearly, key=KEY, upload=pdf("third.pdf"), by=nearly.person.account)
        send(nearly, second, 0, other)
    with clock.at(CLOSE + GRACE + SETTLING):
        assert miss_named_files() == 1
    first.refresh_from_db()
    assert first.missed_at is not None
    assert [one.pk for one in nearly.attachments.filter(key=KEY)] == [second.pk]


def test_without_scripts_the_whole_file_is_sent_again(graced: Session, nearly: Application) -> None:
    one = half_sent(nearly)
    handed_in(nearly)
    with clock.at(CLOSE + SECOND):
        made = add_attachment(
            nearly, key=KEY, upload=SimpleUploadedFile("again.pdf", CONTENT), by=nearly.person.account
        )
    one.refresh_from_db()
    assert made.pk == one.pk and one.arrived_at is not None


def test_nobody_gets_a_file_by_naming_its_hash(
    season: Season,
    graced: Session,
    nearly: Application,
    draft: Callable[..., Application],
    client_of: ClientOf,
) -> None:
    """Another's file lies in the store under the same hash: it is shown once its content was sent, not before."""
    other = draft(season.cast.people["other_applicant"], attached=())
    add_attachment(other, key=KEY, upload=SimpleUploadedFile("a.pdf", CONTENT), by=other.person.account)
    one = named(nearly)
    handed_in(nearly)
    seats = {
        f"/apply/{nearly.pk}/material/{SHA256}/": client_of(nearly.person.account),
        f"/vetting/{nearly.pk}/files/{SHA256}/": client_of(season.cast.unit_officer),
    }

    def answers() -> list[int]:
        found = [client.get(page) for page, client in seats.items()]
        for one in found:
            one.close()
        return [one.status_code for one in found]

    assert answers() == [404, 404]
    with clock.at(CLOSE + SECOND):
        send(nearly, one, 0, CONTENT)
    assert answers() == [200, 200]


def test_a_unit_passes_nothing_that_is_still_under_way(
    season: Season, graced: Session, nearly: Application, client_of: ClientOf
) -> None:
    one = half_sent(nearly)
    handed_in(nearly)
    row = Application.objects.select_related("session", "unit").get(pk=nearly.pk)
    unit = client_of(season.cast.unit_officer)

    def told() -> str:
        return unit.get(f"/vetting/{nearly.pk}/").content.decode()

    with clock.at(CLOSE):
        assert "awaited" in {item.key for item in blockers(row)}
        assert "还没传完" in told()
    with clock.at(CLOSE + GRACE + SETTLING):
        miss_named_files()
        assert "awaited" not in {item.key for item in blockers(row)}
        assert "没有按时传到" in told()
    one.refresh_from_db()
    assert one.missed_at is not None


def test_after_a_return_it_is_handed_in_whole(season: Season, graced: Session, nearly: Application) -> None:
    """What was missed is missing like anything else; what is still under way is named again."""
    half_sent(nearly)
    handed_in(nearly)
    with clock.at(CLOSE + GRACE + SETTLING):
        miss_named_files()
    row = Application.objects.get(pk=nearly.pk)
    return_application(
        row, Return.Kind.SEND_BACK, by=season.cast.unit_officer,
        organisation=season.cast.organisations["unit"], opinion="缺参保证明。",
    )  # fmt: skip
    Session.objects.filter(pk=graced.pk).update(resubmit_last=dt.date(2023, 9, 10))
    with clock.at(CLOSE + dt.timedelta(days=1)):
        with pytest.raises(Incomplete):
            handed_in(nearly, clock.now())
        add_attachment(nearly, key=KEY, upload=SimpleUploadedFile("a.pdf", CONTENT), by=nearly.person.account)
        handed_in(nearly, clock.now())
    last = nearly.submissions.order_by("-version").first()
    assert last is not None and "named" not in last.content
    assert SHA256 in {item["sha256"] for item in last.material["attachments"]}


def test_what_was_named_is_not_taken_back_and_a_draft_is(graced: Session, nearly: Application) -> None:
    spare = named(nearly, hostile.paper("spare"))
    actions.give_up_named(spare, by=nearly.person.account)
    one = half_sent(nearly)
    handed_in(nearly)
    with pytest.raises(Refused, match="不能取消"):
        actions.give_up_named(one, by=nearly.person.account)
    assert list(NamedFile.objects.values_list("pk", flat=True)) == [one.pk]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"sha256": "x"}, Refused), ({"sha256": SHA256.upper()}, Refused), ({"key": "nothing"}, Refused),
        ({"size": 0}, FileRefused), ({"size": LIMIT + 1}, FileRefused),
    ],
)  # fmt: skip
def test_what_is_named_wrongly_makes_nothing(
    nearly: Application, given: dict[str, object], error: type[Exception]
) -> None:
    words = {"key": KEY, "sha256": SHA256, "size": len(CONTENT), "name": "a.pdf", "by": nearly.person.account}
    with pytest.raises(error):
        name_file(nearly, **(words | given))
    assert not NamedFile.objects.exists() and not Incoming.objects.exists()


def test_the_database_holds_what_a_row_may_be(graced: Session, nearly: Application) -> None:
    one = half_sent(nearly)
    rows = NamedFile.objects.filter(pk=one.pk)
    for wrong in ({"due_at": CLOSE}, {"arrived_at": CLOSE}, {"missed_at": CLOSE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    handed_in(nearly)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(arrived_at=CLOSE, missed_at=CLOSE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=graced.pk).update(upload_grace=24 * 60 + 1)


def test_a_crash_between_last_piece_and_attaching_is_mended(nearly: Application) -> None:
    one = half_sent(nearly)
    held = NamedFile.objects.select_related("incoming").get(pk=one.pk).incoming
    assert held is not None
    incoming.append(held, HALF, CONTENT[HALF:])  # and then the server died
    again = named(nearly)
    send(nearly, again, 0, CONTENT)
    assert nearly.attachments.get(key=KEY).file_id == SHA256


def tus(client: Client, method: str, address: str, body: bytes = b"", **headers: str) -> HttpResponse:
    return client.generic(
        method, address, body, content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", **headers},
    )  # fmt: skip


def test_the_pages_from_the_first_piece_to_the_receipt(
    season: Season, graced: Session, nearly: Application, client_of: ClientOf
) -> None:
    client = client_of(nearly.person.account)
    told = {"key": KEY, "sha256": SHA256, "filename": "参保.pdf", "title": "参保证明（8月）"}
    meta = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())
    address = reverse("applications:name_file", args=[nearly.pk])
    assert tus(client, "OPTIONS", address).status_code == 204
    made = tus(client, "POST", address, **{"Upload-Length": str(len(CONTENT)), "Upload-Metadata": meta})
    assert made.status_code == 201
    piece = made["Location"]
    assert tus(client, "PATCH", piece, CONTENT[:HALF], **{"Upload-Offset": "0"})["Upload-Offset"] == str(HALF)
    assert tus(client, "HEAD", piece)["Upload-Offset"] == str(HALF)
    page = client.get(f"/apply/{nearly.pk}/attachments/").content.decode()
    assert "已传49%" in page or "已传50%" in page
    assert "在新窗口申报" in page
    with clock.at(CLOSE - SECOND):
        check = client.get(f"/apply/{nearly.pk}/check/").content.decode()
        assert "还在上传" in check and "参保证明（8月）" in check
        receipt = client.post(f"/apply/{nearly.pk}/submit/", {"key": str(uuid4())}, follow=True)
    assert "还没传完" in receipt.content.decode()
    with clock.at(CLOSE + SECOND):
        assert "接着上传附件" in client.get(f"/apply/{nearly.pk}/").content.decode()
        assert tus(client, "DELETE", piece).status_code == 410
        assert tus(client, "PATCH", piece, b"x", **{"Upload-Offset": "7"}).status_code == 409
        assert tus(client, "PATCH", piece, CONTENT[HALF:], **{"Upload-Offset": str(HALF)}).status_code == 204
        assert tus(client, "HEAD", piece).status_code == 410
        assert "已传到" in client.get(f"/apply/{nearly.pk}/").content.decode()
    for role in ("other_applicant", "unit_officer"):
        assert tus(client_of(getattr(season.cast, role)), "HEAD", piece).status_code == 404


def test_the_rules_see_what_is_under_way(graced: Session, nearly: Application) -> None:
    assert missing(casefile.load(nearly.pk), verdict_of(casefile.load(nearly.pk)))
    named(nearly)
    case = casefile.load(nearly.pk)
    assert missing(case, verdict_of(case)) == ()
