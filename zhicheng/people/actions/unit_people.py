"""专业技术人员管理 (GUIDE-5.3.3): 确认, 发送信息, 重置密码, 移除, 解锁; the last and reset also by support."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.actions.devices import unlock
from zhicheng.people.actions.passwords import give_temporary_password
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.people.queries import TIE, roles_now
from zhicheng.people.unit_staff import managed_by
from zhicheng.trail import writing as trail

CLAUSE = "GUIDE-5.3.3"


@transaction.atomic
def unlock_account(account: Account, *, by: Account) -> Account:
    """Unlock, by an officer of the person's unit or by support (GUIDE-5.4.1). Errors: Refused."""
    organisation = _authority(account, by)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.locked_since is None:
        raise Refused(_("该账号没有锁定，无需解锁。"), clause=CLAUSE)
    unlock(row)
    trail.write("unlock_account", "account", row.id, actor=by.id, organisation=organisation.id)
    return row


@transaction.atomic
def reset_password(account: Account, *, by: Account) -> str:
    """Set a temporary password and return it, to be told to the person; the next log-in must change it.

    Errors: Refused.
    """
    organisation = _authority(account, by)
    row = Account.objects.select_for_update().get(pk=account.pk)
    temporary = give_temporary_password(row)
    row.failed_logins = 0
    row.second_factor_at_log_in = (
        False  # who asked to be asked may have lost the phone; roles that must are asked still
    )
    row.save(update_fields=["failed_logins", "second_factor_at_log_in"])
    person = Person.objects.filter(account=row).first()
    send(
        row.id,
        _("登录密码已重置"),
        _("%(who)s已重置您的登录密码。请向其索取临时密码，登录后马上设置新密码。")
        % {"who": organisation.name},
        mobile=person.mobile if person else "",
    )
    trail.write("reset_password", "account", row.id, actor=by.id, organisation=organisation.id)
    return temporary


@transaction.atomic
def confirm_joining(person: Person, *, unit: Organisation, by: Account) -> Person:
    """The unit says that the person who has chosen it is theirs. Errors: Refused, also where it has said so."""
    row = _own(person, unit, by, joining=True)
    row.unit_confirmed_at = clock.now()
    row.save(update_fields=TIE)
    words = _("%(unit)s已确认您是本单位人员。") % {"unit": unit.name}
    send(row.account_id, _("单位已确认"), words)
    trail.write("confirm_joining", "person", row.id, actor=by.id, organisation=unit.id)
    return row


@transaction.atomic
def refuse_joining(person: Person, *, unit: Organisation, reason: str, by: Account) -> Person:
    """The person who has chosen the unit is not theirs, who is told why and chooses anew.

    Errors: Refused, also without a reason and once it was confirmed.
    """
    row = _own(person, unit, by, joining=True)
    said = " ".join(reason.split())
    if not said:
        raise Refused(_("请写明理由，本人会看到。"), field="reason", clause=CLAUSE, status=400)
    row.unit = row.unit_chosen_at = row.unit_confirmed_at = None
    row.save(update_fields=TIE)
    words = _("%(unit)s没有确认您是本单位人员。理由：%(reason)s\n填写的内容都保留，请重新选择单位。")
    send(
        row.account_id,
        _("单位没有确认"),
        words % {"unit": unit.name, "reason": said},
        link="/account/unit/",
        mobile=row.mobile,
    )
    facts = {"reason": said}
    trail.write("refuse_joining", "person", row.id, actor=by.id, organisation=unit.id, facts=facts)
    return row


@transaction.atomic
def remove_from_unit(person: Person, *, unit: Organisation, by: Account) -> Person:
    """End the person's tie to the unit; applications made so far stay as they are. Errors: Refused."""
    row = _own(person, unit, by)
    row.unit = row.unit_chosen_at = row.unit_confirmed_at = None
    row.save(update_fields=TIE)
    send(
        row.account_id,
        _("您已被移出%(unit)s") % {"unit": unit.name},
        _(
            "您与该单位的关系已由单位解除。已提交的申报不受影响；再次申报前，请在“选择单位”中选择现在的工作单位。"
        ),
        link="/account/unit/",
    )
    trail.write("remove_from_unit", "person", row.id, actor=by.id, organisation=unit.id)
    return row


@transaction.atomic
def send_notice(
    people: Sequence[Person], *, unit: Organisation, subject: str, body: str, by: Account, sms: bool = False
) -> int:
    """发送信息 to people of the unit, in the system and on demand by SMS; how many. Errors: Refused."""
    if not people:
        raise Refused(_("请至少选择一位接收人。"), field="people", status=400)
    for person in people:
        row = _own(person, unit, by)
        send(row.account_id, subject, body, mobile=row.mobile if sms else "")
    facts = {"subject": subject, "body": body, "to": sorted(str(person.id) for person in people)}
    trail.write("send_notice", "organisation", unit.id, actor=by.id, organisation=unit.id, facts=facts)
    return len(people)


def _own(person: Person, unit: Organisation, by: Account, *, joining: bool = False) -> Person:
    """The unit's person, or who waits for the unit's word, held until the transaction ends. Errors: Refused."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.unit_id != unit.id or not acts_for(by, unit, Membership.Role.UNIT):
        raise Refused(_("只能管理本单位的专业技术人员。"), clause=CLAUSE, status=403)
    if joining and row.unit_confirmed_at is not None:
        raise Refused(_("%(name)s已经确认为本单位人员。") % {"name": row.name}, clause=CLAUSE)
    if not joining and row.unit_confirmed_at is None:
        raise Refused(_("请先确认%(name)s是本单位人员。") % {"name": row.name}, clause=CLAUSE)
    return row


def _authority(account: Account, by: Account) -> Organisation:
    """The organisation for which `by` may unlock or reset the account: the person's unit, their own, or support."""
    person = Person.objects.select_related("unit").filter(account=account).first()
    if (
        person
        and person.unit
        and person.unit_confirmed_at
        and acts_for(by, person.unit, Membership.Role.UNIT)
    ):
        return person.unit
    colleague_of = managed_by(account, by)
    if colleague_of is not None:
        return colleague_of
    support = roles_now(by).filter(role=Membership.Role.SUPPORT)
    first = support.select_related("organisation").first()
    if first is None:
        raise Refused(_("只能管理本单位的专业技术人员。"), clause=CLAUSE, status=403)
    return first.organisation
