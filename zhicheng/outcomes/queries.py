"""Reads: which authority issues and confirms, what waits for it, the results of a session."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, prefetch_related_objects

from zhicheng.applications.models import Application, Step
from zhicheng.applications.states import Event, State
from zhicheng.meeting.statistics import Passing, passing
from zhicheng.outcomes.archives import results as results_file
from zhicheng.outcomes.models import Confirmation, Reason, Recheck, Release, TitleDocument
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.queries import COUNTY_TIERS, county_bureau
from zhicheng.policy.tables import places
from zhicheng.public_notice import queries as notices
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import ToFile
from zhicheng.register.models import Certificate
from zhicheng.signatures.actions import content_hash, in_file

SENIOR = "高级"
PAGE = 100
BY_GROUP = (F("group__position").asc(nulls_last=True), "number")
AFTER_PASSING = (
    State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED, State.CONFIRMED, State.CERTIFIED,
    State.REVOKED, State.REFUSED,
)  # fmt: skip


def document_issuer(session: Session) -> Organisation | None:
    """Who issues the title document: the province for senior, else who confirms (YN2023-4.4, AMB-13)."""
    if session.committee.level == SENIOR:
        return _only(Organisation.Kind.PROVINCE)
    return confirming_bureau(session)


def confirming_bureau(session: Session) -> Organisation | None:
    """Who confirms and seals: the city for senior and city mid titles, else county or park (KM2023-4.5)."""
    if session.committee.tier in COUNTY_TIERS and session.committee.level != SENIOR:
        return county_bureau(session.committee)
    return _only(Organisation.Kind.CITY_BUREAU)


def _only(kind: Organisation.Kind) -> Organisation | None:
    return Organisation.objects.filter(kind=kind, active=True).order_by("code").first()


def issued_by(bureau: Organisation, confirmed: Q | None = None) -> Q:
    """The sessions whose title documents the bureau issues: document_issuer() as a condition on sessions.

    `confirmed`: those whose results it confirms, where the caller has asked for them.
    """
    if bureau.kind == Organisation.Kind.PROVINCE:
        return Q(committee__level=SENIOR)
    return (confirmed or confirmed_by(bureau)) & ~Q(committee__level=SENIOR)


def confirmed_by(bureau: Organisation) -> Q:
    """The sessions whose results the bureau confirms: confirming_bureau() as a condition on sessions."""
    of_county = Q(committee__tier__in=COUNTY_TIERS) & ~Q(committee__level=SENIOR)
    if bureau.kind == Organisation.Kind.CITY_BUREAU:
        return ~of_county
    if bureau.kind == Organisation.Kind.COUNTY_BUREAU:
        return of_county & Q(committee__place__in=_served(bureau))
    return Q(pk__in=[])


def _served(bureau: Organisation) -> list[str]:
    """The codes of the places whose bureau this is; of two windows the first one is (西山区)."""
    windows = Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BUREAU, active=True).order_by("code")
    known = {place.id: place.bureaus for place in places()}
    first: dict[str, Organisation] = {}
    for window in windows:
        served = [code for code, bureaus in known.items() if window.code in bureaus]
        for code in {*served, window.place_id or ""}:
            first.setdefault(code, window)
    return [code for code, window in first.items() if window == bureau]


def sessions_waiting(bureau_sessions: Q, state: State) -> QuerySet[Session]:
    """Sessions with people in the state, each with `waiting`: how many; the longest waiting meeting first."""
    return (
        Session.objects.filter(bureau_sessions)
        .annotate(waiting=Count("applications", filter=Q(applications__state=state)))
        .filter(waiting__gt=0)
        .select_related("committee__organiser", "committee__place")
        .order_by("meeting_on", "committee__code")
    )


@dataclass(frozen=True, slots=True)
class Results:
    """What the vote decided, each application with unit and ballot: passed, not passed, struck since.

    Those whose result is not released yet stand among them by what was counted.
    """

    passed: list[Application]
    not_passed: list[Application]
    struck: list[Application]

    @property
    def waiting(self) -> int:
        """How many passed and stand on no result notice yet."""
        return sum(row.state == State.PASSED for row in self.passed)

    @property
    def unreleased(self) -> int:
        """How many are counted and not told yet."""
        return sum(row.state == State.VOTED for row in (*self.passed, *self.not_passed))


def results(session: Session) -> Results:
    """The session's people after the vote, by group and number; one statement."""
    states = [State.VOTED, *AFTER_PASSING, State.NOT_PASSED, State.STRUCK_BY_OBJECTION]
    rows = list(
        Application.objects.filter(session=session, state__in=states)
        .select_related("unit", "ballot", "group")
        .order_by(*BY_GROUP)
    )
    return Results(
        [row for row in rows if row.state in AFTER_PASSING or _counted(row, passed=True)],
        [row for row in rows if row.state == State.NOT_PASSED or _counted(row, passed=False)],
        [row for row in rows if row.state == State.STRUCK_BY_OBJECTION and hasattr(row, "ballot")],
    )


