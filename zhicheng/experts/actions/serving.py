"""An expert's service: the term, invitation and answer, leave, what office and expert keep up to date."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts.models import Expert, Leave
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.access import roles_of
from zhicheng.people.actions import forget_second_factor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import acting_office
from zhicheng.planning.models import Session
from zhicheng.policy.book import open_book
from zhicheng.policy.facts import Level
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date

LEVELS = frozenset(level.value for level in Level)
MOST_UNITS, MOST_LETTERS = 20, 120
LAST_YEAR = 2190  # in which a term may begin


def must_be_an_office(by: Account) -> None:
    """Errors: Refused (404) where the account is no committee office's."""
    if Membership.Role.OFFICE not in roles_of(by):
        raise Refused(_("只有评委会办事机构可以进行此项操作。"), status=404)


def term_of(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    """The term's first and last day; what is not given follows from today and the longest term (order 40).

    Errors: Refused for a term that ends before it begins or is longer than the law admits.
    """
    years = open_book(clock.today().year, "云南省").value("expert.term_years").number
    first = first or clock.today()
    if first.year > LAST_YEAR:
        raise Refused(_("请检查任期开始日期的年份。"), field="term_from", status=400)
    longest = (
        first.replace(year=first.year + years, day=28)
        if (first.month, first.day) == (2, 29)
        else first.replace(year=first.year + years) - dt.timedelta(days=1)
    )
    last = last or longest
    if last < first:
        raise Refused(_("任期的结束日期不能早于开始日期。"), field="term_until", status=400)
    if last > longest:
        raise Refused(
            _("评审专家任期最长%(years)s年：自%(first)s起，最迟到%(last)s。")
            % {"years": years, "first": cn_date(first), "last": cn_date(longest)},
            field="term_until",
            clause="MOHRSS-40",
            status=400,
        )
    return first, last


def checked_mobile(number: str) -> str:
    """The mobile's 11 digits, or nothing where none is given. Errors: Refused."""
    if not number.strip():
        return ""
    try:
        return identity.check_mobile(number)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="mobile", status=400) from None


def checked_units(names: Iterable[str]) -> list[str]:
    """Names of units, none twice, in order. Errors: Refused for too many, or one that is too long."""
    found = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if len(found) > MOST_UNITS or any(len(name) > MOST_LETTERS for name in found):
        raise Refused(
            _("曾经工作的单位最多写%(many)s个，每行一个，每个不超过%(letters)s字。")
            % {"many": MOST_UNITS, "letters": MOST_LETTERS},
            field="past_units",
            status=400,
        )
    return found


def unit_named(name: str) -> Organisation | None:
    """The registered unit of that name, if there is one."""
    return Organisation.objects.filter(name=name, kind=Organisation.Kind.UNIT, active=True).first()


def invite(expert: Expert) -> None:
    """Ask the expert to confirm the term: a message, by SMS too where a mobile is known."""
    send(
        expert.account_id,
        _("邀请您担任评审专家"),
        _("邀请您担任%(series)s系列职称评审专家，任期%(first)s至%(last)s。请登录核对资料，确认或者谢绝。")
        % {
            "series": expert.series,
            "first": cn_date(expert.term_from),
            "last": cn_date(expert.term_until),
        },
        link="/experts/mine/",
        mobile=expert.mobile,
    )


@transaction.atomic
def edit_expert(
    expert: Expert,
    *,
    profession: str,
    level: str,
    title: str,
    unit_name: str,
    private_enterprise: bool,
    region: str,
    training: str,
    mobile: str,
    term_from: dt.date,
    term_until: dt.date,
    by: Account,
) -> Expert:
    """An office corrects what is kept of an expert; who changes the unit has worked in the one before.

    Another term is confirmed anew by the expert. Errors: Refused.
    """
    must_be_an_office(by)
    if level not in LEVELS:
        raise Refused(_("请选择职称层级。"), field="level", status=400)
    first, last = term_of(term_from, term_until)
    row = locked(expert)
    before = {name: getattr(row, name) for name in EDITED}
    if row.unit_name != unit_name:
        row.past_units = checked_units([*row.past_units, row.unit_name])
        row.unit_name, row.unit = unit_name, unit_named(unit_name)
    row.profession, row.level, row.title, row.private_enterprise = (
        profession,
        level,
        title,
        private_enterprise,
    )
    row.region, row.training, row.mobile = region, training, checked_mobile(mobile)
    again = (row.term_from, row.term_until) != (first, last)
    row.term_from, row.term_until = first, last
    if again:
        row.invited_at, row.answered_at, row.declined_why = clock.now(), None, ""
    row.save()
    if again:
        invite(row)
    changed = {name: str(getattr(row, name)) for name in EDITED if getattr(row, name) != before[name]}
    write("edit_expert", "expert", row.id, actor=by.id, facts=changed)
    return row


# What the trail names of a correction; the mobile is personal and stays out of it.
EDITED = (
    "profession", "level", "title", "unit_name", "past_units", "private_enterprise", "region", "training",
    "term_from", "term_until",
)  # fmt: skip


