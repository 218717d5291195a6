"""Numbers are promised, deposited sealed, checked, shown or opened; then the draw ends, whoever refuses."""

import json

import pytest
from django.db import IntegrityError, transaction

from tests.experts import ready
from tests.making import Season
from zhicheng.experts import actions, deposit, queries, records, verifier
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw, DrawerShare
from zhicheng.people.errors import Refused
from zhicheng.register.records import written
from zhicheng.rehearsal.draw_client import DepositKey, new_number

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("draw_day")]


def test_a_number_is_promised_once_and_only_as_a_commitment(season: Season) -> None:
    draw, drawer = ready.opened(season), season.cast.drawer_1
    for bad in ("", ready.NUMBERS[0], "x" * 64, "A" * 64, "1" * 63):
        with pytest.raises(Refused, match="没有收到完整的承诺"):
            actions.commit_number(draw, bad, drawer)
    share = actions.commit_number(draw, "a" * 64, drawer)
    assert share.commitment == "a" * 64 and not share.number
    with pytest.raises(Refused, match="不能更改"):
        actions.commit_number(draw, "b" * 64, drawer)
    for stranger in (season.cast.supervisor, season.cast.office_officer):
        with pytest.raises(Refused) as found:
            actions.commit_number(draw, "a" * 64, stranger)
        assert found.value.status == 404


def test_nothing_is_deposited_before_all_have_promised(season: Season) -> None:
    draw, cast = ready.opened(season), season.cast
    key = ready.key_of(draw)
    draw = actions.make_deposit_key(draw, key.public, cast.supervisor)
    sealed = deposit.sealed(ready.NUMBERS[0], key.place(1))
    actions.commit_number(draw, "a" * 64, cast.drawer_1)
    with pytest.raises(Refused, match="三人都提交后才能寄存"):
        actions.deposit_number(draw, sealed, cast.drawer_1)
    for drawer in (cast.drawer_2, cast.drawer_3):
        actions.commit_number(draw, "a" * 64, drawer)
    for bad in ("", "0" * 96, sealed[:95], sealed.upper()):
        with pytest.raises(Refused, match="没有收到完整的密封数字"):
            actions.deposit_number(draw, bad, cast.drawer_1)
    assert actions.deposit_number(draw, sealed, cast.drawer_1).deposit == sealed


def test_no_number_is_shown_before_the_supervisor_has_checked_all(season: Season) -> None:
    cast = season.cast
    draw = ready.committed(ready.opened(season), season)
    with pytest.raises(Refused, match="还没有生成寄存密钥"):
        actions.deposit_number(draw, "0" * 96, cast.drawer_1)
    draw = ready.deposited(draw, season)
    for early in (
        lambda: actions.reveal_number(draw, ready.NUMBERS[0], cast.drawer_1),
        lambda: actions.open_deposit(draw, 1, ready.NUMBERS[0], "拒绝公开", cast.supervisor),
    ):
        with pytest.raises(Refused, match="核对后才能公开"):
            early()
    actions.check_deposits(draw, {1, 2, 3}, cast.supervisor)
    with pytest.raises(Refused, match="已经核对过"):
        actions.check_deposits(draw, {1, 2, 3}, cast.supervisor)
    with pytest.raises(Refused, match="不能更改"):
        actions.deposit_number(draw, draw.shares.all()[0].deposit, cast.drawer_1)
    draw = actions.reveal_number(draw, ready.NUMBERS[0], cast.drawer_1)
    assert draw.drawn_at is None and not draw.drawn.exists()
    with pytest.raises(Refused, match="已经公开过"):
        actions.reveal_number(draw, ready.NUMBERS[0], cast.drawer_1)
    with pytest.raises(Refused, match="不一致"):
        actions.reveal_number(draw, ready.NUMBERS[0], cast.drawer_2)


def test_a_wrong_deposit_is_given_back_and_made_again(season: Season) -> None:
    cast = season.cast
    draw = ready.committed(ready.opened(season), season)
    key = ready.key_of(draw)
    draw = actions.make_deposit_key(draw, key.public, cast.supervisor)
    for position, account in enumerate(ready.drawers(season), start=1):
        number = new_number() if position == 3 else ready.NUMBERS[position - 1]
        actions.deposit_number(draw, deposit.sealed(number, key.place(position)), account)
    found = [key.open(share.deposit, share.position) for share in draw.shares.all()]
    assert found[:2] == list(ready.NUMBERS[:2]) and found[2] != ready.NUMBERS[2]
    actions.check_deposits(draw, {1, 2}, cast.supervisor)
    assert [bool(share.deposit) for share in draw.shares.all()] == [True, True, False]
    with pytest.raises(Refused, match="三份齐了再核对"):
        actions.check_deposits(draw, {3}, cast.supervisor)
    actions.deposit_number(draw, deposit.sealed(ready.NUMBERS[2], key.place(3)), cast.drawer_3)
    actions.check_deposits(draw, {3}, cast.supervisor)
    for account, number in zip(ready.drawers(season), ready.NUMBERS, strict=True):
        draw = actions.reveal_number(draw, number, account)
    assert draw.drawn_at is not None