def _counted(row: Application, *, passed: bool) -> bool:
    return row.state == State.VOTED and row.ballot.passed is passed


def to_release(session: Session) -> list[Application]:
    """Everybody whose vote is counted and whose result is not released, with ballot and reasons, by number."""
    rows = Application.objects.filter(session=session, state=State.VOTED)
    return list(
        rows.select_related("unit", "ballot", "group", "person", "session")
        .prefetch_related("reasons")
        .order_by("number")
    )


def results_content(session: Session, rows: Iterable[Application]) -> dict[str, Any]:
    """What a release signs: everybody's result, with the reasons of those not passed. `rows` as to_release()."""
    return {
        "format": results_file.FORMAT,
        "session": str(session.pk),
        "results": [
            {
                "application": row.number,
                "group": row.group.name if row.group else "",
                "passed": row.ballot.passed,
                "reasons": {one.emphasis: one.text for one in in_order(row)},
            }
            for row in rows
        ],
    }


def released_file(session: Session) -> dict[str, Any] | None:
    """The signed release as a file; None before it, and where the rows are not any more what was signed."""
    release = release_of(session)
    if release is None or release.signature is None:
        return None
    rows = Application.objects.filter(session=session, ballot__closed_at__isnull=False)
    rows = rows.select_related("ballot", "group").prefetch_related("reasons").order_by("number")
    content = results_content(session, rows)
    if content_hash(content) != release.content_hash:
        return None
    return {"content": content, "signature": in_file(release.signature)}


def in_order(row: Application) -> list[Reason]:
    """The reasons written for an application, in the order of the emphases."""
    order = Reason.Emphasis.values
    return sorted(row.reasons.all(), key=lambda one: order.index(one.emphasis))


@dataclass(frozen=True, slots=True)
class Failed:
    """Somebody who was not passed, with the reasons as far as they are written."""

    application: Application
    reasons: list[Reason]

    @property
    def moderated(self) -> bool:
        """Whether a second officer has read every reason."""
        return bool(self.reasons) and all(one.moderated_at for one in self.reasons)


def with_reasons(rows: list[Application]) -> list[Failed]:
    """The reasons of those not passed; one statement."""
    prefetch_related_objects(rows, "reasons")
    return [Failed(row, in_order(row)) for row in rows]


def release_of(session: Session) -> Release | None:
    """How far the release of the session's results is; None where nobody has put them together."""
    rows = Release.objects.filter(session=session)
    return rows.select_related("prepared_by", "released_by", "signature").first()


def pass_rates(session: Session, found: Results) -> list[Passing]:
    """The shares that passed beside the planned ones, by group and as a whole (KM2023-6.2, DC2022-1.7, YN2020-2.4b).

    Whom an objection struck afterwards had passed.
    """
    decided = [(row.group_id, True) for row in (*found.passed, *found.struck)]
    return passing(session, [*decided, *((row.group_id, False) for row in found.not_passed)])


