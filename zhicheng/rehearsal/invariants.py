"""What must hold after any season, checked against the rows alone."""

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.db.models import Count, F, Q

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, Return, Station, Step, Submission
from zhicheng.applications.states import ENDS, MOVES, Event, State
from zhicheng.experts.models import Draw
from zhicheng.meeting.models import Ballot, Reading
from zhicheng.outcomes.models import Confirmation
from zhicheng.planning.models import Filing
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import days_of
from zhicheng.register.models import Certificate
from zhicheng.signatures.actions import content_hash, holds
from zhicheng.signatures.models import Signature
from zhicheng.trail import sealing
from zhicheng.trail.models import Entry
from zhicheng.vetting.models import Approval

Check = Callable[[], list[str]]


def broken() -> dict[str, list[str]]:
    """Every invariant that fails, with up to ten examples each; empty when all hold."""
    found = {name: check() for name, check in CHECKS.items()}
    return {name: faults[:10] for name, faults in found.items() if faults}


def nobody_skipped_a_station() -> list[str]:
    """Audited applications have every station of the frozen route passed, in order."""
    faults = []
    audited = Application.objects.filter(audited_at__isnull=False).prefetch_related("stations")
    for row in audited:
        times = [station.passed_at for station in row.stations.all()]
        if not times or None in times or times != sorted(t for t in times if t):
            faults.append(f"{row.number}: {times}")
    return faults


def every_step_is_a_move_of_the_table() -> list[str]:
    """Steps chain without a gap, and each is in the table."""
    faults = []
    last: dict[UUID, str] = {}
    for step in Step.objects.order_by("application_id", "at", "id").iterator(chunk_size=2000):
        before = last.get(step.application_id, State.DRAFT.value)
        if step.from_state != before or (State(step.from_state), Event(step.event)) not in MOVES:
            faults.append(f"{step.application_id}: {before} → {step.from_state} {step.event}")
        last[step.application_id] = step.to_state
    current = dict(Application.objects.values_list("id", "state"))
    faults += [
        f"{key}: {current[key]} but last step {state}" for key, state in last.items() if current[key] != state
    ]
    return faults


def no_count_is_exceeded() -> list[str]:
    """Returns that count never exceed the year's limit by more than the one that closes the year."""
    faults = []
    used: defaultdict[tuple[UUID, int], int] = defaultdict(int)
    for person, year in Return.objects.filter(counts=True).values_list("person_id", "year"):
        used[(person, year)] += 1
    for (person, year), number in used.items():
        limit = book_of(year, None).value("returns.limit").number
        closed = Application.objects.filter(person_id=person, year=year, state=State.CLOSED_FOR_YEAR).exists()
        if number > limit + 1 or (number > limit and not closed):
            faults.append(f"person {person}: {number} returns in {year}")
    return faults


def one_promotion_a_year() -> list[str]:
    """No person has two open or counted applications in a year."""
    rows = (
        Application.objects.filter(
            Q(ended_at__isnull=True) | Q(first_unit_pass_at__isnull=False),
            kind__in=["晋升评审", "转系列评审"],
        )
        .values("person_id", "year")
        .annotate(number=Count("id"))
        .filter(number__gt=1)
    )
    return [str(row) for row in rows]


def every_certificate_has_an_audited_application() -> list[str]:
    """Certificate ↔ audited application, confirmation with document or approval, equal hash of what was audited."""
    last: dict[str | None, str] = dict(
        Submission.objects.filter(application__audited_at__isnull=False)
        .order_by("version")
        .values_list("application__number", "content_hash")
    )
    made = {
        key
        for model in (Confirmation, Approval)
        for key in model.objects.filter(certificate__isnull=False).values_list("certificate_id", flat=True)
    }
    return [
        one.number
        for one in Certificate.objects.all()
        if one.id not in made or last.get(one.application_number) != one.audit_hash
    ]


def submissions_are_what_was_hashed() -> list[str]:
    """A frozen snapshot has not changed since."""
    rows = Submission.objects.only("content", "content_hash", "application_id").iterator(chunk_size=200)
    return [str(one.application_id) for one in rows if content_hash(one.content) != one.content_hash]


def unit_passes_follow_a_notice() -> list[str]:
    """Who passed the unit stands on a unit notice that was closed with a result."""
    passed = Application.objects.filter(first_unit_pass_at__isnull=False, session__isnull=False).exclude(
        notice_entries__notice__kind=Notice.Kind.UNIT, notice_entries__notice__closed_at__isnull=False
    )
    return [row.number or "" for row in passed]


