"""Reads on people and organisations: units to choose from, a unit's people, the bureau that serves a unit."""

import datetime as dt
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.models import (
    Account,
    Delegation,
    Device,
    Membership,
    Organisation,
    Person,
    Place,
    SupportCase,
)
from zhicheng.policy.tables.places import Serves, place_named
from zhicheng.ui.templatetags.ui import standing_in
from zhicheng.vault.crypto import keyed_index
from zhicheng.vault.prepared import Prepared

UNIT_KINDS = (
    Organisation.Kind.UNIT,
    Organisation.Kind.AGENCY,
    Organisation.Kind.ASSOCIATION,
    Organisation.Kind.DISPATCH,
)
SIGNING = (  # the roles that sign for their organisation
    Membership.Role.UNIT, Membership.Role.DEPARTMENT, Membership.Role.BUREAU, Membership.Role.OFFICE,
)  # fmt: skip
TIE = ("unit", "unit_chosen_at", "unit_confirmed_at")  # the fields of a person's tie to the unit
LOCAL = (Organisation.Kind.DEPARTMENT, Organisation.Kind.AUTHORITY, Organisation.Kind.ORGANISER)
FOUND_AT_MOST = 20


def hold(person_id: UUID) -> None:
    """Lock a person's row until the transaction ends: what belongs to one person changes one after another."""
    if not _held(person_id):
        raise Person.DoesNotExist


@Prepared
def _held(person: UUID) -> QuerySet[Person, tuple[UUID]]:
    return Person.objects.select_for_update().filter(pk=person).values_list("pk")


def registered_units() -> QuerySet[Organisation]:
    """The active units that people may choose, with their place."""
    return Organisation.objects.filter(kind__in=UNIT_KINDS, active=True).select_related("place")


def unit_named(text: str) -> Organisation | None:
    """The registered unit of that full name or credit code."""
    wanted = " ".join(text.replace("\0", " ").split())
    return registered_units().filter(Q(name=wanted) | Q(credit_code=identity.normal(wanted))).first()


def search_units(text: str) -> list[Organisation]:
    """At most 20 active units by credit code or part of the name (also a former one); none for one sign."""
    wanted = " ".join(text.replace("\0", " ").split())
    if len(wanted) < 2:
        return []
    match = (
        Q(credit_code=identity.normal(wanted))
        | Q(name__icontains=wanted)
        | Q(former_names__name__icontains=wanted)
    )
    return list(registered_units().filter(match).distinct().order_by("name")[:FOUND_AT_MOST])


def locked_for_support() -> QuerySet[Account]:
    """Locked accounts that no unit can unlock, the longest locked first (GUIDE-5.4.1)."""
    return Account.objects.filter(
        locked_at__isnull=False, is_active=True, person__unit_confirmed_at__isnull=True
    ).order_by("locked_at", "id")


def in_force(at: dt.datetime, through: str = "") -> Q:
    """Which roles are in force at the moment; `through`: the way that leads to them, such as "memberships__".

    A role whose last moment has come is over at once: the clock's job only closes its row.
    """
    lasts = Q((f"{through}ends_at__isnull", True)) | Q((f"{through}ends_at__gt", at))
    return Q((f"{through}until__isnull", True)) & lasts


def roles_now(account: Account) -> QuerySet[Membership]:
    """The roles in which the account acts at this moment."""
    return Membership.objects.filter(in_force(clock.now()), account=account)


def bearers(organisation: UUID, role: str) -> list[UUID]:
    """The accounts that act for the organisation in the role now."""
    rows = Membership.objects.filter(in_force(clock.now()), organisation=organisation, role=role)
    return list(rows.values_list("account", flat=True))


def open_support_cases() -> QuerySet[SupportCase]:
    """What waits for a second person of support, the oldest first."""
    rows = SupportCase.objects.filter(decided_at__isnull=True).select_related("account", "asked_by")
    return rows.order_by("asked_at", "id")


def reviewed_roles() -> QuerySet[Membership]:
    """The roles inside that are looked at once a year. Units look after their own; who stands in has no own role."""
    own = Membership.objects.filter(in_force(clock.now()), standing_in__isnull=True)
    return own.exclude(role=Membership.Role.UNIT)


