"""Log-in, locking, recovery of passwords."""

import datetime as dt

import pytest

from tests.cast import NOON, PASSWORD, Cast
from tests.people.samples import MOBILE, id_number
from tests.people.test_registering import unit as new_unit
from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery
from zhicheng.people.actions import (
    change_password,
    log_in,
    recover_password,
    register_person,
    remember_device,
    reset_password,
    set_recovered_password,
    unlock_account,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.trail.models import Entry

WRONG = "falsch-falsch"
LOGIN = "530102198505060023"


def fail(times: int, login: str = LOGIN) -> list[str]:
    messages = []
    for _i in range(times):
        with pytest.raises(Refused) as refused:
            log_in(login=login, password=WRONG)
        messages.append(refused.value.message)
    return messages


def test_the_right_password_opens(cast: Cast) -> None:
    assert log_in(login=f" {LOGIN} ", password=PASSWORD) == cast.applicant


def test_a_lower_case_x_opens(cast: Cast) -> None:
    number = next(n for n in (id_number(order=f"{i:03d}") for i in range(100)) if n.endswith("X"))
    person = register_person(name="段一", number=number, mobile=MOBILE, password=PASSWORD)
    assert log_in(login=number.lower(), password=PASSWORD) == person.account


@pytest.mark.clause("GUIDE-5.4.1")
def test_the_fourth_wrong_try_locks(cast: Cast) -> None:
    messages = fail(4)
    assert all("不正确" in message for message in messages[:3])
    assert "锁定" in messages[3] and "0871-63108336" in messages[3]
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password=PASSWORD)
    assert Entry.objects.filter(act="lock_account").count() == 1


@pytest.mark.clause("GUIDE-5.4.1")
def test_a_success_forgets_wrong_tries(cast: Cast) -> None:
    fail(3)
    log_in(login=LOGIN, password=PASSWORD)
    fail(3)
    assert log_in(login=LOGIN, password=PASSWORD) == cast.applicant


def test_an_unknown_login_says_no_more_than_a_wrong_password(cast: Cast) -> None:
    assert fail(1, "530102199912310000") == fail(1)


def test_a_closed_account_stays_out(cast: Cast) -> None:
    Account.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    with pytest.raises(Refused, match="已停用"):
        log_in(login=LOGIN, password=PASSWORD)
    assert "已停用" not in fail(1)[0]  # to its owner alone


@pytest.mark.clause("GUIDE-5.4.1")
def test_the_units_officer_unlocks(cast: Cast) -> None:
    fail(4)
    with pytest.raises(Refused, match="本单位"):
        unlock_account(cast.applicant, by=cast.other_unit_officer)
    unlock_account(cast.applicant, by=cast.unit_officer)
    assert log_in(login=LOGIN, password=PASSWORD) == cast.applicant
    with pytest.raises(Refused, match="没有锁定"):
        unlock_account(cast.applicant, by=cast.unit_officer)


@pytest.mark.clause("GUIDE-5.4.1")
def test_support_unlocks_those_without_a_unit(cast: Cast) -> None:
    support = Organisation.objects.create(name="技术支持", kind="support")
    helper = cast.supervisor
    fail(4, "530102199001010065")
    with pytest.raises(Refused):
        unlock_account(cast.unattached, by=helper)
    Membership.objects.create(account=helper, organisation=support, role="support", since=clock.now())
    unlock_account(cast.unattached, by=helper)
    assert log_in(login="530102199001010065", password=PASSWORD) == cast.unattached


@pytest.mark.clause("GUIDE-5.3.3")
def test_a_reset_password_is_temporary(cast: Cast) -> None:
    temporary = reset_password(cast.applicant, by=cast.unit_officer)
    account = log_in(login=LOGIN, password=temporary)
    assert account.password_temporary
    change_password(account, old=temporary, new="neue-stadt-23")
    assert not log_in(login=LOGIN, password="neue-stadt-23").password_temporary
    with pytest.raises(Refused, match="本单位"):
        reset_password(cast.other_applicant, by=cast.unit_officer)
    assert temporary not in str(Delivery.objects.select_related("message").values_list("message__body"))


def test_a_password_changes_only_with_the_old_one(cast: Cast) -> None:
    with pytest.raises(Refused, match="原密码"):
        change_password(cast.applicant, old=WRONG, new="neue-stadt-23")
    with pytest.raises(Refused, match="相同"):
        change_password(cast.applicant, old=PASSWORD, new=PASSWORD)


