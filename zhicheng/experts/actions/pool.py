"""The pool: add an expert, take one out or back in, ask for the pool's approval."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import draw as drawing
from zhicheng.experts import queries
from zhicheng.experts.actions.serving import (
    LEVELS,
    checked_mobile,
    checked_units,
    invite,
    locked,
    must_be_an_office,
    term_of,
    unit_named,
)
from zhicheng.experts.models import Expert
from zhicheng.people.actions import give_temporary_password, open_account
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import acting_office
from zhicheng.planning.actions import file
from zhicheng.planning.models import Filing, Session
from zhicheng.trail.writing import write


@transaction.atomic
def add_expert(
    *,
    name: str,
    login: str,
    series: str,
    profession: str,
    level: str,
    title: str,
    unit_name: str,
    private_enterprise: bool = False,
    past_units: Iterable[str] = (),
    works: Iterable[str] = (),
    students: Iterable[str] = (),
    relatives: Iterable[str] = (),
    region: str = "",
    training: str = "",
    mobile: str = "",
    term_from: dt.date | None = None,
    term_until: dt.date | None = None,
    password: str = "",
    hashed: str = "",
    second_factor: str = "",
    by: Account | None = None,
) -> Expert:
    """Add an expert to the pool, with an account, and ask for the expert's consent. `by`: nobody at installation.

    `level` is a level of the title table (正高级 …); the term is the longest that the law admits from today where it is
    not given. Errors: Refused for a taken login, an unknown level, an impossible term.
    """
    if level not in LEVELS:
        raise Refused(_("请选择职称层级。"), field="level", status=400)
    first, last = term_of(term_from, term_until)
    phone, units = checked_mobile(mobile), checked_units(past_units)
    account = open_account(
        login=login, name=name, password=password, hashed=hashed, second_factor=second_factor
    )
    at = clock.now()
    row = Expert.objects.create(
        account=account,
        name=name,
        series=series,
        profession=profession,
        level=level,
        title=title,
        unit=unit_named(unit_name),
        unit_name=unit_name,
        private_enterprise=private_enterprise,
        past_units=units,
        works="\n".join(works),
        students="\n".join(students),
        relatives="\n".join(relatives),
        region=region,
        training=training,
        mobile=phone,
        term_from=first,
        term_until=last,
        added_at=at,
        invited_at=at,
    )
    invite(row)
    facts = {"name": name, "series": series}
    write("add_expert", "expert", row.id, actor=by.id if by else None, facts=facts)
    return row


@transaction.atomic
def enrol_expert(*, by: Account, **facts: Any) -> tuple[Expert, str]:
    """An office adds an expert (`facts` as add_expert takes them); also a temporary password to tell the expert.

    Errors: Refused.
    """
    must_be_an_office(by)
    expert = add_expert(**facts, by=by)
    return expert, give_temporary_password(expert.account)


@transaction.atomic
def set_active(expert: Expert, active: bool, reason: str, by: Account) -> Expert:
    """Take an expert out of the pool, or back in; a drawn member keeps the seat. Errors: Refused."""
    must_be_an_office(by)
    if not reason.strip():
        raise Refused(_("请写明理由。"), field="reason")
    row = locked(expert)
    if row.active == active:
        raise Refused(_("%(name)s的状态已经改过，请刷新页面。") % {"name": row.name})
    row.active = active
    row.save(update_fields=["active"])
    facts = {"active": active, "reason": reason.strip()}
    write("set_expert_active", "expert", row.id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def file_pool(session: Session, by: Account) -> Filing:
    """Ask for the approval of the expert pool (YN2023-2.1a): its figures, and the experts that may be drawn.

    The content names experts by id alone: the list of experts is not published (order 40). Errors: Refused.
    """
    organiser = acting_office(by, session.committee)
    found = queries.pool(session)
    if len(found) < session.seats + session.stand_ins:
        raise Refused(
            _("专家库中符合条件的专家只有%(have)s名，不足评委%(seats)s名、候补%(more)s名。请先补充专家。")
            % {"have": len(found), "seats": session.seats, "more": session.stand_ins},
            clause="YN2023-2.2a",
        )
    content = pool_content(session, found)
    return file(session=session, kind=Filing.Kind.POOL, content=content, by=by, organisation=organiser)


def pool_content(session: Session, found: list[Expert]) -> dict[str, Any]:
    """What is asked for: figures of the pool in numbers and in words, its roster and the roster's hash."""
    roster = sorted(str(expert.id) for expert in found)
    by_profession = sorted(Counter(expert.profession for expert in found).items())
    private = sum(expert.private_enterprise for expert in found)
    units = len({expert.unit_name for expert in found})
    words = _(
        "专家库%(size)s名，来自%(units)s个单位，其中民营企业%(private)s名；%(professions)s。"
        "拟抽取评委%(seats)s名、候补%(stand_ins)s名。"
    ) % {
        "size": len(found),
        "units": units,
        "private": private,
        "professions": "、".join(f"{name}{count}名" for name, count in by_profession),
        "seats": session.seats,
        "stand_ins": session.stand_ins,
    }
    return {
        "experts": words,
        "size": len(found),
        "seats": session.seats,
        "stand_ins": session.stand_ins,
        "private_enterprise": private,
        "units": units,
        "by_profession": by_profession,
        "by_title": sorted(Counter(expert.title for expert in found).items()),
        "roster": roster,
        "roster_hash": drawing.roster_hash(roster),
    }