def notices_lasted() -> list[str]:
    """Closed notices were up for at least their working days."""
    closed = Notice.objects.filter(closed_at__isnull=False)
    return [
        f"{one.title}: {len(days_of(one))}"
        for one in closed
        if len(days_of(one)) < one.workdays or (one.closed_at and one.closed_at.date() <= one.ends_on)
    ]


def votes_were_lawful() -> list[str]:
    """Quorum at each ballot, three readings before it, no more votes than experts present; every ballot was sealed."""
    faults = []
    for one in Ballot.objects.filter(closed_at__isnull=False).annotate(votes=Count("marks")):
        total = (one.agree or 0) + (one.against or 0) + (one.abstain or 0)
        read = Reading.objects.filter(
            application_id=one.application_id, handed_in_at__isnull=False, handed_in_at__lte=one.opened_at
        ).count()
        if (
            one.present * 3 < one.members * 2
            or total != one.votes
            or total > one.present
            or read < 3
            or one.key_id is None
            or one.marks.filter(sealed="").exists()
        ):
            faults.append(
                f"{one.application_id}: present {one.present}/{one.members}, votes {total}, readings {read}"
            )
    return faults


def draws_are_signed_and_odd() -> list[str]:
    """Every finished draw has an odd number of members; those voted on come from a signed one."""
    faults = []
    for draw in Draw.objects.filter(drawn_at__isnull=False):
        members = draw.drawn.filter(status="member").count()
        if members % 2 == 0 or members != draw.seats:
            faults.append(f"draw {draw.id}: {members} members")
    unsigned = Draw.objects.filter(session__meeting__closed_at__isnull=False).filter(
        Q(supervisor_signature__isnull=True) | Q(shares__signature__isnull=True)
    )
    return faults + [f"draw {draw.id}: unsigned" for draw in unsigned]


def votes_follow_a_filing() -> list[str]:
    """Nobody is voted on whose session's pre-meeting filing was not accepted before."""
    rows = Ballot.objects.exclude(
        application__session__filings__kind=Filing.Kind.PRE_MEETING,
        application__session__filings__answer=Filing.Answer.ACCEPTED,
        application__session__filings__answered_at__lt=F("opened_at"),
    )
    return [str(one.application_id) for one in rows]


def ends_have_no_holder() -> list[str]:
    """An ended application lies on nobody's desk."""
    rows = Application.objects.filter(state__in=[s.value for s in ENDS], holder__isnull=False)
    return [row.number or str(row.id) for row in rows]


def signatures_hold() -> list[str]:
    """Every signature verifies."""
    return [str(one.id) for one in Signature.objects.iterator(chunk_size=500) if not holds(one)]


def trail_is_intact() -> list[str]:
    """The chain verifies, nothing waits, and every step has its entry."""
    report = sealing.verify()
    faults = [report.fault] if report.fault else []
    if report.unsealed:
        faults.append(f"{report.unsealed} entries unsealed")
    entries, steps = (
        Entry.objects.filter(subject_kind="application", act__in=list(Event)).count(),
        Step.objects.count(),
    )
    if entries < steps:
        faults.append(f"{steps} steps but {entries} entries")
    return faults


def every_application_has_its_stations_in_one_route() -> list[str]:
    """Submitted applications have a route that ends at the committee."""
    faults = []
    for row in Application.objects.filter(submitted_at__isnull=False, session__isnull=False).prefetch_related(
        "stations"
    ):
        stations: list[Station] = list(row.stations.all())
        if not stations or "评委会" not in stations[-1].name:
            faults.append(str(row.number))
    return faults


def groups_are_of_the_own_session() -> list[str]:
    """Nobody stands in a group of another session (YN2020-2.4b)."""
    strange = Application.objects.filter(group__isnull=False).exclude(group__session=F("session"))
    return [str(row.number) for row in strange]


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        nobody_skipped_a_station,
        every_step_is_a_move_of_the_table,
        no_count_is_exceeded,
        one_promotion_a_year,
        groups_are_of_the_own_session,
        every_certificate_has_an_audited_application,
        submissions_are_what_was_hashed,
        unit_passes_follow_a_notice,
        notices_lasted,
        votes_were_lawful,
        draws_are_signed_and_odd,
        votes_follow_a_filing,
        ends_have_no_holder,
        every_application_has_its_stations_in_one_route,
        signatures_hold,
        trail_is_intact,
    )
}
