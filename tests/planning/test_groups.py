"""Groups of a session: set up before the call is filed, announced with it, then fixed (YN2020-2.4b)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, accepted, filed_call, opened, published
from zhicheng.people.errors import Refused
from zhicheng.planning import actions
from zhicheng.planning.documents import call_document
from zhicheng.planning.groups import group_for
from zhicheng.planning.models import Call, Group, Session, SettingChange
from zhicheng.signatures.actions import content_hash
from zhicheng.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Ours = dict[str, dict[str, Any]]
TERMS: dict[str, Any] = {
    "name": "基层组", "basis": "云南省2020年度通知", "unit_kinds": ["县区国有"], "places": ["dongchuan"],
    "pass_share": 60,
}  # fmt: skip


def grouped(office: Office, session: Session, **more: Any) -> Group:
    """The office's group."""
    return actions.save_group(session=session, **{**TERMS, **more}, **office.me)


def test_a_group_takes_the_people_of_its_kinds_and_places(cast: Cast, senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    row = grouped(senior, session)
    other = grouped(senior, session, name="民营组", unit_kinds=["非公有制经济组织"], places=[])
    by_hand = grouped(senior, session, name="援边组", unit_kinds=[], places=[], pass_share=None)
    unit, private = cast.organisations["unit"], cast.organisations["other_unit"]
    unit.unit_kind = "县区国有"
    assert (group_for(session, unit), group_for(session, private)) == (None, other)
    unit.place = cast.places["dongchuan"]
    assert group_for(session, unit) == row
    assert [row.who, by_hand.who] == [
        "东川区的县（市）区属国有企事业单位的申报人", "由评委会办事机构在资格审查前编入",
    ]  # fmt: skip
    assert list(session.groups.values_list("name", flat=True)) == ["基层组", "民营组", "援边组"]
    change = SettingChange.objects.filter(session=session, key="groups").order_by("id").first()
    assert change is not None and (change.before, change.after) == ("无", "基层组（60%）")
    assert Entry.objects.filter(act="save_group").count() == 3


def test_a_group_is_announced_and_filed_with_the_call_and_fixed_then(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    row = grouped(senior, session)
    filing = filed_call(senior, session)
    assert filing.content["groups"] == [
        {"name": "基层组", "who": row.who, "basis": TERMS["basis"], "pass_share": 60}
    ]
    assert filing.content_hash == content_hash(filing.content)
    for refused in (
        lambda: grouped(senior, session, group=row, pass_share=90),
        lambda: actions.remove_group(group=row, **senior.me),
    ):
        with pytest.raises(Refused, match="已随通知报备案"):
            refused()
    actions.withdraw_filing(filing=filing, **senior.me)
    grouped(senior, session, group=row, pass_share=55)
    accepted(actions.file_call(session=session, **senior.me), ours)
    actions.publish_call(session=session, **senior.me)
    with pytest.raises(Refused, match="不再更改"):
        grouped(senior, session, name="另一组")
    call = Call.objects.get(session=session)
    page = Client().get(reverse("planning:call", args=[call.id])).content.decode()
    sentence = f"基层组：{row.who}，单独分组、单独评审、单独确定通过率。依据：{TERMS['basis']}。"
    assert sentence in page and "55" not in sentence
    assert sentence in call_document(call).data["sections"][0]["text"]


def test_sessions_without_groups_are_filed_as_before(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    assert "groups" not in session.filings.get().content


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": " "}, "名称"), ({"basis": ""}, "依据"), ({"pass_share": 101}, "1到100"),
        ({"unit_kinds": ["县"]}, "单位类型"), ({"places": ["atlantis"]}, "地区"),
    ],
)  # fmt: skip
def test_what_a_group_must_say(senior: Office, ours: Ours, more: dict[str, Any], says: str) -> None:
    session = opened(senior, ours)
    with pytest.raises(Refused, match=says):
        grouped(senior, session, **more)


def test_names_are_unique_and_others_do_not_group(senior: Office, county: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    row = grouped(senior, session)
    with pytest.raises(Refused, match="同名"):
        grouped(senior, session)
    with pytest.raises(Refused):
        grouped(county, session, name="别的组")
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=row.pk).update(pass_share=0)
    actions.remove_group(group=row, **senior.me)
    with pytest.raises(Refused, match="已不存在"):
        grouped(senior, session, group=row)


def test_the_page_shows_the_groups_and_lets_the_office_change_them(
    cast: Cast, senior: Office, ours: Ours, client: Client
) -> None:
    session = opened(senior, ours)
    address = reverse("planning:groups", args=[session.id])
    client.force_login(cast.office_officer)
    assert "本次评审没有分组" in client.get(address).content.decode()
    typed = {**TERMS, "pass_share": "40"}
    assert client.post(address, typed).status_code == 302
    row = session.groups.get()
    again = client.post(address, typed)
    assert again.status_code == 409 and "同名" in again.content.decode()
    assert client.post(address, {**typed, "name": ""}).status_code == 400
    edit = f"{address}?edit={row.id}"
    assert 'value="基层组"' in client.get(edit).content.decode()
    assert client.post(edit, {**typed, "name": "县乡组"}).status_code == 302
    client.force_login(cast.city_officer)
    seen = client.get(address).content.decode()
    assert "县乡组" in seen and "40%" in seen and "<form" not in seen.split("<main", 1)[1]
    assert client.post(address, typed).status_code == 404
    client.force_login(cast.other_office_officer)
    assert client.get(address).status_code == 404
    client.force_login(cast.office_officer)
    assert client.post(edit, {"remove": "1"}).status_code == 302
    assert not session.groups.exists()