def roles_under(bureau: Organisation, text: str = "") -> QuerySet[Membership]:
    """The roles that the bureau looks at once a year, searched by person, login or organisation.

    The province's: its own and the city bureau's; the city's: all others; a county's: the departments of its place.
    """
    kind = Organisation.Kind
    rows = reviewed_roles()
    upper = Q(organisation__kind__in=(kind.PROVINCE, kind.CITY_BUREAU))
    if bureau.kind == kind.PROVINCE:
        rows = rows.filter(upper)
    elif bureau.kind == kind.CITY_BUREAU:
        rows = rows.exclude(upper)
    else:
        rows = rows.filter(organisation__kind__in=LOCAL, organisation__place__in=[bureau.place_id])
    wanted = " ".join(text.replace("\0", " ").split())
    if wanted:
        rows = rows.filter(
            Q(account__display_name__icontains=wanted)
            | Q(account__login_hint__icontains=wanted)
            | Q(organisation__name__icontains=wanted)
        )
    return rows


def by_review(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Roles with account, organisation and reviewer, the longest waiting for a look first."""
    return rows.select_related("account", "organisation", "reviewed_by").order_by(
        Coalesce("reviewed_at", "since"), "id"
    )


def colleagues_for(role: Membership) -> QuerySet[Account]:
    """Who may stand in for the bearer of the role: colleagues with an own account of the organisation, without the role."""
    held = Membership.objects.filter(in_force(clock.now()), organisation=role.organisation_id)
    own = held.filter(standing_in__isnull=True).exclude(account=role.account_id)
    rows = Account.objects.filter(pk__in=own.values("account"), is_active=True)
    return rows.exclude(pk__in=held.filter(role=role.role).values("account")).order_by("display_name", "id")


def delegations_of(account: Account) -> list[Delegation]:
    """What the account has handed over or taken on, open ones first, the latest first; at most 20."""
    rows = Delegation.objects.filter(Q(role__account=account) | Q(delegate=account))
    rows = rows.select_related("role__account", "role__organisation", "delegate")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-given_at")[:FOUND_AT_MOST])


def delegations_under(bureau: Organisation) -> list[Delegation]:
    """The delegations, running or to come, of the roles that the bureau looks at."""
    rows = Delegation.objects.filter(role__in=roles_under(bureau), ended_at__isnull=True)
    rows = rows.select_related("role__account", "role__organisation", "delegate")
    return list(rows.order_by("first_day", "id")[:FOUND_AT_MOST])


def stands_in_for(account: Account, organisation: Organisation, role: str | None = None) -> Account | None:
    """For whom the account acts at the organisation in the role now; None: for itself.

    `role` unknown: the one in which it stands in, where it has no own role that signs for the organisation.
    """
    rows = _seats_at(account.pk, organisation.pk, clock.now())
    if role is None and any(one.standing_in is None and one.role in SIGNING for one in rows):
        return None
    fits = (one.standing_in for one in rows if role in (None, one.role))
    found = next((one for one in fits if one is not None), None)
    return found.role.account if found else None


@Prepared
def _seats_at(account: UUID, organisation: UUID, at: dt.datetime) -> QuerySet[Membership]:
    rows = Membership.objects.filter(in_force(at), account=account, organisation=organisation)
    return rows.select_related("standing_in__role__account")


def acting_name(account: Account, organisation: Organisation | None, role: str | None = None) -> str:
    """The account's name, with the colleague's for whom it stands in: 李敏（代刘审核）."""
    principal = stands_in_for(account, organisation, role) if organisation is not None else None
    return in_the_name_of(account, principal)


def in_the_name_of(account: Account, principal: Account | None) -> str:
    """The name of who acted, and for whom."""
    return standing_in(account.display_name, principal.display_name if principal else None)


def stood_in_for(account: str, organisation: str, at: str, role: str = "") -> Subquery:
    """For `annotate`, where an act bears no signature: the name of whom the account stood in for when it acted, or None.

    The paths to account, organisation and moment, and to the role in which it acted; where no row says that, nobody
    stood in who had an own role that signs.
    """
    seats = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=OuterRef(at)),
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef(at)),
        account=OuterRef(account),
        organisation=OuterRef(organisation),
        since__lte=OuterRef(at),
    )
    own = When(standing_in__isnull=True, role__in=SIGNING, then=0)
    seats = seats.filter(role=OuterRef(role)) if role else seats
    seats = seats.order_by(Case(own, When(standing_in__isnull=False, then=1), default=2), "id")
    return Subquery(seats.values("standing_in__role__account__display_name")[:1])


def overdue_roles(bureau: Organisation) -> int:
    """How many roles below the bureau nobody has looked at for a year."""
    before = clock.now() - Membership.REVIEWED_EVERY
    looked = roles_under(bureau).annotate(looked=Coalesce("reviewed_at", "since"))
    return looked.filter(looked__lt=before).count()


def devices_of(account: Account) -> list[tuple[Device, bool]]:
    """The browsers from which the account was opened, the latest first, and whether it is open there; at most 20."""
    found = list(account.devices.order_by("-last_at")[:FOUND_AT_MOST])
    keys = [one.session_key for one in found if one.session_key]
    live = set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
    return [(one, one.session_key in live) for one in found]


def people_of(unit: Organisation, text: str = "", *, joining: bool = False) -> QuerySet[Person]:
    """The unit's people by name, with accounts; `text` searches name, ID number or mobile.

    `joining`: instead those who have chosen the unit and wait for its word.
    """
    rows = (
        Person.objects.filter(unit=unit, unit_confirmed_at__isnull=joining)
        .select_related("account")
        .prefetch_related("account__devices")
    )
    rows = rows.order_by("name", "id")
    wanted = text.replace("\0", " ").strip()
    if not wanted:
        return rows
    number = identity.normal(wanted)
    return rows.filter(
        Q(name__icontains=wanted)
        | Q(id_index=keyed_index("id", number))
        | Q(mobile_index=keyed_index("mobile", number))
    )


def person_by_number(number: str) -> Person | None:
    """The person registered with the document number, or None."""
    index = keyed_index("id", identity.normal(number))
    return Person.objects.select_related("account", "unit").filter(id_index=index).first()


def unit_places() -> QuerySet[Place]:
    """The places where a unit may lie: counties, parks, and the province for units of other prefectures."""
    return Place.objects.filter(kind__in=(Place.Kind.COUNTY, Place.Kind.PARK, Place.Kind.PROVINCE)).order_by(
        "kind", "code"
    )


def departments() -> QuerySet[Organisation]:
    """The competent departments (主管部门) that a unit may name."""
    return Organisation.objects.filter(kind=Organisation.Kind.DEPARTMENT, active=True).order_by("name")


def city_bureau() -> Organisation:
    """昆明市人力资源和社会保障局."""
    return Organisation.objects.get(kind=Organisation.Kind.CITY_BUREAU)


def bureau_for(place: Place, *, institution: bool = False, established: bool = False) -> Organisation | None:
    """The county or park bureau that serves people of a unit at the place; None where the place has none.

    西山区 has one window for institutions' established staff and one for all others (GUIDE-4 rows 2 and 3).
    """
    rows = list(
        Organisation.objects.filter(place=place, kind=Organisation.Kind.COUNTY_BUREAU, active=True).order_by(
            "code"
        )
    )
    known = place_named(place.name)
    if not rows and known is not None:  # a park that another park's window serves (昆明片区)
        rows = list(Organisation.objects.filter(code__in=known.bureaus, active=True).order_by("code"))
    wanted = Serves.INSTITUTIONS if institution and established else Serves.OTHERS
    return next((row for row in rows if row.services.get("serves") == wanted), rows[0] if rows else None)


def delegated_series(unit: Organisation, level: str) -> tuple[str, ...]:
    """The series that the unit may review itself at a level, by what bureaus have delegated (KM2023-1.5)."""
    pairs = (entry.partition("/") for entry in unit.self_review_series)
    return tuple(name for name, _sign, only in pairs if not only or only == level)
