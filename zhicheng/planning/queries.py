"""Reads: sessions, committees with what they may grant, the plan, calls and filings."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from zhicheng.almanac import clock
from zhicheng.people.models import Organisation
from zhicheng.planning.models import (
    Announcement,
    Call,
    Committee,
    Filing,
    Forwarding,
    Petition,
    PlanEntry,
    Session,
)
from zhicheng.planning.scopes import listed
from zhicheng.policy.tables import TitleName, bureaus, places
from zhicheng.policy.tables.committees import PartKind, ScopePart, titles_of
from zhicheng.policy.tables.professions import named_professions, professions
from zhicheng.policy.tables.titles import tracks

BEHIND = ("filings", "gates_reached")  # what a session's dates go by
PART_WORDS = {
    PartKind.TRACKS: "系列（专业）",
    PartKind.PROFESSIONS: "专业",
    PartKind.LEVELS: "级别",
    PartKind.PLACES: "地域",
    PartKind.UNIT_KINDS: "单位类型",
    PartKind.EXCLUDED_UNIT_KINDS: "不含的单位类型",
    PartKind.INSTITUTIONS_ONLY: "仅限事业单位",
    PartKind.WORKPLACES: "工作单位",
    PartKind.OWN_STAFF_ONLY: "仅限本单位人员",
    PartKind.SPECIAL_TALENTS_ONLY: "仅限特殊人才",
}


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One part of a scope for the page: its heading, what it admits, the words it rests on, our reading."""

    heading: str
    values: tuple[str, ...]
    words: tuple[str, ...]
    reading: str


def sessions() -> QuerySet[Session]:
    """Sessions with all that their pages and dates need; five statements however many."""
    return (
        Session.objects.select_related("committee__organiser", "committee__place", "plan_entry", "call")
        .prefetch_related(*BEHIND)
        .order_by("-year", "committee__code")
    )


def open_sessions(at: dt.datetime) -> QuerySet[Session]:
    """Sessions that take applications then: call published, window open (KM2023-3.4), soonest end first."""
    return (
        Session.objects.select_related("committee__organiser", "committee__place", "call")
        .filter(call__published_at__isnull=False, opens_at__lte=at, closes_at__gt=at)
        .order_by("closes_at", "committee__code")
    )


def sessions_of(
    organiser: Organisation | Collection[Organisation | UUID] | QuerySet[Organisation],
) -> QuerySet[Session]:
    """The sessions of one organiser or of several, newest year first."""
    several = [organiser] if isinstance(organiser, Organisation) else organiser
    return sessions().filter(run_by(several, "committee"))


def run_by(offices: Collection[Organisation | UUID] | QuerySet[Any, Any], path: str = "") -> Q:
    """The rows whose committee one of the organisations (or ids) has set up, alone or with others.

    `path`: from the row to the committee.
    """
    to = f"{path}__" if path else ""
    shared = Committee.co_organisers.through.objects.filter(organisation__in=offices).values("committee")
    return Q(**{f"{to}organiser__in": offices}) | Q(**{f"{to}id__in": shared})


def committee_titles(committee: Committee) -> tuple[TitleName, ...]:
    """The titles that the committee may grant by its scope, each with series, track, level and name.

    Empty for a committee that the directory does not know.
    """
    found = listed(committee)
    return titles_of(found) if found else ()


def scope_lines(committee: Committee) -> list[ScopeLine]:
    """The parts of the committee's scope, readable; empty where the directory does not know it."""
    found = listed(committee)
    return [_line(part) for part in found.scope.parts] if found else []


def _line(part: ScopePart) -> ScopeLine:
    names = {one.id: one.name for one in (*professions(), *named_professions())}
    names |= {place.id: place.name for place in places()}
    names |= {track.id: track.name for track in tracks().values()} | {"无": "自由职业者"}
    values = () if part.values == ("true",) else tuple(names.get(value, value) for value in part.values)
    return ScopeLine(PART_WORDS[part.kind], values, part.words, part.reading)