@pytest.mark.clause("GUIDE-5.4.1")
def test_wrong_old_passwords_count_like_those_of_the_log_in(cast: Cast) -> None:
    known = {"cookie": "k" * 24}
    remember_device(cast.applicant, words="Chrome", session_key="", **known)
    with pytest.raises(Refused, match="不正确"):
        log_in(login=LOGIN, password=WRONG, **known)
    for _try in range(2):
        with pytest.raises(Refused, match="原密码不正确"):
            change_password(account_now(cast), old=WRONG, new="neue-stadt-23", **known)
    change_password(account_now(cast), old=PASSWORD, new="alte-stadt-23", **known)  # forgets the wrong ones
    for _try in range(3):
        with pytest.raises(Refused, match="原密码不正确"):
            change_password(account_now(cast), old=WRONG, new="neue-stadt-23", **known)
    with pytest.raises(Refused, match="已锁定"):
        change_password(account_now(cast), old=WRONG, new="neue-stadt-23", **known)
    with pytest.raises(Refused, match="已锁定"):  # also with the right one
        change_password(account_now(cast), old="alte-stadt-23", new="neue-stadt-23", **known)
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password="alte-stadt-23", **known)
    assert Entry.objects.filter(act="lock_account", subject=cast.applicant.pk).count() == 1
    assert log_in(login=LOGIN, password="alte-stadt-23") == cast.applicant  # the lock is that browser's alone


def account_now(cast: Cast) -> Account:
    return Account.objects.get(pk=cast.applicant.pk)


@pytest.mark.clause("GUIDE-5.4.2")
def test_recovery_by_number_and_mobile(cast: Cast) -> None:
    row, code = recover_password(number=LOGIN, mobile="138 0000 0000")
    sms = Delivery.objects.select_related("message").get()
    assert (sms.channel, sms.address) == ("sms", "13800000000")
    assert code in sms.message.body and code not in row.digest
    account = set_recovered_password(recovery=row, code=code, password="neue-stadt-23")
    assert account == cast.applicant
    assert log_in(login=LOGIN, password="neue-stadt-23") == cast.applicant
    with pytest.raises(Refused, match="失效"):
        set_recovered_password(recovery=row, code=code, password="neue-stadt-24")


@pytest.mark.clause("GUIDE-5.4.2")
def test_a_unit_recovers_by_its_registered_mobile(cast: Cast) -> None:
    row = new_unit(cast)
    recovery, _code = recover_password(number=row.credit_code, mobile=MOBILE)
    assert recovery.account == Account.objects.by_login(row.credit_code)
    assert recover_password(number=row.credit_code, mobile="13700000000")[0].account is None


@pytest.mark.parametrize("mobile", ["13800000001", "", "138"])
def test_recovery_with_another_mobile_sends_and_opens_nothing(cast: Cast, mobile: str) -> None:
    row, code = recover_password(number=LOGIN, mobile=mobile)
    assert row.account is None and not Delivery.objects.exists()
    with pytest.raises(Refused, match="不正确或已失效"):  # not even with the code, which nobody was told
        set_recovered_password(recovery=row, code=code, password="neue-stadt-23")
    assert log_in(login=LOGIN, password=PASSWORD)


def test_five_wrong_entries_spoil_a_code(cast: Cast) -> None:
    row, code = recover_password(number=LOGIN, mobile="13800000000")
    wrong = "000000" if code != "000000" else "111111"
    for _i in range(5):
        with pytest.raises(Refused, match="不正确"):
            set_recovered_password(recovery=row, code=wrong, password="neue-stadt-23")
    with pytest.raises(Refused, match="失效"):
        set_recovered_password(recovery=row, code=code, password="neue-stadt-23")


def test_a_code_holds_ten_minutes_and_is_not_sent_twice_a_minute(cast: Cast) -> None:
    row, code = recover_password(number=LOGIN, mobile="13800000000")
    with pytest.raises(Refused, match="60秒"):
        recover_password(number=LOGIN, mobile="13800000000")
    with clock.at(NOON + dt.timedelta(minutes=11)), pytest.raises(Refused, match="失效"):
        set_recovered_password(recovery=row, code=code, password="neue-stadt-23")


def test_recovery_unlocks(cast: Cast) -> None:
    fail(4)
    row, code = recover_password(number=LOGIN, mobile="13800000000")
    set_recovered_password(recovery=row, code=code, password="neue-stadt-23")
    assert log_in(login=LOGIN, password="neue-stadt-23") == cast.applicant
