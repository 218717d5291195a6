"""The named persons of a unit in their positions: who is there, who looks after them (requirements part 3.9)."""

from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import FOUND_AT_MOST, in_force

Position = Membership.Position
ORDER = (Position.HEAD, Position.PERSONNEL, Position.HANDLER)  # who stands above whom

PASSING = (Position.HEAD, Position.PERSONNEL)  # who passes where preparing and passing are separate


def members_of(unit: Organisation) -> list[Membership]:
    """The unit's people now, the head first; who only stands in for a colleague included."""
    rows = Membership.objects.filter(in_force(clock.now()), organisation=unit, role=Membership.Role.UNIT)
    rows = rows.select_related("account", "standing_in__role__account")
    return sorted(rows, key=lambda one: (ORDER.index(Position(one.position)), one.since, one.pk))


def former_members_of(unit: Organisation) -> list[Membership]:
    """Who acted for the unit before, the latest first; at most 20."""
    rows = Membership.objects.filter(
        organisation=unit, role=Membership.Role.UNIT, standing_in__isnull=True
    ).exclude(in_force(clock.now()))
    return list(rows.select_related("account").order_by("-until", "id")[:FOUND_AT_MOST])


def looks_after(account: UUID, members: list[Membership]) -> bool:
    """Whether the account looks after the unit's people: nobody there stands above it, as in `ORDER`."""
    own = [one for one in members if one.standing_in_id is None]
    return any(one.account_id == account and one.position == own[0].position for one in own)


def can_separate(members: list[Membership]) -> bool:
    """Whether one can prepare and another pass: two people of the unit, one of them in a position that passes."""
    own = [one for one in members if one.standing_in_id is None]
    return len(own) > 1 and any(one.position in PASSING for one in own)


def sets_separation(account: UUID, members: list[Membership]) -> bool:
    """Whether the account says if preparing and passing are separate: as a head, or as the unit's only person."""
    own = [one for one in members if one.standing_in_id is None]
    mine = next((one for one in own if one.account_id == account), None)
    return mine is not None and (mine.position == Position.HEAD or len(own) == 1)


def managed_by(account: Account, by: Account) -> Organisation | None:
    """The unit whose people `by` looks after, where the account is another of them; else None."""
    seats = Membership.objects.filter(in_force(clock.now()), account=account, role=Membership.Role.UNIT)
    for seat in seats.filter(standing_in__isnull=True).select_related("organisation"):
        if account.pk != by.pk and looks_after(by.pk, members_of(seat.organisation)):
            return seat.organisation
    return None