def bureau_of_level(committee: Committee) -> Organisation | None:
    """The bureau that answers the filings: province for senior, city, or the county's own (KM2023-1.3)."""
    kind = Organisation.Kind
    if committee.is_senior or committee.tier == Committee.Tier.PROVINCE:
        return _only(kind.PROVINCE)
    if committee.tier in {Committee.Tier.COUNTY, Committee.Tier.ZONE}:
        return county_bureau(committee)
    return _only(kind.CITY_BUREAU)


def passing_bureau(committee: Committee) -> Organisation | None:
    """The city's bureau, through which its senior committees file with the province (AMB-48), or None."""
    if committee.is_senior and committee.tier != Committee.Tier.PROVINCE:
        return _only(Organisation.Kind.CITY_BUREAU)
    return None


def registering_bureau(committee: Committee) -> Organisation | None:
    """Who registers a committee: province for senior, city for mid, county for its junior (YN2023-4.1)."""
    if committee.is_senior or committee.tier == Committee.Tier.PROVINCE:
        return _only(Organisation.Kind.PROVINCE)
    return plan_bureau(committee)


def committees_of_bureau(bureau: Organisation) -> list[Committee]:
    """The committees that the bureau registers, by level and code."""
    found = Committee.objects.select_related("organiser", "place").prefetch_related("co_organisers")
    found = found.order_by("-level", "code")
    if bureau.kind == Organisation.Kind.PROVINCE:
        return list(found.filter(Q(level="高级") | Q(tier=Committee.Tier.PROVINCE)))
    found = found.exclude(level="高级").exclude(tier=Committee.Tier.PROVINCE)
    junior = Q(level="初级", tier__in=COUNTY_TIERS)
    if bureau.kind == Organisation.Kind.CITY_BUREAU:
        return list(found.exclude(junior))
    return [one for one in found.filter(junior) if county_bureau(one) == bureau]


def plan_bureau(committee: Committee) -> Organisation | None:
    """Who publishes the plan: province for its own, county for junior, else city (KM2023-1.1, DC2022-5)."""
    if committee.tier == Committee.Tier.PROVINCE:
        return _only(Organisation.Kind.PROVINCE)
    if committee.level == "初级" and committee.tier in {Committee.Tier.COUNTY, Committee.Tier.ZONE}:
        return county_bureau(committee)
    return _only(Organisation.Kind.CITY_BUREAU)


def county_bureau(committee: Committee) -> Organisation | None:
    """The bureau of the committee's county or park; of two windows the first of the table (西山区)."""
    if committee.place is None:
        return None
    windows = {code for place in places() if place.id == committee.place.code for code in place.bureaus}
    there = {bureau.id for bureau in bureaus() if bureau.id in windows}
    return (
        Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BUREAU, active=True)
        .filter(Q(place=committee.place) | Q(code__in=there))
        .order_by("code")
        .first()
    )


def _only(kind: Organisation.Kind) -> Organisation | None:
    return Organisation.objects.filter(kind=kind, active=True).order_by("code").first()


def plan_years() -> list[int]:
    """The years with a published plan, newest first."""
    published = PlanEntry.objects.filter(state=PlanEntry.State.PUBLISHED)
    return list(published.order_by("-year").values_list("year", flat=True).distinct())


def plan_of(year: int, *, level: str = "", words: str = "") -> QuerySet[PlanEntry]:
    """The published plan of a year, by month; narrowed to a level and to words in committee or organiser."""
    rows = PlanEntry.objects.select_related(
        "committee__organiser", "committee__place", "seal__organisation__place"
    )
    rows = rows.prefetch_related("committee__co_organisers")
    found = rows.filter(year=year, state=PlanEntry.State.PUBLISHED)
    if level:
        found = found.filter(committee__level=level)
    if words:
        found = found.filter(
            Q(committee__name__icontains=words)
            | Q(name_in_plan__icontains=words)
            | Q(committee__organiser__name__icontains=words)
        )
    return found.order_by(BY_LEVEL, "month", "committee__code")


