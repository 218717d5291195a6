"""Who makes which account inside, for which organisation: one literal table (requirements part 3.9).

Persons and units register themselves, experts are enrolled by the offices of committees (experts/actions/pool.py).
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import LOCAL, UNIT_KINDS, roles_now

Kind, Role = Organisation.Kind, Membership.Role
BUREAU_ROLES = (Role.BUREAU, Role.OFFICE, Role.DRAWER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Line:
    """`role` at an organisation of `kind` makes `roles` at organisations of `kinds`; `near`: those of its own place."""

    kind: Organisation.Kind
    role: Membership.Role
    kinds: tuple[Organisation.Kind, ...]
    roles: tuple[Membership.Role, ...]
    near: bool = False


TABLE = (
    Line(Kind.PROVINCE, Role.BUREAU, (Kind.PROVINCE,), BUREAU_ROLES),
    Line(Kind.PROVINCE, Role.BUREAU, (Kind.CITY_BUREAU,), (*BUREAU_ROLES, *Membership.APART)),
    Line(Kind.CITY_BUREAU, Role.BUREAU, (Kind.COUNTY_BUREAU,), BUREAU_ROLES),
    Line(Kind.CITY_BUREAU, Role.BUREAU, LOCAL, (Role.DEPARTMENT, Role.OFFICE, Role.DRAWER)),
    Line(Kind.CITY_BUREAU, Role.BUREAU, UNIT_KINDS, (Role.OFFICE, Role.DRAWER)),  # 自主评审单位
    Line(Kind.COUNTY_BUREAU, Role.BUREAU, LOCAL, (Role.DEPARTMENT, Role.OFFICE, Role.DRAWER), near=True),
    Line(Kind.CITY_BUREAU, Role.ADMIN, (Kind.SUPPORT,), (Role.SUPPORT,)),
)  # fmt: skip


def lines_of(account: Account) -> list[tuple[Organisation, Line]]:
    """The lines of the table by which the account makes others, each with the organisation for which it does."""
    mine = roles_now(account).filter(organisation__active=True)
    return [
        (one.organisation, line)
        for one in mine.select_related("organisation").order_by("since", "id")
        for line in TABLE
        if (line.kind, line.role) == (one.organisation.kind, one.role)
    ]


def staffed_by(account: Account, text: str = "") -> QuerySet[Organisation]:
    """The organisations for which the account makes accounts, searched by name."""
    reached = Q(pk__in=())
    for own, line in lines_of(account):
        reached |= _reached(own, line)
    rows = Organisation.objects.filter(reached, active=True).order_by("kind", "name", "id")
    wanted = " ".join(text.replace("\0", " ").split())
    return rows.filter(name__icontains=wanted) if wanted else rows


def roles_to_give(account: Account, organisation: Organisation) -> dict[str, Organisation]:
    """The roles that the account may give at the organisation, each with the organisation for which it acts."""
    found: dict[str, Organisation] = {}
    for own, line in lines_of(account):
        if Organisation.objects.filter(_reached(own, line), pk=organisation.pk, active=True).exists():
            found |= {role: own for role in line.roles if role not in found}
    return found


def _reached(own: Organisation, line: Line) -> Q:
    reached = Q(kind__in=line.kinds)
    if line.near:
        reached &= Q(place__isnull=False, place=own.place_id)
    if line.kinds == UNIT_KINDS:
        reached &= ~Q(self_review_series=[])
    return reached if line.kinds != (own.kind,) else reached & Q(pk=own.pk)
