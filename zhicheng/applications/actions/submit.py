"""申报: complete, judged, frozen, numbered, sent to the first station (requirements 3.3 rows 2 and 7)."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, completeness, flow, guards, law, numbers
from zhicheng.applications.actions.naming import bind_named
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.corrections import check_in_time, open_notice
from zhicheng.applications.judging import left_to_people, verdict_of
from zhicheng.applications.models import Application, Company, Station, Submission
from zhicheng.applications.snapshot import content_of
from zhicheng.applications.states import EDITABLE, Actor, Event, State
from zhicheng.applications.stationing import Road, road_of
from zhicheng.dossiers.actions import verify
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.verification import record_digest, record_subject
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.initials import initials
from zhicheng.people.models import Account
from zhicheng.policy.findings import Finding, Outcome, Verdict
from zhicheng.signatures.actions import content_hash
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault.prepared import Prepared

PASSED = ("优秀", "合格")


class Incomplete(Refused):
    """Something is missing; `items` says what and where."""

    def __init__(self, items: tuple[completeness.Item, ...]) -> None:
        super().__init__(
            _("还有%(count)d项内容需要完善，请按“申报自查”中的提示逐项完善后再申报。")
            % {"count": len(items)},
            clause="GUIDE-5.2.3-1",
        )
        self.items = items


class Ineligible(Refused):
    """The rules bar the application; `findings` says why and on which clauses."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        why = "".join(finding.sentence for finding in findings[:3])
        super().__init__(
            _("按现行规定不能申报：%(why)s") % {"why": why}, clause=findings[0].clause if findings else None
        )
        self.findings = findings


@transaction.atomic
def submit(application: Application, *, by: Account, key: UUID | None = None) -> Submission:
    """Submit the application of the person behind `by`, or its correction; the frozen submission is the receipt.

    `key`: of the form that was sent. The same form sent again (a double click, a retry after a broken line or a
    killed server) is answered with the receipt that it got.
    Errors: MoveNotAllowed where it is not editable (a second tab was faster), Refused where the window is
    closed, Incomplete, Ineligible. Nothing is changed then.
    """
    case = casefile.load(application.pk, lock=True)
    row = case.application
    state = State(row.state)
    if key is not None and row.person.account_id == by.id:
        sent = _sent(row.pk, key)
        if sent:
            return sent[0]
    if state not in EDITABLE or row.person.account_id != by.id:
        raise flow.MoveNotAllowed(row, Event.SUBMIT)
    if state is State.CORRECTING:
        check_in_time(row)
    elif case.session is not None:
        guards.check_time(case.session, case.book, first=state is State.DRAFT)
    elif state is State.DRAFT:
        guards.check_month(row.kind, row.channel, case.book)
    road = road_of(case)
    verdict = verdict_of(case, window=state is State.DRAFT)
    _check(case, verdict, road)
    return _record(case, road, verdict, by, _freeze_route(case, road, state), key)


@Prepared
def _sent(application: UUID, key: UUID) -> QuerySet[Submission]:
    return Submission.objects.filter(application=application, key=key).order_by()


def _check(case: CaseFile, verdict: Verdict, road: Road) -> None:
    items = completeness.missing(case, verdict, road)
    fails = completeness.settled(verdict, items)
    if fails:
        raise Ineligible(fails)
    if items:
        raise Incomplete(items)


def _freeze_route(case: CaseFile, road: Road, state: State) -> bool:
    """Write the stations at the first submission, and anew where a reset has changed the road."""
    row = case.application
    if row.submitted_at is not None:
        kept = [(one.name, one.organisation_id) for one in row.stations.all()]
        if state is not State.RESET or kept == [(stop.name, stop.organisation.id) for stop in road.stops]:
            return False
        row.stations.all().delete()
        row.companies.all().delete()
    Company.objects.bulk_create(
        Company(application=row, person_id=row.person_id, side=side, organisation=one)
        for side, one in zip(Company.Side, road.companies, strict=False)
    )
    Station.objects.bulk_create(
        Station(
            application=row,
            person_id=row.person_id,
            position=position,
            name=stop.name,
            organisation=stop.organisation,
        )
        for position, stop in enumerate(road.stops)
    )
    return True


def _record(
    case: CaseFile, road: Road, verdict: Verdict, by: Account, first: bool, key: UUID | None
) -> Submission:
    row, at = case.application, clock.arrival()
    version = 1
    if row.submitted_at is not None:
        version = (row.submissions.aggregate(last=Max("version"))["last"] or 0) + 1
    saving = ["applicant_name", "applicant_initials", "priority"]
    row.priority = comes_first(case)
    row.applicant_name = case.person.name
    row.applicant_initials = initials(case.person.name)
    if row.submitted_at is None:
        row.submitted_at = at
        saving.append("submitted_at")
    if row.number is None:
        row.number = numbers.number(row.year, numbers.reserve(row.year))
        saving.append("number")
    content = content_of(case, road, row.number)
    submission = Submission.objects.create(
        application=row,
        person_id=row.person_id,
        version=version,
        content=content,
        content_hash=content_hash(content),
        verdict=verdict.decision.value,
        findings=[finding.as_data() for finding in _worth_keeping(verdict)],
        policy_version=law.version_of(row.year, law.place_of(case.session)),
        submitted_at=at,
        key=key,
    )
    bind_named(submission, case.named)
    if listed := titles_of_the_register(case):
        verify(case.person, listed, Verifier.REGISTER)
    event = Event.SUBMIT
    if row.state == State.CORRECTING:
        event = Event.CORRECT
        if notice := open_notice(row):
            notice.answer = submission
            notice.save(update_fields=["answer"])
    flow.move(row, event, flow.By(Actor.APPLICANT, by), saving=saving)
    send(
        by.id,
        _("申报已收到：%(number)s") % {"number": row.number},
        _("您申报的%(title)s已于%(at)s收到，现由%(station)s审核。内容摘要：%(hash)s。")
        % {
            "title": row.title,
            "at": cn_moment(at),
            "station": row.holder.name if row.holder else road.stops[0].organisation.name,
            "hash": submission.content_hash[:16],
        },
        link=f"/apply/{row.id}/",
    )
    return submission


def titles_of_the_register(case: CaseFile) -> dict[str, str]:
    """Subject and digest of the declared titles that stand in the register with series, level and day."""
    held = {(one.series, one.level, one.obtained_on.isoformat()) for one in case.certificates}
    return {
        record_subject(record.id): record_digest(record.data, [one.file_id for one in case.proofs_of(record)])
        for record in case.records.get("titles", [])
        if (
            str(record.data.get("series", "")).removesuffix("系列"),
            record.data.get("level"),
            record.data.get("obtained_on"),
        )
        in held
    }


def comes_first(case: CaseFile) -> bool:
    """Whether the application is marked 优先 in lists: service in poverty relief with a passed assessment (YN2020-2.3)."""
    more = case.qualification.more if case.qualification else {}
    return more.get("relief_assessment") in PASSED and bool(
        more.get("relief_service", {}).get("years") or more.get("relief_from")
    )


def _worth_keeping(verdict: Verdict) -> list[Finding]:
    """What applied; an unknown that is left to people says so."""
    return [
        finding
        if not left_to_people(finding)
        else Finding(
            finding.rule,
            finding.outcome,
            finding.sentence,
            finding.clauses,
            finding.document,
            _("由审核人员核对。"),
            finding.inherited_from,
            finding.table,
        )
        for finding in verdict.findings
        if finding.outcome is not Outcome.NOT_APPLICABLE
    ]