def plan_tables(entries: Iterable[PlanEntry]) -> dict[tuple[Organisation, str], list[PlanEntry]]:
    """A year's published rows as the tables that are printed: by the bureau whose plan it is, and by level (D-08)."""
    found: dict[tuple[Organisation, str], list[PlanEntry]] = {}
    known: dict[tuple[str, str, bool], Organisation | None] = {}
    for entry in entries:
        committee = entry.committee
        kind = (committee.tier, committee.place_id or "", committee.level == "初级")
        if kind not in known:
            known[kind] = plan_bureau(committee)
        bureau = entry.seal.organisation if entry.seal else known[kind]
        if bureau is not None:
            found.setdefault((bureau, committee.level), []).append(entry)
    return found


def plan_table(year: int, bureau: Organisation, level: str) -> list[PlanEntry]:
    """The published rows of one table."""
    return plan_tables(plan_of(year, level=level)).get((bureau, level), [])


def plan_line(entry: PlanEntry) -> tuple[str, str, str]:
    """A row in the plan's own words: committee, organiser, month."""
    name = entry.name_in_plan or entry.committee.name
    return name, entry.organiser_in_plan or entry.committee.organisers_named, str(entry.month)


# Senior first, as the printed plans have them.
BY_LEVEL = Case(When(committee__level="高级", then=0), When(committee__level="中级", then=1), default=2)


def proposed_entries(bureau: Organisation) -> list[PlanEntry]:
    """The proposed rows that this bureau is to publish, by year and month."""
    rows = PlanEntry.objects.select_related("committee__organiser", "committee__place").filter(
        state=PlanEntry.State.PROPOSED
    )
    if bureau.kind == Organisation.Kind.PROVINCE:
        rows = rows.filter(committee__tier=Committee.Tier.PROVINCE)
    elif bureau.kind == Organisation.Kind.COUNTY_BUREAU:
        rows = rows.filter(committee__level="初级", committee__tier__in=COUNTY_TIERS)
        return [row for row in rows.order_by("year", "month") if county_bureau(row.committee) == bureau]
    else:
        rows = rows.exclude(committee__tier=Committee.Tier.PROVINCE).exclude(
            committee__level="初级", committee__tier__in=COUNTY_TIERS
        )
    return list(rows.order_by("year", "month", "committee__code"))


COUNTY_TIERS = (Committee.Tier.COUNTY, Committee.Tier.ZONE)


def published_calls(words: str = "") -> QuerySet[Call]:
    """Published calls, the newest first; narrowed to words in title, committee or organiser."""
    found = Call.objects.select_related("session__committee__organiser").filter(published_at__isnull=False)
    if words:
        found = found.filter(
            Q(title__icontains=words)
            | Q(session__committee__name__icontains=words)
            | Q(session__committee__organiser__name__icontains=words)
        )
    return found.order_by("-published_at", "id")


def calls_to_forward(bureau: Organisation, now: dt.datetime) -> QuerySet[Call]:
    """The published calls whose window is not over, the newest first; `forwarded`: whether the bureau has done so."""
    mine = Forwarding.objects.filter(call=OuterRef("pk"), bureau=bureau)
    return published_calls().filter(session__closes_at__gte=now).annotate(forwarded=Exists(mine))


def forwardings_of(session_id: UUID, place_id: str | None = None) -> list[Forwarding]:
    """What bureaus demand in their areas beside a session's call, the oldest first; of one place where it is given."""
    rows = Forwarding.objects.filter(call__session=session_id).select_related("bureau")
    return list(rows.filter(bureau__place=place_id) if place_id is not None else rows)


def accepted_call_filing(session: Session) -> Filing | None:
    """The accepted filing of the session's call; None before it is accepted."""
    return Filing.objects.filter(
        session=session, kind=Filing.Kind.CALL, answer=Filing.Answer.ACCEPTED
    ).first()


def announcements_of(session: Session) -> list[Announcement]:
    """The session's further announcements in order, with their filings."""
    rows = session.announcements.select_related("seal").prefetch_related(
        "filings", "enclosures__file", "changes"
    )
    return list(rows.order_by("number"))


def untold_at(now: dt.datetime) -> QuerySet[Announcement]:
    """Those that tell a change, or extend a window that still runs then, and are not published yet."""
    running = Q(closes_at__isnull=False, session__closes_at__gt=now)
    return Announcement.objects.filter(Q(changes__isnull=False) | running, published_at__isnull=True)