def to_file(session: Session, found: Results) -> ToFile:
    """Whom the next post-meeting filing can list, and whom an open objection holds back."""
    published = [row for row in found.passed if row.state == State.RESULT_NOTICE]
    return notices.to_file(session, Filing.Kind.POST_MEETING, published)


def result_notices(session: Session) -> list[Notice]:
    """The session's result notices, the newest first."""
    return list(Notice.objects.filter(session=session, kind=Notice.Kind.RESULT).order_by("-posted_on", "-id"))


def results_filing(session: Session) -> Filing | None:
    """The session's newest post-meeting filing that was not withdrawn and adds to no other."""
    return next((one for one in results_filings(session) if one.supplements_id is None), None)


def results_filings(session: Session) -> list[Filing]:
    """The session's post-meeting filings that were not withdrawn, supplements too, the newest first."""
    rows = Filing.objects.filter(session=session, kind=Filing.Kind.POST_MEETING)
    rows = rows.exclude(answer=Filing.Answer.WITHDRAWN).select_related("to", "via", "signature__organisation")
    return list(rows.order_by("-submitted_at"))


def to_document(session: Session) -> list[Application]:
    """Those whom the next title document names: filed without objection, by group and number."""
    rows = Application.objects.filter(session=session, state=State.POST_FILED)
    return list(rows.select_related("unit", "person", "group").order_by(*BY_GROUP))


def documents(session: Session) -> QuerySet[TitleDocument]:
    """The session's title documents with how many people they name (`people`), the newest first."""
    rows = TitleDocument.objects.filter(session=session).select_related("issuer", "issued_by")
    return rows.annotate(people=Count("holders")).order_by("-issued_on", "-id")


def to_confirm(session: Session, after: str = "") -> list[Application]:
    """Up to PAGE + 1 results that wait for the seal, with their title document, by number after `after`."""
    rows = Application.objects.filter(session=session, state=State.DOCUMENTED, number__gt=after)
    return list(rows.select_related("unit", "document_holder__document").order_by("number")[: PAGE + 1])


def confirmations(session: Session, after: str = "") -> list[Confirmation]:
    """Up to PAGE + 1 confirmed results with document, certificate and bureau, by number after `after`."""
    rows = Confirmation.objects.filter(application__session=session, application__number__gt=after)
    rows = rows.select_related("application__unit", "document", "bureau", "certificate")
    return list(rows.order_by("application__number")[: PAGE + 1])


def refused(session: Session) -> list[Application]:
    """The results that were 不予核准, with the steps that say why."""
    rows = Application.objects.filter(session=session, state=State.REFUSED)
    why = Prefetch("steps", queryset=Step.objects.filter(event=Event.REFUSE_CONFIRMATION))
    return list(rows.select_related("unit").prefetch_related(why).order_by("number"))


def latest(rows: QuerySet[Certificate], words: str, before: Certificate | None) -> list[Certificate]:
    """Up to PAGE + 1 certificates, newest first; `words`: a number or a name; `before`: the last shown."""
    if words:
        rows = rows.filter(Q(number=words) | Q(holder_name=words))
    if before is not None:
        rows = rows.filter(id__lt=before.id)
    return list(rows.order_by("-id")[: PAGE + 1])


def is_through(session: Session, states: Iterable[State]) -> bool:
    """Whether nobody of the session is in one of the states any more."""
    return not Application.objects.filter(session=session, state__in=list(states)).exists()


def rechecks_of(session: Session) -> list[Recheck]:
    """Requests to re-check results of the session, the open ones first."""
    rows = Recheck.objects.filter(application__session=session).select_related("application")
    return list(rows.order_by(F("decided_at").desc(nulls_first=True), "asked_at"))