@transaction.atomic
def invite_again(expert: Expert, by: Account) -> Expert:
    """An office asks an expert once more who has not confirmed. Errors: Refused."""
    must_be_an_office(by)
    row = locked(expert)
    if row.confirmed:
        raise Refused(_("%(name)s已经确认，不需要再邀请。") % {"name": row.name})
    row.invited_at, row.answered_at, row.declined_why = clock.now(), None, ""
    row.save(update_fields=["invited_at", "answered_at", "declined_why"])
    invite(row)
    write("invite_expert", "expert", row.id, actor=by.id)
    return row


@transaction.atomic
def reset_expert_factor(expert: Expert, session: Session, reason: str, by: Account) -> Account:
    """The session's office lets an expert who lost phone and backup codes set the second factor up anew.

    Errors: Refused, also without a reason.
    """
    organiser = acting_office(by, session.committee)
    return forget_second_factor(locked(expert).account_id, reason=reason, by=by, bureau=organiser)


@transaction.atomic
def confirm_service(expert: Expert, by: Account) -> Expert:
    """The expert agrees to serve for the term. Errors: Refused."""
    row = _own(expert, by)
    if row.confirmed:
        raise Refused(_("您已经确认过。"))
    row.answered_at, row.declined_why = clock.now(), ""
    row.save(update_fields=["answered_at", "declined_why"])
    write("confirm_service", "expert", row.id, actor=by.id, facts={"until": row.term_until.isoformat()})
    return row


@transaction.atomic
def decline_service(expert: Expert, reason: str, by: Account) -> Expert:
    """The expert does not serve, or no longer; a seat that is drawn already is given up by an act of its own.

    Errors: Refused.
    """
    row = _own(expert, by)
    if not reason.strip():
        raise Refused(_("请写明谢绝的理由。"), field="reason")
    if row.declined_why:
        raise Refused(_("您已经谢绝过。"))
    row.answered_at, row.declined_why = clock.now(), reason.strip()
    row.save(update_fields=["answered_at", "declined_why"])
    write("decline_service", "expert", row.id, actor=by.id, facts={"reason": row.declined_why})
    return row


@transaction.atomic
def save_own(
    expert: Expert,
    *,
    past_units: Iterable[str],
    mobile: str,
    works: Iterable[str] = (),
    students: Iterable[str] = (),
    relatives: Iterable[str] = (),
    by: Account,
) -> Expert:
    """The expert keeps up to date where to reach and what to keep away from: units, own works, students, relatives.

    Errors: Refused.
    """
    row = _own(expert, by)
    row.past_units, row.mobile = checked_units(past_units), checked_mobile(mobile)
    row.works, row.students, row.relatives = ("\n".join(lines) for lines in (works, students, relatives))
    row.save(update_fields=["past_units", "mobile", "works", "students", "relatives"])
    write("save_own_expert", "expert", row.id, actor=by.id, facts={"past_units": row.past_units})
    return row


@transaction.atomic
def record_leave(expert: Expert, first: dt.date, last: dt.date, reason: str, by: Account) -> Leave:
    """The expert is not available on these days: told by the expert, or by an office. Errors: Refused."""
    if by.id != expert.account_id:
        must_be_an_office(by)
    row = locked(expert)
    if last < first:
        raise Refused(_("结束日期不能早于开始日期。"), field="last", status=400)
    if last < clock.today():
        raise Refused(_("这段日期已经过去，不需要登记。"), field="last", status=400)
    if not reason.strip():
        raise Refused(_("请写明请假的原因。"), field="reason")
    if row.leaves.filter(cancelled_at__isnull=True, first__lte=last, last__gte=first).exists():
        raise Refused(_("与已经登记的请假日期重叠，请先取消原来的。"), field="first")
    made = Leave.objects.create(
        expert=row, first=first, last=last, reason=reason.strip(), told_by=by, told_at=clock.now()
    )
    facts = {"first": first.isoformat(), "last": last.isoformat(), "reason": made.reason}
    write("record_leave", "expert", row.id, actor=by.id, facts=facts)
    return made


@transaction.atomic
def cancel_leave(leave: Leave, by: Account) -> Leave:
    """The expert is available after all. Errors: Refused."""
    if by.id != leave.expert.account_id:
        must_be_an_office(by)
    row = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    if row.cancelled_at is not None:
        raise Refused(_("这次请假已经取消。"))
    row.cancelled_at = clock.now()
    row.save(update_fields=["cancelled_at"])
    write("cancel_leave", "expert", row.expert_id, actor=by.id, facts={"leave": row.id})
    return row


def locked(expert: Expert) -> Expert:
    """The row, locked until the act is over."""
    return Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)


def _own(expert: Expert, by: Account) -> Expert:
    if expert.account_id != by.id:
        raise Refused(_("只有专家本人可以办理。"), status=404)
    return locked(expert)
