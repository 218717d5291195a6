"""抽查复核: the city draws a share of those admitted at random and re-checks them (KM2023-4.4d)."""

import math
import secrets
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.draw import order, roster_hash
from zhicheng.inbox.actions import send
from zhicheng.meeting.models import Ballot, SpotCheck, SpotFinding, SpotSupplement
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Filing, Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

CLAUSE = "KM2023-4.4d"
ADMITTED = (State.FILED, State.READING)


def sample(numbers: Sequence[str], share: int, seed: str) -> list[str]:
    """The numbers drawn, in order: sorted by SHA-256 of seed, line feed, number; `share` per cent, rounded up."""
    return order(numbers, seed)[: math.ceil(len(numbers) * share / 100)]


@transaction.atomic
def draw_spot_check(session: Session, share: int, *, by: Account, organisation: Organisation) -> SpotCheck:
    """Draw `share` per cent of those admitted by the filing; the seed is made at this moment and kept.

    Errors: Refused for another than the city's bureau, before the filing is accepted, once somebody is voted
    on, for a second draw.
    """
    _must_be_city(by, organisation)
    must_be_here(session.pk)
    if not 1 <= share <= 100:
        raise Refused(_("抽查比例须在1%至100%之间。"), clause=CLAUSE, field="share")
    filed = session.filings.filter(kind=Filing.Kind.PRE_MEETING, answer=Filing.Answer.ACCEPTED)
    if not filed.exists():
        raise Refused(_("会前备案还没有通过，不能抽查上会人员。"), clause=CLAUSE)
    if Ballot.objects.filter(application__session=session).exists():
        raise Refused(_("评审会已经开始表决，不能再抽查。"), clause=CLAUSE)
    rows = {row.number or "": row for row in Application.objects.filter(session=session, state__in=ADMITTED)}
    if not rows:
        raise Refused(_("没有已备案上会的人员。"), clause=CLAUSE)
    numbers, seed = sorted(rows), secrets.token_hex(32)
    try:
        with transaction.atomic():
            check = SpotCheck.objects.create(
                session=session, share=share, seed=seed, roster=numbers, roster_hash=roster_hash(numbers),
                drawn_by=by, drawn_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("本次评审会已经抽取过抽查人员，请刷新页面。"), clause=CLAUSE) from twice
    _put_down(check, None, rows, sample(numbers, share, seed))
    facts = {"share": share, "seed": seed, "roster": check.roster_hash}
    write("draw_spot_check", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return check


def joined_since(check: SpotCheck) -> list[Application]:
    """Who was admitted by a supplement after the check, and its own supplements, were drawn; by number."""
    drawn = {*check.roster, *(number for one in check.supplements.all() for number in one.roster)}
    rows = Application.objects.filter(session=check.session_id, state__in=ADMITTED).order_by("number")
    return [row for row in rows if (row.number or "") not in drawn]


@transaction.atomic
def draw_supplement(check: SpotCheck, *, by: Account, organisation: Organisation) -> SpotSupplement:
    """Draw the check's share of those who joined since; who was drawn before is not drawn again.

    Errors: Refused for another than the city's bureau, where the law asks for no such check, once somebody is voted
    on, where nobody has joined.
    """
    _must_be_city(by, organisation)
    found = SpotCheck.objects.select_for_update(of=("self",)).select_related("session__committee")
    row = found.get(pk=check.pk)
    must_be_here(row.session_id)
    if not supplement_is_drawn(row.session):
        raise Refused(_("补充上会的人员不另行抽查。"), clause=CLAUSE)
    if Ballot.objects.filter(application__session=row.session).exists():
        raise Refused(_("评审会已经开始表决，不能再抽查。"), clause=CLAUSE)
    rows = {one.number or "": one for one in joined_since(row)}
    if not rows:
        raise Refused(_("抽查以后没有补充上会的人员。"), clause=CLAUSE)
    numbers, seed = sorted(rows), secrets.token_hex(32)
    made = SpotSupplement.objects.create(
        check_of=row, share=row.share, seed=seed, roster=numbers, roster_hash=roster_hash(numbers), drawn_by=by,
        drawn_at=clock.now(),
    )  # fmt: skip
    _put_down(row, made, rows, sample(numbers, row.share, seed))
    row.finished_at, row.signature = None, None
    row.save(update_fields=["finished_at", "signature"])
    facts = {"share": row.share, "seed": seed, "roster": made.roster_hash}
    write("supplement_spot_check", "session", row.pk, actor=by.id, organisation=organisation.id, facts=facts)
    return made


def supplement_is_drawn(session: Session) -> bool:
    """Whether those who join by a supplement are checked apart (a reading of KM2023-4.4d)."""
    value = book_of(session.year, session).find("spot_check.supplement")
    return value is not None and value.flag


def _put_down(
    check: SpotCheck,
    supplement: SpotSupplement | None,
    rows: Mapping[str, Application],
    numbers: Sequence[str],
) -> None:
    before = check.findings.count()
    SpotFinding.objects.bulk_create(
        SpotFinding(
            check_of=check, supplement=supplement, application=rows[number], person_id=rows[number].person_id,
            position=place,
        )
        for place, number in enumerate(numbers, start=before + 1)
    )  # fmt: skip


@transaction.atomic
def record_finding(
    finding: SpotFinding, *, clean: bool, words: str, by: Account, organisation: Organisation
) -> SpotFinding:
    """What was found about one person; a finding against takes the person off the list, with reason and notice.

    Errors: Refused for another than the city's bureau, without words, a second time; MoveNotAllowed once voted on.
    """
    _must_be_city(by, organisation)
    row = SpotFinding.objects.select_for_update(of=("self",)).select_related("check_of__session").get(
        pk=finding.pk
    )  # fmt: skip
    if row.outcome != SpotFinding.Outcome.PENDING:
        raise Refused(_("这位申报人的复核结论已经填写，请刷新页面。"), clause=CLAUSE)
    if not words.strip():
        raise Refused(_("请写明复核情况。"), clause=CLAUSE, field="words")
    application = flow.lock(row.application)
    row.outcome = SpotFinding.Outcome.CLEAN if clean else SpotFinding.Outcome.STRUCK
    row.words, row.found_by, row.found_at = words.strip(), by, clock.now()
    row.save(update_fields=["outcome", "words", "found_by", "found_at"])
    if clean:
        facts = {"outcome": row.outcome, "words": row.words}
        write("record_finding", "application", application.id, actor=by.id,
              organisation=organisation.id, facts=facts)  # fmt: skip
    else:
        reason = _("经市人社局抽查复核，取消上会资格：%(words)s") % {"words": row.words}
        flow.move(application, Event.STRIKE_BY_SPOT_CHECK, flow.By(Actor.BUREAU, by, organisation), reason)
    _finish(row.check_of, by, organisation)
    return row


def _finish(check: SpotCheck, by: Account, city: Organisation) -> None:
    """After the last finding the city seals the whole record."""
    findings = list(check.findings.all())
    if any(one.outcome == SpotFinding.Outcome.PENDING for one in findings):
        return
    check.finished_at = clock.now()
    content = {
        "session": str(check.session_id),
        "rosters": [check.roster_hash, *(one.roster_hash for one in check.supplements.all())],
        "findings": [[one.position, str(one.application_id), one.outcome, one.words] for one in findings],
    }
    check.signature = sign(
        by,
        organisation=city,
        content=content,
        method=Signature.Method.ORGANISATION_KEY,
        purpose="抽查复核",
        role=Membership.Role.BUREAU,
    )
    check.save(update_fields=["finished_at", "signature"])
    reach_gate(check.session, "spot_check")
    struck = sum(one.outcome == SpotFinding.Outcome.STRUCK for one in findings)
    filing = check.session.filings.filter(kind=Filing.Kind.PRE_MEETING, answer=Filing.Answer.ACCEPTED).first()
    if filing is not None:
        send(
            filing.submitted_by_id,
            _("抽查复核结果"),
            _("%(session)s抽查%(all)s人，取消上会%(struck)s人。")
            % {"session": check.session, "all": len(findings), "struck": struck},
            link=f"/meeting/{check.session_id}/spot-check/",
        )


def check_spot_checked(row: Application) -> None:
    """Errors: Refused while the person was drawn for the spot check and nothing was found yet."""
    if SpotFinding.objects.filter(application=row, outcome=SpotFinding.Outcome.PENDING).exists():
        raise Refused(
            _("%(name)s被市人社局抽中复核，结论填写前不能表决。") % {"name": row.applicant_name},
            clause=CLAUSE,
        )


def _must_be_city(by: Account, organisation: Organisation) -> None:
    city = organisation.kind == Organisation.Kind.CITY_BUREAU
    if not city or not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("抽查复核由市人力资源社会保障局办理。"), clause=CLAUSE, status=404)
