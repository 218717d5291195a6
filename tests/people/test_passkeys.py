"""Passkeys: they stand wherever a code does, an answer holds once, nothing that comes from a browser is believed."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tests.cast import NOON, SECOND_FACTOR, Cast
from tests.people.passkey_device import NAME, ORIGIN, Device, added, answered, code, without_phone
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people import passkeys, second_factor
from zhicheng.people.actions import (
    allow_passkey,
    answer_by_passkey,
    confirm_log_in,
    make_backup_codes,
    register_passkey,
    remove_passkey,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Passkey
from zhicheng.people.passkey_site import PasskeySite, site_of
from zhicheng.signatures.actions import holds, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.models import Entry


@pytest.fixture(autouse=True)
def _here(settings: Settings) -> None:
    settings.PASSKEYS = PasskeySite(NAME, (ORIGIN,))


# ---- acts ----


def test_it_gives_a_code_that_works_once_and_shortly(cast: Cast) -> None:
    device = Device()
    kept = added(cast.city_officer, device)
    first = answered(cast.city_officer, device)
    assert len(first) == 16 and first.isdigit()
    assert confirm_log_in(cast.city_officer, code=f" {first} ") == cast.city_officer
    with pytest.raises(Refused):
        confirm_log_in(cast.city_officer, code=first)
    late = answered(cast.city_officer, device)
    with clock.at(NOON + dt.timedelta(minutes=2)), pytest.raises(Refused):
        confirm_log_in(cast.city_officer, code=late)
    kept.refresh_from_db()
    assert (kept.sign_count, kept.last_used_at) == (2, NOON)
    acts = list(Entry.objects.filter(act__contains="passkey").order_by("id").values_list("act", flat=True))
    assert acts == ["register_passkey", "use_passkey", "use_passkey"]
    assert Message.objects.filter(recipient=cast.city_officer.pk, subject="添加了通行密钥").count() == 1
    assert late not in str(list(Passkey.objects.values()))  # a digest is kept


def test_it_signs_and_the_signature_says_so(cast: Cast) -> None:
    device = Device()
    added(cast.drawer_1, device)
    method = Signature.Method.SECOND_FACTOR
    row = sign(
        cast.drawer_1, organisation=None, content={"a": 1}, method=method, purpose="draw",
        code=answered(cast.drawer_1, device),
    )  # fmt: skip
    assert row.method == Signature.Method.PASSKEY and holds(row)
    row.method = method
    assert not holds(row)
    by_phone = sign(
        cast.drawer_1, organisation=None, content={"a": 1}, method=method, purpose="draw", code=code()
    )
    assert by_phone.method == method


def test_the_code_of_one_account_opens_no_other(cast: Cast) -> None:
    device = Device()
    added(cast.city_officer, device)
    given = answered(cast.city_officer, device)
    with pytest.raises(Refused):
        confirm_log_in(cast.province_officer, code=given)
    assert confirm_log_in(cast.city_officer, code=given)


def test_another_ones_passkey_confirms_nothing(cast: Cast) -> None:
    mine, others = Device(), Device(credential=b"of somebody else")
    added(cast.city_officer, mine)
    added(cast.province_officer, others)
    with pytest.raises(Refused, match="没有通过核验"):
        answered(cast.city_officer, others)
    with pytest.raises(Refused, match="没有通过核验"):  # in my passkey's name, with another key
        answered(cast.city_officer, Device(credential=mine.credential))
    with pytest.raises(Refused, match="已经添加过"):
        added(cast.province_officer, mine, name="钥匙")


@pytest.mark.parametrize(
    "foreign", [Device(origin="http://testserver.example"), Device(name="example.com"), Device(origin="")]
)
def test_answers_made_elsewhere_hold_nothing(cast: Cast, foreign: Device) -> None:
    with pytest.raises(Refused, match="没有通过核验"):
        added(cast.city_officer, foreign)
    kept = added(cast.city_officer, Device(key=foreign.key))
    with pytest.raises(Refused, match="没有通过核验"):
        answered(cast.city_officer, foreign)
    assert not Entry.objects.filter(act="use_passkey").exists()
    assert kept.account == cast.city_officer


def test_an_answer_to_another_challenge_holds_nothing(cast: Cast) -> None:
    device = Device()
    added(cast.city_officer, device)
    said = device.answer(passkeys.to_answer(cast.city_officer.passkeys.all(), passkeys.new_challenge()))
    with pytest.raises(Refused):
        answer_by_passkey(cast.city_officer, said=said, challenge=passkeys.new_challenge())


@pytest.mark.parametrize("counts", [True, False])
def test_one_answer_confirms_once(cast: Cast, counts: bool) -> None:
    """Also where two requests carry the same session, and the passkey does not count."""
    device, challenge = Device(counts=counts), passkeys.new_challenge()
    added(cast.city_officer, device)
    said = device.answer(passkeys.to_answer(cast.city_officer.passkeys.all(), challenge))
    answer_by_passkey(cast.city_officer, said=said, challenge=challenge)
    with pytest.raises(Refused):
        answer_by_passkey(cast.city_officer, said=said, challenge=challenge)


def test_a_counter_that_steps_back_is_refused_recorded_and_told(cast: Cast) -> None:
    device = Device(count=10)
    kept = added(cast.city_officer, device)
    answered(cast.city_officer, device)
    device.count = 4  # a copy, taken before
    with pytest.raises(Refused):
        answered(cast.city_officer, device)
    assert Entry.objects.filter(act="passkey_stepped_back", subject=cast.city_officer.pk).count() == 1
    assert Message.objects.filter(recipient=cast.city_officer.pk, subject__contains="可能被复制").exists()
    device.count = 11
    assert answered(cast.city_officer, device)
    kept.refresh_from_db()
    assert kept.sign_count == 12
    device.counts, device.count = False, 0  # counts no more
    with pytest.raises(Refused):
        answered(cast.city_officer, device)


def test_a_passkey_that_never_counts_is_taken_each_time(cast: Cast) -> None:
    device = Device(counts=False)
    added(cast.city_officer, device)
    assert answered(cast.city_officer, device) != answered(cast.city_officer, device)


def test_wrong_answers_at_log_in_lock_like_wrong_codes(cast: Cast) -> None:
    device = Device()
    added(cast.city_officer, device)
    device.origin = "http://elsewhere"
    for last in (False, False, False, True):
        challenge = passkeys.new_challenge()
        said = device.answer(passkeys.to_answer(cast.city_officer.passkeys.all(), challenge))
        with pytest.raises(Refused, match="已锁定" if last else "没有通过核验"):
            answer_by_passkey(cast.city_officer, said=said, challenge=challenge, cookie="")
    device.origin = ORIGIN
    challenge = passkeys.new_challenge()
    said = device.answer(passkeys.to_answer(cast.city_officer.passkeys.all(), challenge))
    with pytest.raises(Refused, match="已锁定"):
        answer_by_passkey(cast.city_officer, said=said, challenge=challenge, cookie="")


def test_adding_one_takes_a_code_where_there_is_a_second_factor(cast: Cast) -> None:
    with pytest.raises(Refused, match="请输入"):
        allow_passkey(cast.city_officer, name="电脑")
    with pytest.raises(Refused, match="动态码不正确"):
        allow_passkey(cast.city_officer, name="电脑", code="000000")
    assert allow_passkey(cast.city_officer, name="电脑", code=code()) is False
    bare = without_phone(cast.province_officer)
    assert allow_passkey(bare, name="电脑") is True
    challenge = passkeys.new_challenge()
    said = Device().made(passkeys.to_make(bare, challenge))
    Account.objects.filter(pk=bare.pk).update(second_factor=SECOND_FACTOR)  # meanwhile
    with pytest.raises(Refused, match="刚刚设置"):
        register_passkey(bare, name="电脑", said=said, challenge=challenge, first=True)


def test_names_are_told_apart_and_ten_are_enough(cast: Cast) -> None:
    added(cast.city_officer, Device())
    with pytest.raises(Refused, match="同名"):
        added(cast.city_officer, Device(credential=b"second"))
    with pytest.raises(Refused, match="起个名字"):
        added(cast.city_officer, Device(credential=b"second"), name=" ")
    for number in range(9):
        added(cast.city_officer, Device(credential=bytes([number]) * 8), name=str(number))
    with pytest.raises(Refused, match="最多"):
        added(cast.city_officer, Device(credential=b"eleventh"), name="第十一个")


def test_the_database_holds_names_and_codes(cast: Cast) -> None:
    kept = added(cast.city_officer, Device())
    for wrong in ({"code_digest": "x"}, {"code_until": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Passkey.objects.filter(pk=kept.pk).update(**wrong)


def test_removing_takes_a_code_or_another_passkey(cast: Cast) -> None:
    first, second = Device(), Device(credential=b"second")
    kept = added(cast.city_officer, first)
    added(cast.city_officer, second, name="钥匙")
    own = answered(cast.city_officer, first)
    for wrong in ("000000", own):
        with pytest.raises(Refused):
            remove_passkey(cast.city_officer, kept.pk, code=wrong)
    with pytest.raises(Refused, match="没有这个"):
        remove_passkey(cast.province_officer, kept.pk, code=code())
    remove_passkey(cast.city_officer, kept.pk, code=answered(cast.city_officer, second))
    assert cast.city_officer.passkeys.get().name == "钥匙"
    remove_passkey(cast.city_officer, cast.city_officer.passkeys.get().pk, code=code())
    assert Entry.objects.filter(act="remove_passkey").count() == 2


def test_the_last_second_factor_of_who_is_asked_for_it_stays(cast: Cast) -> None:
    account, device = without_phone(cast.city_officer), Device()
    kept = added(account, device)
    with pytest.raises(Refused, match="最后一个"):
        remove_passkey(account, kept.pk, code=answered(account, device))
    person, own = without_phone(cast.applicant), Device(credential=b"a person's")
    kept = added(person, own)
    make_backup_codes(person)
    Account.objects.filter(pk=person.pk).update(second_factor_at_log_in=True)
    with pytest.raises(Refused, match="最后一个"):
        remove_passkey(person, kept.pk, code=answered(person, own))
    Account.objects.filter(pk=person.pk).update(second_factor_at_log_in=False)
    remove_passkey(person, kept.pk, code=answered(person, own))
    assert not second_factor.is_set_up(person) and not person.backup_codes.exists()


@pytest.mark.parametrize(
    "part", ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
)
@pytest.mark.parametrize(
    "raw", ["", "AA", "____", "oWNmbXQ", "e30", "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0", "é", 5]
)
def test_broken_parts_of_an_answer_are_refused(cast: Cast, part: str, raw: Any) -> None:
    device, challenge = Device(), passkeys.new_challenge()
    kept = added(cast.city_officer, device)
    made = json.loads(Device(credential=b"second").made(passkeys.to_make(cast.city_officer, challenge)))
    given = json.loads(device.answer(passkeys.to_answer([kept], challenge)))
    if part != "userHandle" or raw in (5, "é"):
        assert passkeys.count_in(json.dumps(given), kept, challenge) == 1
        given["response"][part] = raw
        if part != "attestationObject":
            assert passkeys.count_in(json.dumps(given), kept, challenge) is None
    if part in made["response"]:
        made["response"][part] = raw
        with pytest.raises(Refused):
            passkeys.made(json.dumps(made), challenge)


# ---- settings ----


@pytest.mark.parametrize(
    ("told", "name", "origins"),
    [
        (("http://127.0.0.1:8000",), "localhost", ("http://localhost:8000",)),
        (("http://[::1]:8000",), "localhost", ("http://localhost:8000",)),
        (("http://localhost",), "localhost", ("http://localhost",)),
        (("https://zc.km.example",), "zc.km.example", ("https://zc.km.example",)),
        (("https://zc.km.example", "km.example"), "km.example", ("https://zc.km.example",)),
        (("http://zc.km.example",), "", ()),
        (("https://10.0.0.7",), "", ()),
        (
            ("https://a.example", "km.example", "https://b.km.example/, https://c.km.example:8443"),
            "km.example",
            ("https://b.km.example", "https://c.km.example:8443"),
        ),
    ],
)
def test_where_they_work_by_the_settings(told: tuple[str, ...], name: str, origins: tuple[str, ...]) -> None:
    assert site_of(*told) == PasskeySite(name, origins)


def test_origins_outside_of_the_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="is not under"):
        site_of("https://a.example", "a.example", "https://nota.example")
