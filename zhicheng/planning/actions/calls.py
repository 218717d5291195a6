"""The call (申报评审通知): written, filed, and only then published, early enough."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import must_organise
from zhicheng.planning.actions.filings import file
from zhicheng.planning.actions.sessions import cn, locked
from zhicheng.planning.actions.settings import change_setting
from zhicheng.planning.dates import deadlines_of, last_day_of_window
from zhicheng.planning.groups import filed_groups
from zhicheng.planning.instants import filed_lasts
from zhicheng.planning.models import Announcement, BoundStandard, Call, Committee, Filing, Session, Standard
from zhicheng.planning.sealing import sealed_content, seals_of
from zhicheng.planning.settings import READ, WAYS, faced, ways_of
from zhicheng.planning.standards import standards_to_bind
from zhicheng.policy.book import open_book
from zhicheng.policy.dates import PENDING
from zhicheng.policy.facts import CommitteeLevel
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write


@transaction.atomic
def write_call(
    *,
    session: Session,
    title: str,
    conditions: str,
    requirements: str,
    materials: Sequence[Mapping[str, Any]],
    contact: str,
    by: Account,
    organisation: Organisation,
    years_cut_off: dt.date | None = None,
    ways: Sequence[str] | None = None,
) -> Call:
    """Write or change the session's call; materials: [{key, name, required}] (KM2023-1.2).

    `years_cut_off`: the committee's own day to which years in post are counted (GUIDE-Q8, DC2022-2.4).
    `ways`: of review besides the reading, which every session has (YN2023-2.3); None: those of the session stand.
    Errors: Refused for another's session, while the call is filed or published, and for a day of its own
    where the year's notices leave none to this committee.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.2")
    must_be_unfiled(session)
    texts = {
        "title": title.strip(),
        "conditions": conditions.strip(),
        "requirements": requirements.strip(),
        "contact": contact.strip(),
    }
    for name, label in FIELDS.items():
        if not texts[name]:
            raise Refused(_("请填写%(label)s。") % {"label": label}, clause="KM2023-1.2", field=name)
    if years_cut_off is not None:
        _check_cut_off(session, years_cut_off)
    wanted = session.ways if ways is None else "、".join(way for way in WAYS if way in {READ, *ways})
    if wanted != session.ways:
        reason = _("编写申报评审通知时确定。")
        session = change_setting(
            session=session, key="ways", value=wanted, reason=reason, by=by, organisation=organisation
        )
    call, _created = Call.objects.update_or_create(
        session=session,
        defaults={**texts, "materials": [dict(one) for one in materials], "years_cut_off": years_cut_off},
    )
    facts = {"hash": content_hash(call_content(session, call))}
    write("write_call", "call", call.id, actor=by.id, organisation=organisation.id, facts=facts)
    return call


def must_be_unfiled(session: Session) -> None:
    """Let the call be changed only while it is not filed. Errors: Refused."""
    if session.filings.filter(kind=Filing.Kind.CALL, answer__in=Filing.STANDING).exists():
        raise Refused(_("通知已报备案，内容不能再改。如需修改，请先撤回备案。"), clause="KM2023-1.3")


FIELDS = {"title": "通知标题", "conditions": "申报条件", "requirements": "工作要求", "contact": "联系方式"}


@transaction.atomic
def file_call(*, session: Session, by: Account, organisation: Organisation) -> Filing:
    """File the written call before it is published (KM2023-1.3). Errors: as `file`."""
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.3")
    call = Call.objects.filter(session=session).first()
    if call is None:
        raise Refused(_("请先编写申报评审通知，再报备案。"), clause="KM2023-1.3")
    content = call_content(session, call)
    return file(session=session, kind=Filing.Kind.CALL, content=content, by=by, organisation=organisation)


@transaction.atomic
def publish_call(*, session: Session, by: Account, organisation: Organisation) -> Call:
    """Publish the call, once its filing is accepted and early enough (KM2023-1.2, 1.3, YN2023-2.1a).

    The standards that bind the session are stored with it (KM2023-4.4b).
    Early enough: one month before the window ends and, for senior titles, 30 working days before the
    meeting (AMB-09). Errors: Refused unfiled, changed since, too late, or published already.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.2")
    call = Call.objects.filter(session=session).first()
    if call is None:
        raise Refused(_("请先编写申报评审通知。"), clause="KM2023-1.2")
    if call.published_at is not None:
        raise Refused(_("通知已发布。"), clause="KM2023-1.2")
    filing = filed_as(session, Filing.Kind.CALL, call_content(session, call))
    _check_early_enough(session)
    publish_under_seal(call, sealed_content(call, filing), by, organisation)
    bound = bind_standards(session)
    facts = {"hash": filing.content_hash, "filing": filing.id, "standards": [str(one.id) for one in bound]}
    write("publish_call", "call", call.id, actor=by.id, organisation=organisation.id, facts=facts)
    return call


def filed_as(
    session: Session, kind: str, content: Mapping[str, Any], announcement: Announcement | None = None
) -> Filing:
    """The accepted filing of exactly this content. Errors: Refused unfiled, or where it was changed since."""
    accepted = session.filings.filter(kind=kind, announcement=announcement, answer=Filing.Answer.ACCEPTED)
    filing = accepted.first()
    if filing is None:
        raise Refused(_("通知发布前须报相应层级人社部门备案；备案通过后才能发布。"), clause="KM2023-1.3")
    if filing.content_hash != content_hash(content):
        raise Refused(
            _("申报时间或通知内容与备案的不一致，不能发布。请恢复为备案的内容，或撤回备案后重新报送。"),
            clause="KM2023-1.3",
        )
    return filing


def publish_under_seal(
    row: Call | Announcement,
    content: Mapping[str, str],
    by: Account,
    organisation: Organisation,
) -> None:
    """The call or announcement is out, under the organiser's seal over `content`: its id and the hash of what was filed."""
    row.published_at, row.seal = clock.now(), _sealed(content, by, organisation)
    row.save(update_fields=["published_at", "seal"])


