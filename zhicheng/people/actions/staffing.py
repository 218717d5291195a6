"""The level above makes an account inside, or gives a role to one that is there (people/staffing.py)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.actions.passwords import give_temporary_password
from zhicheng.people.actions.registering import appoint
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import in_force
from zhicheng.people.staffing import roles_to_give

LOGIN_LENGTHS = (4, 30)


@transaction.atomic
def staff(
    organisation: Organisation,
    *,
    role: str,
    login: str,
    name: str,
    last_day: dt.date | None = None,
    by: Account,
) -> tuple[Account, str]:
    """`name` acts for the organisation in the role from now on, until the end of `last_day` where one is given.

    The account and its first log-in code, to be told to its owner: empty where the account was there before. The code
    opens the door for some days and is replaced by a password and the second factor at the first log-in.

    Errors: Refused with `.field`.
    """
    maker = roles_to_give(by, organisation).get(role)
    if maker is None:
        raise Refused(_("这个单位的这个角色不由您所在的部门开通。"), status=404)
    name, login = _checked_name(name), _checked_login(login)
    if last_day is not None and last_day < clock.today():
        raise Refused(_("最后一天不能早于今天。"), field="last_day", status=400)
    known = Account.objects.by_login(login)
    if known is not None and known.pk == by.pk:
        raise Refused(_("本人的角色须由本部门的另一位工作人员开通。"), field="login", status=403)
    if known is not None and (known.display_name != name or not known.is_active):
        raise Refused(_("这个登录名已经有人使用，请换一个。"), field="login")
    if known is not None and role in Membership.APART:
        held = known.memberships.filter(until__isnull=True, role__in=Membership.APART).first()
        if held is not None and held.role != role:
            raise _one_of_three(held)
    try:
        with transaction.atomic():
            account = appoint(
                organisation=organisation, role=role, login=login, name=name, last_day=last_day, by=by
            )
    except IntegrityError:  # another of the three meanwhile
        raise _one_of_three(None) from None
    code = "" if known else give_temporary_password(account)
    if known:
        words = {"role": Membership.Role(role).label, "where": organisation.name, "who": maker.name}
        send(account.id, _("您有了新的角色"), _("%(who)s为您开通了角色：%(where)s %(role)s。") % words)
    return account, code


@transaction.atomic
def staff_first(*, login: str, name: str) -> tuple[Account, str]:
    """At installation: the province's first officer, and the first log-in code. Errors: Refused where there is one."""
    province = Organisation.objects.filter(kind=Organisation.Kind.PROVINCE).select_for_update().first()
    if province is None:
        raise Refused(_("请先导入基础数据：zhicheng reference load。"))
    role = Membership.Role.BUREAU
    if province.memberships.filter(in_force(clock.now()), role=role).exists():
        raise Refused(_("省级已有工作人员账号，其他账号由上一级在网页上开通。"))
    name, login = _checked_name(name), _checked_login(login)
    if Account.objects.by_login(login) is not None:
        raise Refused(_("这个登录名已经有人使用，请换一个。"), field="login")
    account = appoint(organisation=province, role=role, login=login, name=name)
    return account, give_temporary_password(account)


def _one_of_three(held: Membership | None) -> Refused:
    has = _("这个账号已是%(role)s。") % {"role": held.get_role_display()} if held else ""
    return Refused(has + _("系统管理员、安全管理员、审计管理员须由三个人分别担任。"), field="login")


def _checked_name(name: str) -> str:
    try:
        return identity.check_name(name)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="name", status=400) from None


def _checked_login(login: str) -> str:
    """The login of an account that is there, else a name of letters, digits, dots and dashes."""
    wanted = login.strip()
    known = next((one for one in (wanted, identity.normal(wanted)) if Account.objects.by_login(one)), None)
    if known is not None:
        return known
    least, most = LOGIN_LENGTHS
    if not (least <= len(wanted) <= most) or not wanted.replace("-", "").replace(".", "").isalnum():
        raise Refused(
            _("登录名为%(least)d至%(most)d个汉字、字母或数字，可以用点和短横线，不能有空格。")
            % {"least": least, "most": most},
            field="login",
            status=400,
        )
    return wanted