def untold(session: Session) -> list[Announcement]:
    """What of the session's changes is not told yet, in order."""
    return list(untold_at(clock.now()).filter(session=session).distinct().order_by("number"))


def published_announcements(session: Session) -> list[Announcement]:
    """Those that are out, the newest first."""
    rows = session.announcements.filter(published_at__isnull=False).prefetch_related("enclosures__file")
    return list(rows.order_by("-number"))


def standing_call_filing(session: Session) -> Filing | None:
    """The call's filing that is pending or accepted; None while the call can still be written."""
    return Filing.objects.filter(session=session, kind=Filing.Kind.CALL, answer__in=Filing.STANDING).first()


def filed_lists(session: Session, kind: str) -> tuple[Filing | None, set[str]]:
    """The session's standing filing of a kind that files a list, and the ids of all on it or on a supplement.

    Applications hang on it by their ids alone: planning knows none.
    """
    rows = Filing.objects.filter(session=session, kind=kind, answer__in=Filing.STANDING)
    standing = list(rows.order_by("submitted_at"))
    first = next((one for one in standing if one.supplements_id is None), None)
    return first, {key for one in standing for key in one.content.get("applications", [])}


def filings_of(session: Session) -> list[Filing]:
    """The session's filings, the newest first."""
    return list(filing_rows().filter(session=session).order_by("-submitted_at", "id"))


def unopened(committees: QuerySet[Committee], year: int) -> list[tuple[Committee, PlanEntry | None]]:
    """Those of the committees that have no session of the year yet, each with its published plan entry."""
    published = PlanEntry.objects.filter(year=year, state=PlanEntry.State.PUBLISHED, committee__in=committees)
    entries = {entry.committee_id: entry for entry in published}
    return [(one, entries.get(one.id)) for one in committees.exclude(sessions__year=year)]


def waits_for(filing: Filing, bureau: Organisation) -> bool:
    """Whether the filing waits for this bureau: to pass on, or, once that is done, to answer."""
    if filing.answer != Filing.Answer.PENDING:
        return False
    first = filing.via_id if filing.via_id and filing.passed_at is None else filing.to_id
    return first == bureau.id


def filing_rows() -> QuerySet[Filing]:
    """Filings with all that their pages need, in one statement."""
    return Filing.objects.select_related(
        "session__committee__organiser",
        "session__committee__place",
        "announcement",
        "to",
        "via",
        "submitted_by",
        "answered_by",
        "passed_by",
        "signature__account",
        "signature__organisation",
        "seal__account",
        "seal__organisation",
    )


def filings_for(mine: QuerySet[Organisation]) -> QuerySet[Filing]:
    """The filings that these bureaus answer or pass on: open ones first, the longest waiting on top."""
    return (
        filing_rows()
        .filter(Q(to__in=mine) | Q(via__in=mine))
        .exclude(answer=Filing.Answer.WITHDRAWN)
        .order_by(F("answered_at").desc(nulls_first=True), "submitted_at", "id")
    )


def can_withdraw(filing: Filing) -> bool:
    """Whether the organiser can still take it back: not answered yet, or of a call or announcement not yet published."""
    if filing.answer == Filing.Answer.PENDING:
        return True
    if filing.answer != Filing.Answer.ACCEPTED:
        return False
    if filing.announcement is not None:
        return filing.announcement.published_at is None
    unpublished = not Call.objects.filter(session=filing.session_id, published_at__isnull=False).exists()
    return filing.kind == Filing.Kind.CALL and unpublished


def petitions() -> QuerySet[Petition]:
    """Petitions with all that their pages need: open ones first."""
    rows = Petition.objects.select_related(
        "session__committee__organiser", "session__committee__place", "session__call", "to", "asked_by",
        "answered_by",
    )  # fmt: skip
    return rows.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "id")


def is_announced(session: Session) -> bool:
    """Whether the session's call is published."""
    call: Call | None = getattr(session, "call", None)
    return call is not None and call.published_at is not None