@transaction.atomic
def seal_call(*, session: Session, by: Account, organisation: Organisation) -> Signature:
    """Another organiser of a joint committee seals the call as it was accepted, before one of them publishes it.

    Errors: Refused for strangers, a committee with one organiser, unfiled or published calls, a second time.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.2")
    call = Call.objects.filter(session=session).first()
    if call is None or call.published_at is not None:
        raise Refused(_("通知备案通过后、发布前才能会签盖章。"), clause="KM2023-1.2")
    if not session.committee.co_organisers.exists():
        raise Refused(_("本评委会只有一个组建单位，发布时即加盖印章。"), clause="KM2023-1.2")
    filing = filed_as(session, Filing.Kind.CALL, call_content(session, call))
    if any(one.organisation_id == organisation.id for one in seals_of(call, filing)):
        raise Refused(_("本单位已在这份通知上盖章。"), clause="KM2023-1.2")
    seal = _sealed(sealed_content(call, filing), by, organisation)
    call.co_seals.add(seal)
    facts = {"hash": filing.content_hash, "seal": seal.id}
    write("seal_call", "call", call.id, actor=by.id, organisation=organisation.id, facts=facts)
    return seal


def _sealed(content: Mapping[str, str], by: Account, organisation: Organisation) -> Signature:
    return sign(
        by,
        organisation=organisation,
        content=content,
        method=Signature.Method.ORGANISATION_KEY,
        purpose="通知发布",
        role=Membership.Role.OFFICE,
    )


def bind_standards(session: Session) -> list[Standard]:
    """Store the standards in force today as those that bind the session, for good (KM2023-4.4b, DC2022-1.3)."""
    found = standards_to_bind(session)
    now = clock.now()
    BoundStandard.objects.bulk_create(
        [BoundStandard(session=session, standard=one, bound_at=now) for one in found]
    )
    return found


def call_content(session: Session, call: Call) -> dict[str, Any]:
    """What is filed and published: texts, groups, window, platform, but not the meeting's day, which may move."""
    groups = filed_groups(session)
    own_day = {"years_cut_off": call.years_cut_off.isoformat()} if call.years_cut_off else {}
    moments = {"opens_at": session.opens_at, "closes_at": session.closes_at}
    enclosures, lasts = enclosed(call), filed_lasts(session)
    province = session.platform == Session.Platform.PROVINCE
    return {
        "title": call.title,
        "conditions": call.conditions,
        "requirements": call.requirements,
        "materials": call.materials,
        "contact": call.contact,
        **own_day,
        **({"groups": groups} if groups else {}),
        **({"modes": ways_of(session)} if faced(session) else {}),  # the reading alone goes without saying
        **({"enclosures": enclosures} if enclosures else {}),
        **({"lasts": lasts} if lasts else {}),
        **({"platform": session.platform} if province else {}),  # the city's goes without saying
        **{name: clock.in_china(moment).isoformat() if moment else "" for name, moment in moments.items()},
    }


def enclosed(row: Call | Announcement) -> list[dict[str, str]]:
    """Its attachments as they are filed: title and SHA-256 of each, in order."""
    return [{"title": one.title, "sha256": one.file_id} for one in row.enclosures.all()]


_LEVELS = {
    Committee.Tier.PROVINCE: CommitteeLevel.PROVINCE,
    Committee.Tier.CITY: CommitteeLevel.CITY,
    Committee.Tier.COUNTY: CommitteeLevel.COUNTY,
    Committee.Tier.ZONE: CommitteeLevel.COUNTY,
}


def _check_cut_off(session: Session, day: dt.date) -> None:
    committee = session.committee
    own = (
        CommitteeLevel.SELF_REVIEW
        if committee.reviews_itself
        else _LEVELS.get(Committee.Tier(committee.tier))
    )
    value = open_book(session.year, "昆明市").value("cut_off.own_rules")
    if (own or CommitteeLevel.CITY).value not in value.words:
        raise Refused(
            _("%(year)d年度本评委会的履职年限按文件统一计算，不能另行规定截止日。") % {"year": session.year},
            clause=value.clause,
            field="years_cut_off",
        )
    if abs(day.year - session.year) > 1:
        raise Refused(
            _("履职年限计算截止日须在评审年度前后一年之内。"), clause=value.clause, field="years_cut_off"
        )


def _check_early_enough(session: Session) -> None:
    if last_day_of_window(session) is None:
        raise Refused(_("请先设置申报起止时间。"), clause="KM2023-1.2")
    limit = deadlines_of(session).get("notice_by")
    if limit is None:
        return
    if limit.day is None:
        raise Refused(
            _("评审会期间的工作日安排%(pending)s，不能发布。") % {"pending": PENDING}, clause="YN2023-2.1a"
        )
    if clock.today() > limit.day:
        rules = {"月": _("申报截止%(count)d个月前"), "工作日": _("评审会%(count)d个工作日前")}
        named = "、".join(rules[value.unit] % {"count": value.number} for value in limit.values)
        raise Refused(
            _(
                "通知最迟须在%(day)s发布（%(rules)s），现已逾期。请撤回备案，延后申报截止时间或评审会时间后重新报送。"
            )
            % {"day": cn(limit.day), "rules": named},
            clause=limit.clauses[0],
        )
