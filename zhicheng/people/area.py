"""The units of a bureau's area: their accounts (GUIDE-5.4.4), and whose credit code waits for its check."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhicheng.people import identity
from zhicheng.people.models import Organisation, Person
from zhicheng.people.queries import bureau_for, city_bureau, registered_units
from zhicheng.policy.tables.places import places

OF_THE_CITY = (
    Organisation.UnitKind.CITY_STATE,
    Organisation.UnitKind.PEOPLES,
)  # no county bureau on their way
WAITS = Q(checked_at__isnull=True, check_refused_at__isnull=True)
STATES = {  # of the check, as the list filters them
    "waiting": WAITS,
    "refused": Q(check_refused_at__isnull=False),
    "checked": Q(checked_at__isnull=False),
}


def units_near(bureau: Organisation, text: str = "", state: str = "") -> QuerySet[Organisation]:
    """The unit accounts of a bureau's area, searched by name or credit code; the city's sees all (GUIDE-5.4.4).

    `state`: a key of STATES, else all. `many`: how many people it has.
    """
    people = Person.objects.filter(unit=OuterRef("pk")).order_by().values("unit").annotate(many=Count("pk"))
    rows = registered_units().order_by("name", "id")
    rows = rows.annotate(many=Coalesce(Subquery(people.values("many")), 0))
    if bureau.kind == Organisation.Kind.COUNTY_BUREAU:
        rows = rows.filter(_within(bureau))
    wanted = " ".join(text.replace("\0", " ").split())
    if wanted:
        rows = rows.filter(
            Q(name__icontains=wanted)
            | Q(credit_code=identity.normal(wanted))
            | Q(former_names__name__icontains=wanted)
        ).distinct()
    return rows.filter(STATES[state]) if state in STATES else rows


def units_to_check(bureau: Organisation) -> QuerySet[Organisation]:
    """Those whose credit code waits for this bureau's check: a county's own; the city's and what no county has."""
    rows = registered_units().filter(WAITS)
    if bureau.kind == Organisation.Kind.COUNTY_BUREAU:
        return rows.filter(_within(bureau)).exclude(unit_kind__in=OF_THE_CITY)
    if bureau.kind == Organisation.Kind.CITY_BUREAU:
        return rows.filter(Q(unit_kind__in=OF_THE_CITY) | Q(place__isnull=True) | ~_served())
    return rows.none()


def may_check(bureau: Organisation, unit: Organisation) -> bool:
    """Whether the bureau checks the unit's code: that of its place, and the city's any."""
    if bureau.kind == Organisation.Kind.CITY_BUREAU:
        return True
    own = bureau.kind == Organisation.Kind.COUNTY_BUREAU and unit.unit_kind not in OF_THE_CITY
    return own and registered_units().filter(_within(bureau), pk=unit.pk).exists()


def checking_bureau(unit: Organisation) -> Organisation:
    """Who checks the unit's code: the bureau of its place; the city's for its own units and where no county has one."""
    if unit.unit_kind in OF_THE_CITY or unit.place is None:
        return city_bureau()
    return bureau_for(unit.place, institution=unit.institution) or city_bureau()


def _within(bureau: Organisation) -> Q:
    """Units at the bureau's place, and at parks that its window serves besides."""
    names = [one.name for one in places() if bureau.code and bureau.code in one.bureaus]
    return Q(place__isnull=False, place=bureau.place) | Q(place__name__in=names)


def _served() -> Q:
    """Which places a county's or a park's bureau serves."""
    county = Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BUREAU, active=True)
    return Q(place__in=county.values("place")) | Q(
        place__name__in=[one.name for one in places() if one.bureaus]
    )
