"""What was done with accounts and roles, for the audit officer: the trail's entries in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.trail.models import Entry

ON_A_PAGE = 50
MOST_FOUND = 200  # accounts whose name the search fits
ACTS = {
    "appoint": _("开通角色"),
    "ask_support_case": _("登记更正或找回"),
    "decide_support_case": _("核对更正或找回"),
    "ask_at_log_in": _("改变登录时是否要动态码"),
    "begin_delegation": _("代理开始"),
    "bind_outsider": _("绑定统一身份认证"),
    "change_password": _("修改密码"),
    "change_position": _("改变单位人员的职务"),
    "confirm_role": _("核对角色"),
    "delegate_role": _("委托他人代理"),
    "end_delegation": _("代理结束"),
    "end_device": _("退出一台设备"),
    "end_due_role": _("角色到期结束"),
    "end_role": _("结束角色"),
    "end_unit_member": _("结束单位经办人员"),
    "end_unreviewed_role": _("角色无人核对而结束"),
    "lock_account": _("账号锁定"),
    "make_backup_codes": _("领取备用码"),
    "passkey_stepped_back": _("拒绝了次数倒退的通行密钥"),
    "new_slip": _("在封闭会场另发账号条"),
    "recover_password": _("获取找回密码的验证码"),
    "register_passkey": _("添加通行密钥"),
    "remove_passkey": _("移除通行密钥"),
    "replace_temporary_password": _("设置自己的密码"),
    "reset_password": _("重置密码"),
    "reset_second_factor": _("重置动态码"),
    "set_recovered_password": _("找回密码"),
    "set_up_code_in_room": _("证实身份，在封闭会场设置动态码"),
    "set_up_second_factor": _("设置动态码"),
    "unbind_outsider": _("解除统一身份认证的绑定"),
    "unlock_account": _("解锁账号"),
}


@dataclass(frozen=True)
class Record:
    """One act: who (empty: by itself), for which organisation, on whose account."""

    at: dt.datetime
    act: str
    who: str
    organisation: str
    whom: str


def of_accounts(text: str, before: int | None) -> tuple[list[Record], int | None]:
    """A page of records, the newest first, and where the next begins; of the people whose name or login fits."""
    rows = Entry.objects.filter(subject_kind__in=["account", "membership"]).exclude(act="log_in")
    rows = rows.exclude(act="use_passkey")  # as often, and as little of an act on the account
    if before is not None:
        rows = rows.filter(id__lt=before)
    wanted = " ".join(text.replace("\0", " ").split())
    if wanted:
        fits = Account.objects.filter(Q(display_name__icontains=wanted) | Q(login_hint__icontains=wanted))
        found = list(fits.values_list("pk", flat=True)[:MOST_FOUND])
        roles = Membership.objects.filter(account__in=found).values_list("pk", flat=True)
        rows = rows.filter(Q(actor__in=found) | Q(subject__in=[*found, *roles]))
    page = list(rows.order_by("-id")[: ON_A_PAGE + 1])
    more = page[ON_A_PAGE - 1].id if len(page) > ON_A_PAGE else None
    return _in_words(page[:ON_A_PAGE]), more


def _in_words(entries: list[Entry]) -> list[Record]:
    roles = Membership.objects.select_related("organisation").in_bulk(
        [one.subject for one in entries if one.subject_kind == "membership"]
    )
    bearer = {pk: role.account_id for pk, role in roles.items()}
    whom = {one.id: bearer.get(one.subject, one.subject) for one in entries}
    names = _names({*whom.values(), *(one.actor for one in entries if one.actor)})
    places = Organisation.objects.in_bulk({one.organisation for one in entries if one.organisation})
    return [
        Record(
            one.at,
            str(ACTS.get(one.act, one.act)),
            names.get(one.actor, "") if one.actor else "",
            _bureau(places.get(one.organisation), roles.get(one.subject)) if one.organisation else "",
            "，".join(filter(None, (names.get(whom[one.id], ""), _seat(roles.get(one.subject))))),
        )
        for one in entries
    ]


def _names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    rows = Account.objects.filter(pk__in=list(accounts)).values_list("pk", "display_name", "login_hint")
    return {pk: f"{name}（{hint}）" for pk, name, hint in rows}


def _bureau(organisation: Organisation | None, role: Membership | None) -> str:
    """For which organisation it was done, where that is not the role's own, which stands beside the account."""
    own = role is not None and organisation is not None and role.organisation_id == organisation.id
    return organisation.name if organisation and not own else ""


def _seat(role: Membership | None) -> str:
    return f"{role.organisation.name} {role.title}" if role else ""