def test_a_number_is_not_shown_that_a_lying_check_let_pass(season: Season) -> None:
    """The supervisor says that a deposit holds which does not: nothing comes of it."""
    cast = season.cast
    draw = ready.deposited(ready.committed(ready.opened(season), season), season)
    other = deposit.sealed(new_number(), ready.key_of(draw).place(3))
    actions.deposit_number(draw, other, cast.drawer_3)
    actions.check_deposits(draw, {1, 2, 3}, cast.supervisor)
    with pytest.raises(Refused, match="不是同一个"):
        actions.reveal_number(draw, ready.NUMBERS[2], cast.drawer_3)


@pytest.mark.clause("KM2023-4.4e", "YN2023-2.2a")
def test_a_refused_reveal_is_opened_from_the_deposit(season: Season) -> None:
    """Story: the third drawer sees what the two numbers would give, refuses, and the draw ends all the same."""
    cast = season.cast
    draw = ready.checked(ready.opened(season), season)
    for account, number in list(zip(ready.drawers(season), ready.NUMBERS, strict=True))[:2]:
        draw = actions.reveal_number(draw, number, account)
    share = draw.shares.get(position=3)
    number = ready.key_of(draw).open(share.deposit, 3)
    with pytest.raises(Refused, match="为什么由您开封"):
        actions.open_deposit(draw, 3, number, " ", cast.supervisor)
    with pytest.raises(Refused, match="不一致"):
        actions.open_deposit(draw, 3, new_number(), "拒绝公开", cast.supervisor)
    for stranger in (cast.office_officer, cast.drawer_1):
        with pytest.raises(Refused) as found:
            actions.open_deposit(draw, 3, number, "拒绝公开", stranger)
        assert found.value.status == 404
    draw = actions.open_deposit(draw, 3, number, "抽取人员拒绝公开", cast.supervisor)
    assert draw.drawn_at is not None and draw.drawn.filter(status="member").count() == 11
    with pytest.raises(Refused, match="已经公开过"):
        actions.reveal_number(draw, ready.NUMBERS[2], cast.drawer_3)
    draw = ready.all_sign(Draw.objects.get(), season)
    loaded = queries.draw_of(season.session)
    assert loaded is not None
    for names in (True, False):
        file = records.file_of(loaded, names=names)
        assert file is not None
        content = verifier.check(written(file))
        assert [one["opened_why"] for one in content["drawers"]] == ["", "", "抽取人员拒绝公开"]
    assert "拒绝公开" in json.dumps(draw.record, ensure_ascii=False)


def test_another_key_means_other_deposits_and_none_after_the_first_number(season: Season) -> None:
    cast = season.cast
    draw = ready.checked(ready.opened(season), season)
    with pytest.raises(Refused, match="公钥"):
        actions.make_deposit_key(draw, "0" * 64, cast.supervisor)
    draw = actions.make_deposit_key(draw, DepositKey(draw.roster_hash).public, cast.supervisor)
    assert not draw.shares.exclude(deposit="").exists() and not draw.shares.filter(deposit_checked=True)
    with pytest.raises(Refused) as found:
        actions.make_deposit_key(draw, ready.key_of(draw).public, cast.drawer_1)
    assert found.value.status == 404
    ready.deposited(draw, season)
    actions.check_deposits(draw, {1, 2, 3}, cast.supervisor)
    actions.reveal_number(draw, ready.NUMBERS[0], cast.drawer_1)
    with pytest.raises(Refused, match="不能再更换"):
        actions.make_deposit_key(draw, DepositKey(draw.roster_hash).public, cast.supervisor)


def test_the_server_alone_opens_no_deposit(season: Season) -> None:
    """With every row and without the supervisor's file: neither the deposit nor the commitment gives the number."""
    draw = ready.checked(ready.opened(season), season)
    share = draw.shares.get(position=1)
    kept = json.dumps(list(DrawerShare.objects.values()), default=str) + json.dumps(draw.roster)
    assert ready.NUMBERS[0] not in kept and ready.key_of(draw).seed.hex() not in kept
    for seed in (draw.roster_hash, draw.deposit_key, share.salt, share.commitment):
        wrong = DepositKey(draw.roster_hash, bytes.fromhex(seed.ljust(64, "0")[:64]))
        assert wrong.open(share.deposit, 1) != ready.NUMBERS[0]
    assert drawing.commitment(ready.NUMBERS[0], share.salt) == share.commitment


def test_the_database_keeps_the_order_of_steps(season: Season) -> None:
    draw = ready.opened(season)
    for wrong in (
        {"deposit": "0" * 96},
        {"number": "1" * 32},
        {"deposit_checked": True},
        {"opened_why": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            draw.shares.update(**wrong)
