"""What waits on an officer's desk: pages by key, counts to a thousand, no dearer with more rows."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, CorrectionNotice, Return, Submission
from zhicheng.desks.work import Work
from zhicheng.people.identity import normal
from zhicheng.people.models import Membership, Organisation, Person
from zhicheng.people.queries import in_force
from zhicheng.vault.crypto import keyed_index
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.actions.crowds import EXACT
from zhicheng.vetting.mail import DRAFT, UNREAD
from zhicheng.vetting.models import CaseMessage, EmployerChange

PAGE = 25
SOON = dt.timedelta(days=3)
EXPORTED = 10_000
SHORTEST_ID, MOST_UNITS = 15, 200
SHOWN = (
    "person_id", "number", "year", "channel", "profession", "level", "title", "state", "state_since",
    "due_on", "applicant_name", "priority", "version", "unit__name", "session__year", "session__committee__name",
    "session__committee__tier", "session__committee__place__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the officer wants the list: words searched, a level, a flag, newest or longest waiting first, columns out."""

    words: str = ""
    level: str = ""
    flag: str = ""
    newest: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list the last row of a page stands."""

    since: dt.datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.since.isoformat()}_{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the place from which the next one goes on (None: this is the last)."""

    rows: list[Application]
    next: Place | None


class CountUpTo(Subquery):
    """How many rows a sliced query has: counting stops at the end of the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS up_to)"
    output_field = IntegerField()


def place_from(text: str) -> Place | None:
    """The place that an address names; None for anything else."""
    since, _sign, last = text.partition("_")
    try:
        place = Place(dt.datetime.fromisoformat(since), UUID(last))
    except ValueError:
        return None
    return place if place.since.tzinfo else None


def waiting_for(organisation: Organisation, work: Work, wanted: Wanted, after: Place | None = None) -> Page:
    """A page of the organisation's applications of one kind of work: one SQL statement for each state.

    Rows carry `returns_used`, `submissions_made`; unit and committee are loaded.
    """
    ask = _portion.build if wanted.words else _portion  # words are never the same twice
    narrowed, place = replace(wanted, without=()), (after.since, after.id) if after else (None, None)
    streams = [ask(organisation.pk, work, state, narrowed, _day(wanted), *place) for state in work.states]
    rows = list(islice(_merged(streams, wanted), PAGE + 1))
    shown = rows[:PAGE]
    return Page(shown, Place(shown[-1].state_since, shown[-1].id) if len(rows) > PAGE else None)


def every(
    organisation: Organisation, work: Work, wanted: Wanted, most: int = EXPORTED
) -> Iterator[Application]:
    """All rows of the tab, at most `most` (for an export 10,000), in the order of the list, read in portions."""
    streams = [
        _page_of(_rows(organisation.pk, work, state, wanted, _day(wanted)), wanted, None)[:most].iterator(
            chunk_size=500
        )
        for state in work.states
    ]
    return islice(_merged(streams, wanted), most)


@Prepared
def _portion(
    organisation: UUID,
    work: Work,
    state: str,
    wanted: Wanted,
    today: dt.date | None,
    since: dt.datetime | None,
    last: UUID | None,
) -> QuerySet[Application]:
    after = Place(since, last) if since and last else None
    return _page_of(_rows(organisation, work, state, wanted, today), wanted, after)[: PAGE + 1]


def _day(wanted: Wanted) -> dt.date | None:
    """Today, where the filter goes by it."""
    return clock.today() if wanted.flag in {"late", "soon"} else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many applications wait in a tab: exact to a thousand; above, from the count of that moment, if there is one."""

    number: int
    counted_at: dt.datetime | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the page has counted them itself."""
        return self.number <= EXACT


def counts(organisation: Organisation, tabs: Sequence[Work]) -> dict[str, Waiting]:
    """What waits in each tab: one SQL statement, which stops counting at 1,001."""
    if not tabs:
        return {}
    *exact, held, own, counted_at = _counted(organisation.pk, tuple(tabs), EXACT)[0]
    kept = {"held": held or {}, "own": own or {}}
    return {
        tab.key: _waiting(
            number, sum(kept.get(tab.whose, {}).get(state, 0) for state in tab.states), counted_at
        )
        for tab, number in zip(tabs, exact, strict=True)
    }


def _waiting(number: int, kept: int, counted_at: dt.datetime | None) -> Waiting:
    return Waiting(kept, counted_at) if number > EXACT and kept > EXACT else Waiting(number)


@Prepared
def _counted(
    organisation: UUID, tabs: tuple[Work, ...], most: int
) -> QuerySet[Organisation, tuple[Any, ...]]:
    rows = (Application.objects.filter(_whose(organisation, tab), state__in=tab.states) for tab in tabs)
    up_to = (CountUpTo(one.order_by().values("pk")[: most + 1]) for one in rows)
    kept = ("desk_count__held", "desk_count__own", "desk_count__counted_at")
    return Organisation.objects.filter(pk=organisation).values_list(*up_to, *kept)


def seats_of(account_id: UUID) -> list[Membership]:
    """For whom and as what the account acts now, the oldest first; with its messages: how many `unread`, `drafts`;
    how many `newcomers` wait for the word of a unit, how many have chosen it and wait too (`joining`)."""
    return _seats(account_id, clock.now(), EXACT)


@Prepared
def _seats(account: UUID, at: dt.datetime, most: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(in_force(at), account=account, organisation__active=True)
    there = CaseMessage.objects.filter(organisation=OuterRef("organisation"), role=OuterRef("role"))
    ids = there.order_by().values("pk")
    joining = Person.objects.filter(unit=OuterRef("organisation"), unit_confirmed_at__isnull=True)
    arriving = EmployerChange.objects.filter(new=OuterRef("organisation"), answer="open")
    return (
        rows.select_related("organisation")
        .annotate(
            unread=CountUpTo(ids.filter(UNREAD)[: most + 1]),
            drafts=CountUpTo(ids.filter(DRAFT)[: most + 1]),
            newcomers=CountUpTo(arriving.order_by().values("pk")[: most + 1]),
            joining=CountUpTo(joining.order_by().values("pk")[: most + 1]),
        )
        .order_by("since", "id")
    )


def _whose(organisation: UUID, work: Work) -> Q:
    if work.whose == "own":
        return Q(unit=organisation)
    if work.whose == "told":
        open_ones = {"answer__isnull": True, "lapsed_at__isnull": True}
        mine = CorrectionNotice.objects.filter(organisation=organisation, **open_ones)
        return Q(pk__in=mine.values("application"))
    return Q(holder=organisation)


def _rows(
    organisation: UUID, work: Work, state: str, wanted: Wanted, today: dt.date | None
) -> QuerySet[Application]:
    rows = Application.objects.filter(_whose(organisation, work), state=state)
    if wanted.words:
        rows = rows.filter(_said(wanted.words))
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if today and wanted.flag == "late":
        rows = rows.filter(due_on__lt=today)
    elif today and wanted.flag == "soon":
        rows = rows.filter(due_on__gte=today, due_on__lte=today + SOON)
    elif wanted.flag == "priority":
        rows = rows.filter(priority=True)
    elif wanted.flag == "returned":
        rows = rows.filter(Exists(Return.objects.filter(application=OuterRef("pk"))))
    return rows


def _said(words: str) -> Q:
    """What the officer types, by its shape: a name's initials, an ID number, an application's, else name or unit."""
    if words.isascii() and words.isalpha():
        return Q(applicant_initials=words.lower()) | Q(applicant_name=words)
    if len(words) >= SHORTEST_ID and words.isascii() and words.isalnum():
        return Q(person__id_index=keyed_index("id", normal(words)))
    if words.isascii():
        return Q(number=words.upper()) | Q(applicant_name=words)
    units = Organisation.objects.filter(kind=Organisation.Kind.UNIT, name__contains=words)
    return Q(applicant_name=words) | Q(unit__in=list(units.values_list("pk", flat=True)[:MOST_UNITS]))


def _page_of(rows: QuerySet[Application], wanted: Wanted, after: Place | None) -> QuerySet[Application]:
    if after is not None:
        # `gte` is the range that the index walks; the other condition takes out the rows of that very moment.
        if wanted.newest:
            rows = rows.filter(
                Q(state_since__lt=after.since) | Q(id__lt=after.id), state_since__lte=after.since
            )
        else:
            rows = rows.filter(
                Q(state_since__gt=after.since) | Q(id__gt=after.id), state_since__gte=after.since
            )
    order = ("-state_since", "-id") if wanted.newest else ("state_since", "id")
    used = (
        Return.objects.filter(person=OuterRef("person"), year=OuterRef("year"), counts=True)
        .order_by()
        .values("person")
        .annotate(many=Count("*"))
        .values("many")
    )
    made = (
        Submission.objects.filter(application=OuterRef("pk"))
        .order_by()
        .values("application")
        .annotate(last=Max("version"))
        .values("last")
    )
    zero = Value(0)
    return (
        rows.select_related("unit", "session__committee__place")
        .only(*SHOWN)
        .annotate(
            returns_used=Coalesce(Subquery(used), zero), submissions_made=Coalesce(Subquery(made), zero)
        )
        .order_by(*order)
    )


def _merged(streams: Sequence[Any], wanted: Wanted) -> Iterator[Application]:
    if len(streams) == 1:
        return iter(streams[0])
    return merge(*streams, key=lambda row: (row.state_since, row.id), reverse=wanted.newest)


__all__ = [
    "EXACT",
    "Page",
    "Place",
    "Waiting",
    "Wanted",
    "counts",
    "every",
    "place_from",
    "seats_of",
    "waiting_for",
]
