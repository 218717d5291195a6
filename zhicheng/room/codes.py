"""In the room somebody has no code: no phone's code went along, or no phone is at hand. Another vouches, on record."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import second_factor
from zhicheng.people.actions.devices import end_sessions
from zhicheng.people.actions.logging_in import barred, hold, missed
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import in_force
from zhicheng.planning.models import Session
from zhicheng.room.scope import actors
from zhicheng.trail.writing import write

Role = Membership.Role
ACT = "set_up_code_in_room"  # of the trail: by who vouched, on the account


def without_code(session: Session) -> list[Account]:
    """Who acts in the room and has no phone's code: passkeys are bound to the main system's name and stay behind."""
    return [one for one in _accounts(session) if not one.second_factor]


def who_vouch(session: Session) -> list[Account]:
    """The organisers' officers and the supervisors who act in the room and have a code."""
    at_office = Q(role=Role.OFFICE, organisation__in=session.committee.organisers)
    seats = Membership.objects.filter(in_force(clock.now()), at_office | Q(role=Role.SUPERVISOR))
    rows = _accounts(session).filter(pk__in=seats.values("account"))
    return [one for one in rows if one.second_factor]


def set_up_code(
    account: Account, *, secret: str, code: str, witness: Account, witness_code: str, cookie: str = ""
) -> Account:
    """A fresh code for who has given the slip's password, once somebody who may vouch has confirmed who it is.

    It holds in this room alone: accounts do not come back. Whoever was logged in to the account is logged out.
    Errors: Refused; a wrong code of the witness counts on the account to be entered, so that nobody locks the witness.
    """
    if not second_factor.is_secret(secret):
        raise Refused(_("页面已失效，请重新扫码。"), field="code", status=400)
    step = second_factor.step_of(secret, code, after=0)
    if step is None:
        raise Refused(_("动态码不正确。请确认手机时间准确，等待新的动态码再输入。"), field="code", status=400)
    with transaction.atomic():
        row, tries = hold(account, cookie)
        outcome = barred(row, tries)
        vouches = Account.objects.select_for_update().get(pk=witness.pk)
        if outcome is None and vouches.pk == row.pk:
            outcome = Refused(_("请由另一人证实，不能证实自己。"), field="witness", status=400)
        if outcome is None and second_factor.spend(vouches, witness_code) != "code":
            outcome = missed(row, tries, _wrong())
        if outcome is None:
            row.second_factor, row.second_factor_step = secret, step
            row.save(update_fields=["second_factor", "second_factor_step"])
            end_sessions(row)
            write(ACT, "account", row.pk, actor=vouches.pk)
    if outcome is not None:
        raise outcome
    return row


def _accounts(session: Session) -> QuerySet[Account]:
    return Account.objects.filter(pk__in=actors(session)).order_by("display_name", "pk")


def _wrong() -> Refused:
    return Refused(
        _("证实人的动态码不正确或已使用过，请等待新的动态码再输入。"), field="witness_code", status=400
    )
