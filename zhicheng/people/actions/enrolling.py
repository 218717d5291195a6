"""A unit enters its people: an account for who has none, a word to who has one (GUIDE-5.3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.access import acts_for
from zhicheng.people.actions.registering import register_person
from zhicheng.people.actions.unit_people import confirm_joining
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.people_sheet import Row, kind_of
from zhicheng.people.queries import TIE, person_by_number
from zhicheng.trail import writing as trail

CLAUSE = "GUIDE-5.3.3"


class Outcome(StrEnum):
    """What became of somebody whom the unit entered."""

    MADE = "made"  # an account, of the unit from now on
    CONFIRMED = "confirmed"  # who had chosen the unit
    ASKED = "asked"  # who has an account, to choose the unit
    SAME = "same"  # who is the unit's already


@dataclass(frozen=True)
class Tried:
    """What became of one line of a file, or what is wrong with it, in words."""

    row: Row
    outcome: Outcome | None
    wrong: str = ""


@transaction.atomic
def enrol_person(
    unit: Organisation, *, name: str, kind: str, number: str, mobile: str, by: Account
) -> Outcome:
    """Somebody of the unit's own: an account is made, without a password, which its owner sets by a code to the mobile.

    Who has an account stays as is and is asked to choose the unit: nobody is taken over. Errors: Refused with
    `.field`, also for another name under the number, and for a unit whose credit code was not checked.
    """
    check_enrolling(unit, by)
    person = person_by_number(number)
    if person is None:
        made = register_person(name=name, number=number, mobile=mobile, kind=kind, enrolled_by=by)
        made.unit, made.unit_chosen_at, made.unit_confirmed_at = unit, clock.now(), clock.now()
        made.save(update_fields=TIE)
        words = _(
            "%(unit)s为您开通了账号。首次登录请用“忘记密码”：输入证件号码和本手机号，收到验证码后设置密码。"
        )
        send(made.account_id, _("账号已开通"), words % {"unit": unit.name}, mobile=made.mobile)
        trail.write("enrol_person", "person", made.id, actor=by.id, organisation=unit.id)
        return Outcome.MADE
    if person.name != identity.check_name(name):
        raise Refused(
            _("该证件号码已注册，姓名与所填不一致，请核对证件。"), field="name", clause="GUIDE-5.4.3"
        )
    if person.unit_id == unit.id:
        if person.unit_confirmed_at is None:
            confirm_joining(person, unit=unit, by=by)
            return Outcome.CONFIRMED
        return Outcome.SAME
    words = _("%(unit)s把您列为本单位人员。如您在该单位工作，请在“选择单位”中选择；不是的，无需办理。")
    send(person.account_id, _("请选择工作单位"), words % {"unit": unit.name}, link="/account/unit/")
    trail.write("ask_to_join", "person", person.id, actor=by.id, organisation=unit.id)
    return Outcome.ASKED


def import_people(unit: Organisation, rows: Sequence[Row], *, keep: bool, by: Account) -> tuple[Tried, ...]:
    """Enter each line's person (enrol_person), what is wrong left out. `keep` False: only try it.

    Errors: Refused as in check_enrolling.
    """
    check_enrolling(unit, by)
    with transaction.atomic():
        tried = tuple(_try(unit, row, by) for row in rows)
        if not keep:
            transaction.set_rollback(True)
    return tried


def check_enrolling(unit: Organisation, by: Account) -> None:
    """Only the unit's own people enter others, and of a unit whose credit code was found right. Errors: Refused."""
    if not acts_for(by, unit, Membership.Role.UNIT):
        raise Refused(_("只能管理本单位的专业技术人员。"), clause=CLAUSE, status=403)
    if unit.checked_at is None:
        raise Refused(
            _("导入会为他人开通账号，请先由人社部门核验本单位的统一社会信用代码（见“单位信息”）。"),
            clause=CLAUSE,
        )


def _try(unit: Organisation, row: Row, by: Account) -> Tried:
    kind = kind_of(row.kind)
    if kind is None:
        return Tried(row, None, _("“证件类型”请从列表中选择。"))
    try:
        name = identity.check_name(row.name)
        outcome = enrol_person(unit, name=name, kind=kind, number=row.number, mobile=row.mobile, by=by)
    except (Refused, identity.WrongNumber) as error:
        return Tried(row, None, error.message)
    return Tried(row, outcome)
