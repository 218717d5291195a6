"""附件 of a call: what is taken, their order, that what was filed is what is published."""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import CALL, Office, accepted, filed_call, opened, published
from zhicheng.files.office import DOCX, XLSX, office_kind
from zhicheng.outcomes.archive_parts import parts_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions, documents, plan_import
from zhicheng.planning.models import Announcement, Call, Enclosure, Session, SettingChange
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word(main: str = MAIN, *, text: str = "姓名：", more: tuple[str, ...] = ()) -> bytes:
    """A small Word file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {
            "[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>',
            "word/document.xml": f"<w:document>{text}</w:document>",
            **dict.fromkeys(more, "x"),
        }
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content)  # with no time of its own: always the same bytes
    return out.getvalue()


def upload(content: bytes, name: str = "样表.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def written(office: Office, ours: Ours) -> Session:
    session = opened(office, ours)
    actions.write_call(session=session, **CALL, **office.me)
    return session


def add(office: Office, session: Session, title: str, **more: Any) -> Enclosure:
    given = {"upload": upload(word(text=title)), **more}
    return actions.add_enclosure(session=session, title=title, **given, **office.me)


def titles(session: Session) -> list[str]:
    return [one.title for one in Enclosure.objects.filter(call__session=session)]


def test_they_keep_the_order_that_the_office_gives_them(senior: Office, ours: Ours) -> None:
    session = written(senior, ours)
    for title, place in (("甲", None), ("乙", None), ("丙", 1), ("丁", 99), ("戊", 3)):
        add(senior, session, title, position=place)
    assert titles(session) == ["丙", "甲", "戊", "乙", "丁"]
    actions.remove_enclosure(enclosure=Enclosure.objects.get(title="甲"), **senior.me)
    assert titles(session) == ["丙", "戊", "乙", "丁"]
    places = Enclosure.objects.values_list("position", flat=True)
    assert list(places) == [1, 2, 3, 4]
    assert Entry.objects.filter(act="add_enclosure").count() == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word(more=("word/vbaProject.bin",)), "有宏"),
        (word("application/vnd.ms-word.document.macroEnabled.main+xml"), "有宏"),
        (word(more=("word/embeddings/oleObject1.bin",)), "嵌入的程序"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版的.doc"),
        (word()[:-30], "不是DOCX、PDF、XLSX格式"),
        (b"MZ" + word(), "不是DOCX、PDF、XLSX格式"),
        (word("text/plain"), "不是DOCX、PDF、XLSX格式"),
        (b"%PDF-1.4\n", "打不开"),
        (b"", "是空的"),
    ],
)
def test_bad_files_are_refused_in_words(senior: Office, ours: Ours, content: bytes, words: str) -> None:
    session = written(senior, ours)
    with pytest.raises(Refused, match=words) as caught:
        add(senior, session, "样表", upload=upload(content))
    assert caught.value.field == "file"
    assert not Enclosure.objects.exists()


def test_a_packed_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", MAIN)
        packed.writestr("word/document.xml", b"\0" * (61 << 20))
    assert office_kind(out) == ""


def test_word_excel_and_pdf_are_taken(senior: Office, ours: Ours) -> None:
    session = written(senior, ours)
    pdf = documents.pdf_of(documents.call_document(session.call))
    kept = [
        add(senior, session, title, upload=upload(content)).file.media_type
        for title, content in (("表", word()), ("单", plan_import.template(2023)), ("样", pdf))
    ]
    assert kept == [DOCX, XLSX, "application/pdf"]


def test_what_was_filed_is_what_is_published(senior: Office, ours: Ours) -> None:
    session = written(senior, ours)
    row = add(senior, session, "申报材料目录")
    filing = actions.file_call(session=session, **senior.me)
    assert filing.content["enclosures"] == [{"title": "申报材料目录", "sha256": row.file_id}]
    for act in (
        lambda: add(senior, session, "另一份"),
        lambda: actions.remove_enclosure(enclosure=row, **senior.me),
    ):
        with pytest.raises(Refused, match="已报备案"):
            act()
    accepted(filing, ours)
    Enclosure.objects.filter(pk=row.pk).update(title="换了名称")  # past the acts
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_call(session=session, **senior.me)
    Enclosure.objects.filter(pk=row.pk).update(title="申报材料目录")
    call = actions.publish_call(session=session, **senior.me)
    paper = documents.call_document(call)
    assert paper.data["enclosures"] == ["申报材料目录"]
    assert paper.data["content_hash"] == filing.content_hash


def test_only_the_office_attaches_and_only_to_a_written_call(
    senior: Office, county: Office, ours: Ours
) -> None:
    session = opened(senior, ours)
    with pytest.raises(Refused, match="请先编写"):
        add(senior, session, "样表")
    actions.write_call(session=session, **CALL, **senior.me)
    with pytest.raises(Refused) as stranger:
        actions.add_enclosure(session=session, title="样表", upload=upload(word()), **county.me)
    assert stranger.value.status == 404
    add(senior, session, "样表")
    with pytest.raises(Refused, match="同名"):
        add(senior, session, "样表")
    with pytest.raises(Refused, match="附件名称"):
        add(senior, session, "  ")


def test_from_the_editor_to_everybodys_download(
    cast: Cast, senior: Office, ours: Ours, client_of: ClientOf
) -> None:
    session = opened(senior, ours)
    page = client_of(senior.officer)
    address = reverse("planning:enclosures", args=[session.id])
    assert page.get(address)["Location"] == reverse("planning:write_call", args=[session.id])
    actions.write_call(session=session, **CALL, **senior.me)
    wrong = page.post(
        address, {"title": "留住的名称", "file": upload(b"only words", "表.docx"), "position": ""}
    )
    assert wrong.status_code == 400
    assert "留住的名称" in wrong.content.decode() and "格式" in wrong.content.decode()
    sent = {"title": "报送清单", "file": upload(word()), "position": "1"}
    assert page.post(address, sent).status_code == 302
    row = Enclosure.objects.get()
    download = reverse("planning:enclosure", args=[row.id])
    assert Client().get(download).status_code == 404
    assert client_of(cast.applicant).get(download).status_code == 404
    with contextlib.closing(client_of(cast.province_officer).get(download)) as seen:
        assert seen.getvalue() == word()
    assert "报送清单" in page.get(reverse("planning:file_call", args=[session.id])).content.decode()
    accepted(actions.file_call(session=session, **senior.me), ours)
    call = actions.publish_call(session=session, **senior.me)
    assert "DOCX" in Client().get(reverse("planning:call", args=[call.id])).content.decode()
    with contextlib.closing(Client().get(download)) as answer:
        assert answer.getvalue() == word()
        assert answer["Content-Disposition"].startswith("attachment;")
    page.post(address, {"remove": str(row.id)})
    assert Enclosure.objects.exists()


def test_one_is_removed_by_page(senior: Office, ours: Ours, client_of: ClientOf) -> None:
    session = written(senior, ours)
    row = add(senior, session, "样表")
    page = client_of(senior.officer)
    for _twice in range(2):
        answer = page.post(reverse("planning:enclosures", args=[session.id]), {"remove": str(row.id)})
        assert answer.status_code == 302
    assert not Enclosure.objects.exists()


# --- ways of review ---------------------------------------------------------------------------------------


@pytest.mark.clause("YN2023-2.3")
def test_the_call_names_its_ways_of_review(senior: Office, ours: Ours, client_of: ClientOf) -> None:
    session = opened(senior, ours)
    page = client_of(senior.officer)
    address = reverse("planning:write_call", args=[session.id])
    typed = {**{name: text for name, text in CALL.items() if name != "materials"}, "materials": ""}
    assert page.post(address, {**typed, "ways": ["唱歌"]}).status_code == 400
    assert page.post(address, {**typed, "ways": ["面试答辩", "个人述职"]}).status_code == 302
    session.refresh_from_db()
    assert session.ways == "审阅材料、个人述职、面试答辩"
    assert SettingChange.objects.get().key == "ways"
    body = page.get(address).content.decode()
    ticked = re.findall(r'name="ways" value="([^"]+)"[^>]*\bchecked', body)
    assert ticked == ["个人述职", "面试答辩"]
    filing = accepted(actions.file_call(session=session, **senior.me), ours)
    assert filing.content["modes"] == "审阅材料、个人述职、面试答辩"
    call = actions.publish_call(session=session, **senior.me)
    assert "审阅材料、个人述职、面试答辩" in Client().get(f"/sessions/calls/{call.id}/").content.decode()
    Session.objects.filter(pk=session.pk).update(ways="审阅材料")  # changed later, with consent
    again = Call.objects.select_related("session__committee").get(pk=call.pk)
    assert documents.call_document(again).data["ways"] == "审阅材料、个人述职、面试答辩"


def test_another_way_after_filing_stops_the_publication(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    accepted(filed_call(senior, session), ours)
    actions.change_setting(
        session=session, key="ways", value="审阅材料、业绩展示", reason="需要", **senior.me
    )
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_call(session=session, **senior.me)


def test_the_paper_of_an_old_call_says_the_reading(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    assert "modes" not in filed_call(senior, session).content
    assert documents.call_document(session.call).data["ways"] == "审阅材料"


# --- of a further announcement ----------------------------------------------------------------------------


@pytest.mark.clause("KM2023-1.3")
def test_a_further_announcement_takes_its_own(senior: Office, ours: Ours, client_of: ClientOf) -> None:
    session = published(senior, ours)
    note = {"title": "关于填写要求的补充通知", "text": "请按附件填写。"}
    row, other = (actions.write_announcement(session=session, **note, **senior.me) for _twice in range(2))
    with pytest.raises(Refused, match="已报备案"):
        add(senior, session, "随通知的")
    page, address = client_of(senior.officer), reverse("planning:enclosures", args=[session.id])
    assert page.get(f"{address}?with={session.id}").status_code == 404
    assert "补充通知第1号" in page.get(f"{address}?with={row.id}").content.decode()
    for title, place in (("填写说明", ""), ("样表", "1")):
        sent = {"title": title, "file": upload(word(text=title)), "position": place}
        answer = page.post(f"{address}?with={row.id}", sent)
        assert answer["Location"] == f"{address}?with={row.id}"
    add(senior, session, "样表", announcement=other)
    kept = list(row.enclosures.all())
    assert [one.title for one in kept] == ["样表", "填写说明"] and not session.call.enclosures.exists()
    download = reverse("planning:enclosure", args=[kept[0].id])
    assert Client().get(download).status_code == 404
    filing = actions.file_announcement(announcement=row, **senior.me)
    assert filing.content["enclosures"] == [{"title": one.title, "sha256": one.file_id} for one in kept]
    for act in (
        lambda: add(senior, session, "另一份", announcement=row),
        lambda: actions.remove_enclosure(enclosure=kept[0], **senior.me),
    ):
        with pytest.raises(Refused, match="已报备案"):
            act()
    assert "上传附件" not in page.get(f"{address}?with={row.id}").content.decode()
    shown = client_of(ours["city"]["by"]).get(reverse("planning:answer_filing", args=[filing.id]))
    assert "填写说明（SHA-256" in shown.content.decode()
    accepted(filing, ours)
    Enclosure.objects.filter(pk=kept[0].pk).update(title="换了名称")  # past the acts
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_announcement(announcement=row, **senior.me)
    Enclosure.objects.filter(pk=kept[0].pk).update(title="样表")
    actions.publish_announcement(announcement=row, **senior.me)
    assert download in Client().get(reverse("planning:call", args=[session.call.id])).content.decode()
    with contextlib.closing(Client().get(download)) as answer:
        assert answer.getvalue() == word(text="样表")
    paper = documents.announcement_document(Announcement.objects.get(pk=row.pk))
    assert paper.data["enclosures"] == ["样表", "填写说明"]
    assert documents.pdf_of(paper).startswith(b"%PDF-")
    paths = {part.path for part in parts_of(session)}
    assert {"data/enclosures/announcement-1-1.docx", "data/enclosures/announcement-1-2.docx"} <= paths
    with pytest.raises(Refused, match="不能再改"):
        add(senior, session, "太晚了", announcement=row)


def test_an_attachment_goes_out_with_one_alone(senior: Office, ours: Ours) -> None:
    session = written(senior, ours)
    row = add(senior, session, "样表")
    for change in ({"call": None}, {"announcement": Announcement.objects.create(
        session=session, number=1, title="补充", text="补充"
    )}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Enclosure.objects.filter(pk=row.pk).update(**change)


def test_strangers_attach_nothing_to_an_announcement(senior: Office, county: Office, ours: Ours) -> None:
    session = published(senior, ours)
    row = actions.write_announcement(session=session, title="补充", text="补充", **senior.me)
    with pytest.raises(Refused) as stranger:
        add(county, session, "样表", announcement=row)
    assert stranger.value.status == 404
