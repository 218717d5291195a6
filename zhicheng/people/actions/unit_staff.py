"""本单位经办人员: who looks after the unit's people adds one, changes a position, ends one (requirements part 3.9)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.actions.passwords import give_temporary_password
from zhicheng.people.actions.registering import appoint
from zhicheng.people.actions.roles import end_seat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.unit_staff import can_separate, looks_after, members_of, sets_separation
from zhicheng.trail import writing as trail

MOST = 20  # our choice: people who act for one unit at a time


@transaction.atomic
def add_unit_member(unit: Organisation, *, name: str, position: str, by: Account) -> tuple[Account, str, str]:
    """A further person acts for the unit, in an own account: the account, its login, the first password.

    The login is the credit code with two digits more. Errors: Refused with `.field`.
    """
    members = _hold(unit, by)
    try:
        name = identity.check_name(name)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="name", status=400) from None
    _check(position)
    if len(members) >= MOST:
        raise Refused(_("本单位已有%(many)d人，请先结束不再经办的人员。") % {"many": len(members)})
    if any(one.account.display_name == name for one in members):
        raise Refused(_("本单位已有同名的经办人员，请核对。"), field="name")
    login = _next_login(unit)
    account = appoint(
        organisation=unit, role=Membership.Role.UNIT, login=login, name=name, position=position, by=by
    )
    words = {"who": by.display_name, "name": name, "as": Membership.Position(position).label}
    _tell(members, by, _("单位新增经办人员"), _("%(who)s为本单位增加了%(as)s：%(name)s。") % words)
    return account, login, give_temporary_password(account)


@transaction.atomic
def change_position(member: Membership, *, position: str, by: Account) -> Membership:
    """The person acts in another position from now on; what was decided before keeps the old one. Errors: Refused."""
    members = _hold(member.organisation, by)
    row = _of(members, member)
    _check(position)
    if row.position == position:
        return row
    before, row.position = row.title, position
    _must_stay_separate(row.organisation_id, members)
    row.save(update_fields=["position"])
    words = {"who": by.display_name, "name": row.account.display_name, "before": before, "as": row.title}
    told = _("%(who)s将%(name)s由%(before)s改为%(as)s。") % words
    _tell(members, by, _("经办人员职务变更"), told)
    facts = {"position": position}
    trail.write(
        "change_position", "membership", row.id, actor=by.id, organisation=row.organisation_id, facts=facts
    )
    return row


@transaction.atomic
def end_unit_member(member: Membership, *, reason: str, by: Account) -> Membership:
    """The person acts for the unit no longer. The unit keeps one person at least. Errors: Refused with `.field`."""
    members = _hold(member.organisation, by)
    row = _of(members, member)
    if row.account_id == by.pk:
        raise Refused(_("本人不能结束自己，请由本单位的其他负责人办理；负责人更换的，先添加新的负责人。"))
    said = reason.strip()
    if not said:
        raise Refused(_("请写明理由。"), field="reason", status=400)
    others = [one for one in members if one.pk != row.pk]
    _must_stay_separate(row.organisation_id, others)
    words = {"who": by.display_name, "name": row.account.display_name, "reason": said}
    end_seat(row, _("%(who)s已结束您在本单位的经办。理由：%(reason)s") % words)
    _tell(others, by, _("经办人员已结束"), _("%(who)s结束了%(name)s的经办。理由：%(reason)s") % words)
    facts = {"reason": said}
    trail.write(
        "end_unit_member", "membership", row.id, actor=by.id, organisation=row.organisation_id, facts=facts
    )
    return row


@transaction.atomic
def separate_passing(unit: Organisation, *, on: bool, by: Account) -> Organisation:
    """From now on one person prepares what another passes (经办与审核分开), or one does both again. Errors: Refused."""
    row = Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    members = members_of(row)
    if not sets_separation(by.pk, members):
        raise Refused(_("经办与审核是否分开，由单位负责人设置。"), clause="KM2023-6.1", status=403)
    if row.separates_passing == on:
        return row
    if on and not can_separate(members):
        raise Refused(_("经办与审核分开至少要有两个人，其中一人是负责人或人事部门负责人。请先添加人员。"))
    row.separates_passing = on
    row.save(update_fields=["separates_passing"])
    told = _("%(who)s已设置经办与审核分开：由一人送审，另一位负责人或人事部门负责人通过。")
    back = _("%(who)s已取消经办与审核分开。")
    _tell(members, by, _("经办与审核分开"), (told if on else back) % {"who": by.display_name})
    facts = {"on": on}
    trail.write("separate_passing", "organisation", row.id, actor=by.id, organisation=row.id, facts=facts)
    return row


def _must_stay_separate(unit: UUID, members: list[Membership]) -> None:
    separate = Organisation.objects.filter(pk=unit, separates_passing=True).exists()
    if separate and not can_separate(members):
        raise Refused(
            _("本单位实行经办与审核分开，至少要有两个人，其中一人是负责人或人事部门负责人。请先添加人员。")
        )


def _hold(unit: Organisation, by: Account) -> list[Membership]:
    """The unit's people, who change one after another. Errors: Refused where `by` does not look after them."""
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    members = members_of(unit)
    if not looks_after(by.pk, members):
        heads = "、".join(one.account.display_name for one in members if one.position == members[0].position)
        raise Refused(_("本单位的经办人员由%(heads)s管理。") % {"heads": heads}, status=403)
    return members


def _of(members: list[Membership], member: Membership) -> Membership:
    row = next((one for one in members if one.pk == member.pk and one.standing_in_id is None), None)
    if row is None:
        raise Refused(_("这个人已不在本单位经办，请刷新页面。"))
    return row


def _check(position: str) -> None:
    if position not in Membership.Position.values:
        raise Refused(_("请选择职务。"), field="position", status=400)


def _next_login(unit: Organisation) -> str:
    taken = unit.memberships.filter(role=Membership.Role.UNIT).values("account").distinct().count()
    while Account.objects.by_login(
        login := f"{unit.credit_code or unit.pk.hex[-18:].upper()}{taken + 1:02d}"
    ):
        taken += 1
    return login


def _tell(members: list[Membership], by: Account, subject: str, body: str) -> None:
    for one in members:
        if one.account_id != by.pk:
            send(one.account_id, subject, body, link="/account/unit/staff/")
