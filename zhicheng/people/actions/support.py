"""Technical support by two persons: corrections (GUIDE-5.4.3), a unit that has lost password and mobile (GUIDE-5.4.2)."""

import json
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.files.models import StoredFile
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.access import roles_of
from zhicheng.people.actions.devices import end_sessions, unlock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person, SupportCase
from zhicheng.people.queries import roles_now
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

Kind = SupportCase.Kind


@transaction.atomic
def ask_correction(person: Person, *, name: str, number: str, reason: str, by: Account) -> SupportCase:
    """Write down that a name or number was mistyped at registration; another person of support carries it out.

    Errors: Refused with `.field`, also for a number that another account has.
    """
    _must_support(by)
    wanted = {
        "name": _checked("name", lambda: identity.check_name(name)),
        "number": _checked("number", lambda: identity.check_identity(person.identity, number).number),
    }
    _must_be_free(person, wanted["number"])
    return _open(Kind.CORRECTION, person.account, wanted, reason, by)


@transaction.atomic
def ask_unit_recovery(
    account: Account, *, mobile: str, reason: str, statement: File[bytes], by: Account
) -> SupportCase:
    """Write down the sealed statement of a unit that has lost password and mobile, and the new mobile of its head.

    Errors: Refused with `.field`, FileRefused.
    """
    _must_support(by)
    if _unit_of(account) is None:
        raise Refused(_("这不是单位的注册账号。"), status=404)
    wanted = {"mobile": _checked("mobile", lambda: identity.check_mobile(mobile))}
    return _open(Kind.UNIT_RECOVERY, account, wanted, reason, by, store(statement, SCANS))


@transaction.atomic
def decide_support_case(case: SupportCase, *, granted: bool, by: Account) -> SupportCase:
    """The second person of support carries it out, or not. Errors: Refused."""
    _must_support(by)
    rows = SupportCase.objects.select_for_update(of=("self",)).select_related("account")
    row = rows.get(pk=case.pk)
    if row.decided_at is not None:
        raise Refused(_("这件事已经办理，请刷新页面。"))
    if row.asked_by_id == by.pk:
        raise Refused(_("须由技术支持的另一位工作人员核对，不能核对自己登记的。"), status=403)
    if row.account_id == by.pk:
        raise Refused(_("本人的账号须由技术支持的另一位工作人员核对。"), status=403)
    wanted = json.loads(row.wanted)
    if granted and row.kind == Kind.CORRECTION:
        _correct(row.account, wanted["name"], wanted["number"])
    if granted and row.kind == Kind.UNIT_RECOVERY:
        _give_back(row.account, wanted["mobile"])
    row.granted, row.decided_by, row.decided_at = granted, by, clock.now()
    row.save(update_fields=["granted", "decided_by", "decided_at"])
    facts = {"kind": row.kind, "granted": granted, "wanted": wanted}
    trail.write("decide_support_case", "account", row.account_id, actor=by.id, facts=facts)
    return row


def _open(
    kind: Kind,
    account: Account,
    wanted: dict[str, str],
    reason: str,
    by: Account,
    statement: StoredFile | None = None,
) -> SupportCase:
    if not reason.strip():
        raise Refused(_("请写明依据。"), field="reason", status=400)
    try:
        with transaction.atomic():
            row = SupportCase.objects.create(
                kind=kind,
                account=account,
                wanted=json.dumps(wanted),
                reason=reason.strip(),
                statement=statement,
                asked_by=by,
                asked_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(_("这个账号已有一件事等待核对，请先办理。")) from None
    facts = {"kind": kind, "wanted": wanted, "reason": row.reason}
    trail.write("ask_support_case", "account", account.id, actor=by.id, facts=facts)
    return row


def _correct(account: Account, name: str, number: str) -> None:
    """The log-in follows the number."""
    row = Person.objects.select_for_update().get(account=account)
    found = identity.check_identity(row.identity, number)
    _must_be_free(row, found.number)
    row.name, row.id_number, row.id_index = name, found.number, keyed_index("id", found.number)
    if found.birth_date:
        row.sex, row.birth_date = found.sex, found.birth_date
    account.display_name = name
    account.login_index = keyed_index("login", found.number)
    account.login_hint = identity.mask_number(found.number)
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "id_number", "id_index", "sex", "birth_date"])
            account.save(update_fields=["display_name", "login_index", "login_hint"])
    except IntegrityError:
        raise _taken() from None
    words = _("您的姓名和证件号码已由技术支持更正。不是您要求的，请马上拨打%(phone)s。")
    send(account.id, _("注册信息已更正"), words % {"phone": SUPPORT_PHONE}, mobile=row.mobile)


def _give_back(account: Account, mobile: str) -> None:
    """The unit's head has another mobile, by which 忘记密码 works; the old password holds no longer."""
    unit = _unit_of(account)
    if unit is None:
        raise Refused(_("这个账号不再是单位的注册账号。"))
    unit.contact_phone = mobile
    unit.save(update_fields=["contact_phone"])
    account.set_unusable_password()
    account.save(update_fields=["password"])
    unlock(account)
    end_sessions(account)
    words = _(
        "%(unit)s的负责人手机号已改为本号码。请在登录页点“忘记密码”，用统一社会信用代码和本号码设置新密码。"
    )
    send(account.id, _("单位账号已找回"), words % {"unit": unit.name}, mobile=mobile)


def _unit_of(account: Account) -> Organisation | None:
    """The unit whose credit code is the account's login."""
    seats = roles_now(account).filter(role=Membership.Role.UNIT)
    for seat in seats.select_related("organisation"):
        if account.login_index == keyed_index("login", str(seat.organisation.credit_code)):
            return seat.organisation
    return None


def _must_support(by: Account) -> None:
    if Membership.Role.SUPPORT not in roles_of(by):
        raise Refused(
            _("姓名、证件号码的更正和单位账号的找回由技术支持办理，请拨打%(phone)s。")
            % {"phone": SUPPORT_PHONE},
            clause="GUIDE-5.4.3",
            status=403,
        )


def _must_be_free(person: Person, number: str) -> None:
    if Person.objects.filter(id_index=keyed_index("id", number)).exclude(pk=person.pk).exists():
        raise _taken()


def _taken() -> Refused:
    return Refused(_("另一账号已使用该证件号码。"), field="number")


def _checked(field: str, check: Any) -> str:
    try:
        return str(check())
    except identity.WrongNumber as error:
        raise Refused(error.message, field=field, status=400) from None
