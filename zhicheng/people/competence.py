"""What bureaus have laid down on organisations: what holds on a day, what has come due (people/models/competence.py)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicheng.almanac import clock
from zhicheng.people.models import Competence, Organisation


def held_on(rows: Iterable[Competence], kind: str, day: dt.date) -> Competence | None:
    """What of the kind holds on the day; the one laid down last."""
    found = [one for one in rows if one.kind == kind and one.held_on(day)]
    return max(found, key=lambda one: (one.since, one.pk), default=None)


def due(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those with something that has not begun, or has ended and is not given up, by today's date."""
    today = clock.today()
    late = Q(begun_at=None) | Q(until__lt=today)
    rows = Competence.objects.filter(
        late, organisation=OuterRef("pk"), voided_at=None, over_at=None, since__lte=today
    )
    return organisations.filter(Exists(rows))


def superior_laid_down(unit: Organisation) -> Competence | None:
    """The bureau's word on the unit's competent department today; None: the unit itself names it."""
    return held_on(unit.competences.filter(kind=Competence.Kind.SUPERIOR), "superior", clock.today())


def competences(text: str = "", kind: str = "") -> QuerySet[Competence]:
    """What was laid down and not taken back, the newest first; found by organisation, paper or department."""
    rows = Competence.objects.filter(voided_at=None).select_related("organisation__place", "superior")
    wanted = " ".join(text.replace("\0", " ").split())
    if wanted:
        rows = rows.filter(
            Q(organisation__name__icontains=wanted)
            | Q(superior__name__icontains=wanted)
            | Q(document__icontains=wanted)
            | Q(organisation__credit_code=wanted.upper())
        )
    return rows.filter(kind=kind) if kind in Competence.Kind.values else rows
