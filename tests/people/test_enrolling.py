"""A unit enters its people from an Excel file: a preview first, an account for who has none, nobody is taken over."""

import io
import re
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.people.samples import id_number
from zhicheng.files.sheets import Unreadable
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people import people_sheet
from zhicheng.people.actions import (
    choose_unit,
    enrol_person,
    import_people,
    recover_password,
    set_recovered_password,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.people.people_sheet import HEADINGS, Row
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.clause("GUIDE-5.3.3")
WRONG = id_number(order="117")[:-1] + ("1" if id_number(order="117")[-1] != "1" else "2")
NEW = ("段一", "", id_number(order="111"), "13987650001")


def book(*lines: Sequence[str], headings: Sequence[str] = HEADINGS) -> SimpleUploadedFile:
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = file.add_worksheet("专业技术人员")
    for at, line in enumerate((headings, *lines)):
        sheet.write_row(at, 0, line)
    file.close()
    return SimpleUploadedFile("people.xlsx", out.getvalue())


def payload_of(page: str) -> str:
    found = re.search(r'name="payload" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_file_is_looked_at_and_then_taken_over(cast: Cast, client_of: ClientOf) -> None:
    choose_unit(cast.people["unattached"], unit=cast.organisations["unit"])
    client, upload = client_of(cast.unit_officer), reverse("people:import_people")
    assert client.get(upload).status_code == 200
    lines = [
        NEW,
        ("孙一鸣", "居民身份证", "530102199001010065", "13800000000"),  # has chosen the unit
        ("赵云飞", "", "530102198611110042", "13800000000"),  # of another unit
        ("李文静", "", "530102198505060023", "13800000000"),  # the unit's already
        ("李文娟", "", "530102198505060023", "13800000000"),  # another name
        ("段二", "学生证", id_number(order="113"), "13987650002"),
        ("段三", "", WRONG, "13987650003"),
        ("段四", "", id_number(order="115"), "12"),
        (*NEW,),
    ]
    page = client.post(upload, {"file": book(*lines)})
    text = page.content.decode()
    assert "可以导入3人，已是本单位人员2人" in text and "需要修改4行" in text
    for words in ("姓名与所填不一致", "请从列表中选择", "校验码不对", "11位数字", "通知本人"):
        assert words in text, words
    assert NEW[2] not in text and "530102198611110042" not in text  # masked
    assert page["Cache-Control"] == "private, no-store"
    assert not Person.objects.filter(name="段一").exists() and not Message.objects.exists()
    take = reverse("people:take_over_people")
    assert client.post(take, {"payload": payload_of(text)}).status_code == 302
    made = Person.objects.get(name="段一")
    assert (made.unit, made.unit_confirmed_at is None) == (cast.organisations["unit"], False)
    assert Entry.objects.get(act="register_person", subject=made.id).actor == cast.unit_officer.id
    assert Person.objects.get(pk=cast.people["unattached"].pk).unit_confirmed_at is not None
    assert Person.objects.get(pk=cast.people["other_applicant"].pk).unit == cast.organisations["other_unit"]
    asked = Message.objects.get(recipient=cast.other_applicant.id)
    assert "昆明机电设计研究院" in asked.body
    assert client.post(take, {"payload": payload_of(text)}).status_code == 302  # once more
    assert Person.objects.filter(name="段一").count() == 1
    assert client.post(take, {"payload": "forged"}).status_code == 302


def test_the_owner_sets_the_password_by_a_code(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    enrol_person(unit, name="段一", kind="居民", number=NEW[2], mobile=NEW[3], by=cast.unit_officer)
    account = Person.objects.get(name="段一").account
    assert not account.has_usable_password()
    assert Delivery.objects.get(message__recipient=account.id).address == NEW[3]
    row, code = recover_password(number=NEW[2], mobile=NEW[3])
    assert set_recovered_password(recovery=row, code=code, password="neue-stadt-23") == account


def test_a_preview_of_another_unit_is_not_taken_over(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.unit_officer).post(reverse("people:import_people"), {"file": book(NEW)})
    payload = payload_of(page.content.decode())
    client_of(cast.other_unit_officer).post(reverse("people:take_over_people"), {"payload": payload})
    assert not Person.objects.filter(name="段一").exists()


def test_a_unit_that_was_not_checked_enters_nobody(cast: Cast, client_of: ClientOf) -> None:
    Organisation.objects.filter(pk=cast.organisations["unit"].pk).update(checked_at=None)
    client = client_of(cast.unit_officer)
    assert "请联系昆明市人力资源和社会保障局" in client.get(reverse("people:import_people")).content.decode()
    answer = client.post(reverse("people:import_people"), {"file": book(NEW)})
    assert answer.status_code == 400 and "核验" in answer.content.decode()
    unit = Organisation.objects.get(pk=cast.organisations["unit"].pk)
    for officer in (cast.unit_officer, cast.other_unit_officer):
        with pytest.raises(Refused):
            import_people(unit, [Row(2, *NEW)], keep=True, by=officer)
    assert not Person.objects.filter(name="段一").exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("people.xlsx", b"nothing"),
        book(headings=("姓名",)),
        book(),
        book(*[NEW] * (people_sheet.MOST_ROWS + 1)),
        None,
    ],
    ids=["no Excel", "other headings", "empty", "too long", "none"],
)
def test_a_file_that_cannot_be_read_is_explained(
    cast: Cast, client_of: ClientOf, file: SimpleUploadedFile | None
) -> None:
    if file is not None:
        file.seek(0)
    answer = client_of(cast.unit_officer).post(
        reverse("people:import_people"), {"file": file} if file else {}
    )
    assert answer.status_code == 400 and "这个文件不能导入" in answer.content.decode()


def test_the_template_is_read_back() -> None:
    with pytest.raises(Unreadable, match="没有填写"):
        people_sheet.read(io.BytesIO(people_sheet.template()))
