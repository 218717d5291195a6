"""An objection with evidence: what is taken, who sees objector and evidence, who answers, who is told."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image

from tests import making
from tests.cast import account, seat
from tests.public_notice.test_pages import AFTER
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.files.models import Incoming
from zhicheng.files.stores import store
from zhicheng.inbox.models import Delivery
from zhicheng.people import read_log, reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.public_notice import actions, evidence
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.trail.models import Read

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ClientOf = Callable[[Account], Client]
SECRET = b"GPS 25.04 102.71 somebody's camera"


@pytest.fixture
def candidate(season: making.Season) -> Application:
    return making.application(season, State.AT_UNIT)


@pytest.fixture
def entry(season: making.Season, candidate: Application) -> NoticeEntry:
    officer = season.cast.unit_officer
    return actions.open_unit_notice([candidate], candidate.unit, "公告栏", False, officer).entries.get()


@pytest.fixture
def colleague(season: making.Season) -> Account:
    """Another officer of the unit."""
    made = account("second_unit_officer", "钱核查")
    unit = season.cast.organisations["unit"]
    seat(made, unit, Membership.Role.UNIT)
    return made


def picture(name: str = "证据.jpg") -> SimpleUploadedFile:
    """A photograph that says more about its maker than it shows."""
    stream, marks = io.BytesIO(), Image.Exif()
    marks[0x010E] = SECRET.decode()
    Image.effect_noise((300, 200), 40).convert("RGB").save(stream, "JPEG", exif=marks)
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/jpeg")


def scan_of_two_pages() -> SimpleUploadedFile:
    stream = io.BytesIO()
    pages = [Image.new("RGB", (300, 200), shade) for shade in ("white", "grey")]
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:])
    return SimpleUploadedFile("两页.pdf", stream.getvalue(), content_type="application/pdf")


def sent(client: Client, entry: NoticeEntry, *files: SimpleUploadedFile, **other: str) -> object:
    form = {"text": "论文署名不实", "objector": "赵反映", "contact": "13900001111", "evidence": list(files)}
    return client.post(f"/notices/entries/{entry.id}/objection/", {**form, **other})


class TestEvidence:
    def test_is_drawn_anew_and_kept_page_by_page(self, entry: NoticeEntry, client: Client) -> None:
        answer = sent(client, entry, picture(), scan_of_two_pages())
        assert answer.status_code == 302
        objection = Objection.objects.get()
        pages = list(objection.evidence.select_related("file"))
        assert [one.position for one in pages] == [1, 2, 3]
        assert {one.file.media_type for one in pages} == {"image/jpeg"}
        for one in pages:
            with store().open(one.file.sha256) as kept:
                assert SECRET not in kept.read()
        assert not Incoming.objects.exists(), "nothing of what was sent stays"
        assert "3 页" in client.get(answer["Location"]).content.decode()

    def test_one_may_object_without(self, entry: NoticeEntry, client: Client) -> None:
        assert sent(client, entry).status_code == 302
        assert not Objection.objects.get().evidence.exists()

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"MZ\x90\x00" + b"\x00" * 500, "改扩展名没有用"),
            (b"<html><script>alert(1)</script></html>", "改扩展名没有用"),
            (b"%PDF-1.7\nnothing", "打不开"),
            (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "打不开"),
            (b"", "空"),
        ],
    )
    def test_hostile_files_are_refused_and_what_was_typed_stays(
        self, entry: NoticeEntry, client: Client, content: bytes, says: str
    ) -> None:
        answer = sent(client, entry, SimpleUploadedFile("证据.jpg", content))
        page = answer.content.decode()
        assert answer.status_code == 400
        assert says in page and "论文署名不实" in page and "赵反映" in page
        assert not Objection.objects.exists() and not Incoming.objects.exists()

    def test_a_picture_that_is_also_an_archive_is_refused(self, entry: NoticeEntry, client: Client) -> None:
        both = picture().read() + b"<script>alert(1)</script>"
        answer = sent(client, entry, SimpleUploadedFile("证据.jpg", both))
        assert answer.status_code == 400 and "图片以外的内容" in answer.content.decode()

    def test_so_many_and_no_more(
        self, entry: NoticeEntry, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = sent(client, entry, *[picture() for _number in range(evidence.MOST_FILES + 1)])
        assert answer.status_code == 400 and "最多上传5个文件" in answer.content.decode()
        monkeypatch.setattr(evidence, "MOST_PAGES", 1)
        answer = sent(client, entry, scan_of_two_pages())
        assert answer.status_code == 400 and "合计最多1页" in answer.content.decode()

    def test_an_address_that_sends_rubbish_all_day_is_stopped(
        self, entry: NoticeEntry, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(evidence, "MOST_TRIES", 2)
        bad = [SimpleUploadedFile("证据.jpg", b"MZ\x90\x00" * 100) for _number in range(3)]
        assert [sent(client, entry, one).status_code for one in bad] == [400, 400, 429]
        assert sent(client, entry).status_code == 302  # words alone are still taken
        with clock.at(clock.now() + evidence.FORGOTTEN * 0.6):  # the next day
            assert sent(client, entry, picture()).status_code == 302

    def test_after_the_notice_no_file_is_looked_at(self, entry: NoticeEntry) -> None:
        with clock.at(AFTER), pytest.raises(Refused, match="不再受理"):
            actions.object_to(entry, "太晚", evidence=[picture()], address="10.0.0.9")


class TestIdentity:
    def test_is_encrypted_at_rest(self, entry: NoticeEntry, client: Client) -> None:
        sent(client, entry)
        with connection.cursor() as cursor:
            cursor.execute("SELECT objector, contact FROM public_notice_objection")
            kept = cursor.fetchone()
        assert "赵反映" not in kept[0] and "13900001111" not in kept[1]

    def test_only_the_named_handler_sees_it_and_each_look_is_logged(
        self, season: making.Season, entry: NoticeEntry, client: Client, colleague: Account,
        client_of: ClientOf, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        writer = read_log.Writer()
        monkeypatch.setattr(reading, "writer", writer)
        sent(client, entry, picture())
        objection = Objection.objects.get()
        proof = objection.evidence.get()
        base = f"/notices/objections/{objection.id}/"
        officer, other = client_of(season.cast.unit_officer), client_of(colleague)
        assert officer.get(f"{base}objector/").status_code == 404, "nobody has taken it"
        assert officer.post(f"{base}take/").status_code == 302
        page = officer.get(f"{base}objector/").content.decode()
        assert "赵反映" in page and "13900001111" in page and str(proof.id) in page
        assert "赵反映" not in officer.get(f"{base}answer/").content.decode()
        shown = officer.get(f"/notices/evidence/{proof.id}/")
        assert shown["Content-Type"] == "image/jpeg"
        shown.close()
        for url in (f"{base}objector/", f"/notices/evidence/{proof.id}/"):
            assert other.get(url).status_code == 404
        seen = other.get(f"{base}answer/").content.decode()
        assert "只有核查人可以看到" in seen and "赵反映" not in seen
        writer.flush()
        lines = Read.objects.filter(page__in=["public_notice:objector", "public_notice:evidence"])
        assert set(lines.values_list("account", "application")) == {
            (season.cast.unit_officer.pk, entry.application_id)
        }
        assert lines.count() == 2

    def test_nobody_else_answers_or_takes_it(
        self, season: making.Season, entry: NoticeEntry, colleague: Account
    ) -> None:
        objection = actions.object_to(entry, "署名不实")
        actions.take_objection(objection, colleague)
        for act in (
            lambda: actions.take_objection(objection, season.cast.unit_officer),
            lambda: actions.settle_objection(objection, "查无此事", season.cast.unit_officer),
        ):
            with pytest.raises(Refused, match="钱核查"):
                act()
        Membership.objects.filter(account=colleague).update(until=clock.now())
        taken = actions.take_objection(objection, season.cast.unit_officer)  # the colleague has left
        assert taken.handler == season.cast.unit_officer

    def test_the_person_concerned_does_not_handle_it(
        self, season: making.Season, entry: NoticeEntry, candidate: Application
    ) -> None:
        objection = actions.object_to(entry, "署名不实")
        officer = season.cast.unit_officer
        candidate.person.account = officer
        candidate.person.save()
        for act in (
            lambda: actions.take_objection(objection, officer),
            lambda: actions.settle_objection(objection, "查无此事", officer),
        ):
            with pytest.raises(Refused, match="其他同志"):
                act()

    def test_the_database_holds_to_the_handler(self, season: making.Season, entry: NoticeEntry) -> None:
        objection = actions.object_to(entry, "署名不实")
        rows = Objection.objects.filter(pk=objection.pk)
        facts = {"outcome": "settled", "answer": "查无此事", "decided_at": clock.now()}
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**facts, decided_by=season.cast.unit_officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(handler=season.cast.unit_officer)


class TestAnswer:
    def test_is_told_to_the_number_that_was_left(self, season: making.Season, entry: NoticeEntry) -> None:
        officer = season.cast.unit_officer
        named = actions.object_to(entry, "署名不实", "139 0000 1111")
        quiet = actions.object_to(entry, "匿名反映", "请打办公室电话")
        for one in (named, quiet):
            actions.settle_objection(one, "查无此事", officer)
        told = Delivery.objects.get()
        assert told.address == "13900001111"
        assert named.receipt in told.message.body and "李文静" not in told.message.body
        assert Notice.objects.get().entries.get().application.state == State.UNIT_NOTICE
