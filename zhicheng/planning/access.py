"""Who may see and run a session: its office, the bureaus concerned, supervisors. Strangers get 404."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhicheng.people.access import User, account_of, acts_for, organisations_of, roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import roles_now
from zhicheng.planning.models import (
    Announcement,
    Call,
    Committee,
    Enclosure,
    Filing,
    Petition,
    Session,
    Standard,
)
from zhicheng.planning.queries import (
    county_bureau,
    filing_rows,
    petitions,
    registering_bureau,
    run_by,
    sessions,
)

Role = Membership.Role
ABOVE = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)


def must_organise(by: Account, committee: Committee, organisation: Organisation, clause: str) -> None:
    """Let only those pass who act for one of the committee's organisers. Errors: Refused (404)."""
    if not organises(organisation, committee) or not acts_for(by, organisation, Role.OFFICE):
        raise Refused(_("只有评委会组建单位可以办理此事项。"), clause=clause, status=404)


def office_of(user: User, committee: Committee) -> Organisation | None:
    """The organiser for whose office the account acts, the first of them before the others; None for strangers."""
    if acts_for(user, committee.organiser, Role.OFFICE):
        return committee.organiser
    mine = roles_now(account_of(user)).filter(role=Role.OFFICE)
    others = committee.co_organisers.filter(active=True, memberships__in=mine).distinct().order_by("name")
    return next((one for one in others if acts_for(user, one, Role.OFFICE)), None)


def acting_office(user: User, committee: Committee) -> Organisation:
    """The organiser for whose office the account acts. Errors: Refused (404) for strangers."""
    office = office_of(user, committee)
    if office is None:
        raise Refused(_("只有本评委会的组建单位（办事机构）可以办理此事项。"), status=404)
    return office


def runs(user: User, committee: Committee) -> bool:
    """Whether the account acts for the office of one of the committee's organisers."""
    return office_of(user, committee) is not None


def organises(organisation: Organisation, committee: Committee) -> bool:
    """Whether the organisation is one of those that set the committee up."""
    first = organisation.pk == committee.organiser_id
    return first or committee.co_organisers.filter(pk=organisation.pk).exists()


def must_be_bureau(by: Account, organisation: Organisation, clause: str) -> None:
    """Let only those pass who act for the bureau. Errors: Refused (404)."""
    if not acts_for(by, organisation, Role.BUREAU):
        raise Refused(_("只有人社部门可以办理此事项。"), clause=clause, status=404)


def get_session_for_office(user: User, session_id: UUID) -> Session:
    """A session of a committee whose organiser the account is an officer of. Errors: Http404."""
    mine = organisations_of(user, Role.OFFICE)
    return get_object_or_404(sessions(), run_by(mine, "committee"), pk=session_id)


def get_session_for_reader(user: User, session_id: UUID, *, drawers: bool = True) -> Session:
    """A session, for its office, its bureau, the bureaus above and every supervisor. Errors: Http404.

    `drawers`: also for those whom the organiser has named to draw the experts.
    """
    near = {Role.OFFICE, Role.DRAWER} if drawers else {Role.OFFICE}
    session = get_object_or_404(sessions(), pk=session_id)
    committee = session.committee
    for membership in _memberships(user):
        organisation = membership.organisation
        if membership.role == Role.SUPERVISOR:
            return session
        if membership.role in near and organises(organisation, committee):
            return session
        if membership.role == Role.BUREAU and (
            organisation.kind in ABOVE or organisation == county_bureau(session.committee)
        ):
            return session
    raise Http404


def sessions_for(user: User) -> QuerySet[Session]:
    """The sessions on the account's list: the office's own; for bureaus and supervisors those they watch.

    Errors: Http404 for who has neither role.
    """
    roles = roles_of(user)
    if Role.OFFICE in roles:
        return sessions().filter(run_by(organisations_of(user, Role.OFFICE), "committee"))
    if Role.SUPERVISOR in roles:
        return sessions()
    if Role.BUREAU in roles:
        mine = organisations_of(user, Role.BUREAU)
        if mine.filter(kind__in=ABOVE).exists():
            return sessions()
        places = mine.filter(kind=Organisation.Kind.COUNTY_BUREAU).values("place")
        return sessions().filter(Q(filings__to__in=mine) | Q(committee__place__in=places)).distinct()
    raise Http404


def get_committee_for_office(user: User, code: str) -> Committee:
    """A committee of which the account is an organiser's officer. Errors: Http404."""
    found = Committee.objects.select_related("organiser", "place")
    return get_object_or_404(found, run_by(organisations_of(user, Role.OFFICE)), code=code, active=True)


def committees_for_office(user: User) -> QuerySet[Committee]:
    """The committees that the account runs. Errors: Http404 where it is no office's."""
    if Role.OFFICE not in roles_of(user):
        raise Http404
    mine = organisations_of(user, Role.OFFICE)
    return Committee.objects.select_related("organiser", "place").filter(run_by(mine), active=True)


def get_committee_for_bureau(user: User, code: str) -> Committee:
    """A committee that the account's bureau registers. Errors: Http404."""
    bureau = bureau_of(user)
    found = get_object_or_404(Committee.objects.select_related("organiser", "place"), code=code)
    if registering_bureau(found) != bureau:
        raise Http404
    return found


def bureau_of(user: User) -> Organisation:
    """The bureau that the account is an officer of. Errors: Http404."""
    bureau = organisations_of(user, Role.BUREAU).order_by("kind", "code").first()
    if bureau is None:
        raise Http404
    return bureau


def county_bureau_of(user: User) -> Organisation:
    """The county's or park's bureau that the account is an officer of. Errors: Http404."""
    mine = organisations_of(user, Role.BUREAU).filter(
        kind=Organisation.Kind.COUNTY_BUREAU, place__isnull=False
    )
    bureau = mine.order_by("code").first()
    if bureau is None:
        raise Http404
    return bureau


def get_filing_for_bureau(user: User, filing_id: UUID) -> tuple[Filing, Organisation]:
    """A filing that the account's bureau answers or passes on, with that bureau. Errors: Http404."""
    mine = {one.id: one for one in organisations_of(user, Role.BUREAU)}
    filing = get_object_or_404(filing_rows(), Q(to__in=mine) | Q(via__in=mine), pk=filing_id)
    waits_for_passing = filing.via_id in mine and filing.passed_at is None
    acting = filing.via_id if waits_for_passing or filing.to_id not in mine else filing.to_id
    if acting is None:
        raise Http404
    return filing, mine[acting]


def get_filing_for_reader(user: User, filing_id: UUID) -> Filing:
    """A filing, for the office that made it, the bureaus it goes to and every supervisor. Errors: Http404."""
    filing = get_object_or_404(filing_rows(), pk=filing_id)
    concerned = {filing.to_id, filing.via_id}
    for membership in _memberships(user):
        organisation = membership.organisation
        if membership.role == Role.SUPERVISOR:
            return filing
        if membership.role == Role.OFFICE and organises(organisation, filing.session.committee):
            return filing
        if membership.role == Role.BUREAU and organisation.id in concerned:
            return filing
    raise Http404


def get_filing_for_office(user: User, filing_id: UUID) -> Filing:
    """A filing of the office's own session. Errors: Http404."""
    mine = organisations_of(user, Role.OFFICE)
    return get_object_or_404(filing_rows(), run_by(mine, "session__committee"), pk=filing_id)


def get_petition_for_bureau(user: User, petition_id: UUID) -> Petition:
    """A petition that the account's bureau answers. Errors: Http404."""
    return get_object_or_404(petitions(), pk=petition_id, to__in=organisations_of(user, Role.BUREAU))


def inspector_for(user: User) -> Organisation | None:
    """For whom the account inspects: the city's bureau, or where it is supervisor (KM2023-6.3c)."""
    city = organisations_of(user, Role.BUREAU).filter(kind=Organisation.Kind.CITY_BUREAU).first()
    return city or organisations_of(user, Role.SUPERVISOR).first()


def get_call_for_public(call_id: UUID) -> Call:
    """A published call, for everybody. Errors: Http404 before it is published."""
    calls = Call.objects.select_related("session__committee__organiser", "session__committee__place")
    return get_object_or_404(calls, pk=call_id, published_at__isnull=False)


def get_announcement_for_office(user: User, announcement_id: UUID) -> Announcement:
    """A further announcement of the office's own session. Errors: Http404."""
    mine = organisations_of(user, Role.OFFICE)
    found = Announcement.objects.select_related("session__committee__organiser")
    return get_object_or_404(found, run_by(mine, "session__committee"), pk=announcement_id)


def get_announcement_for_public(announcement_id: UUID) -> Announcement:
    """A published one, for everybody. Errors: Http404 before it is published."""
    found = Announcement.objects.select_related("session__committee__organiser", "session__call", "seal")
    return get_object_or_404(found, pk=announcement_id, published_at__isnull=False)


def get_enclosure_for_reader(user: User, enclosure_id: UUID) -> Enclosure:
    """An attachment: of what is published for everybody, before for who reads the session. Errors: Http404."""
    row = get_object_or_404(Enclosure.objects.select_related("call", "announcement", "file"), pk=enclosure_id)
    if row.holder.published_at is None:
        if not user.is_authenticated:
            raise Http404
        get_session_for_reader(user, row.holder.session_id, drawers=False)
    return row


def get_standard_for_bureau(user: User, standard_id: UUID) -> tuple[Standard, Organisation]:
    """A standard of the account's bureau, with the bureau. Errors: Http404."""
    mine = organisations_of(user, Role.BUREAU)
    found = Standard.objects.select_related("bureau", "prepared_by", "replaces")
    row = get_object_or_404(found, pk=standard_id, bureau__in=mine)
    if row.bureau is None:
        raise Http404
    return row, row.bureau


def get_standard_for_public(standard_id: UUID) -> Standard:
    """An issued standard, for everybody. Errors: Http404 for what is not issued."""
    found = Standard.objects.select_related("bureau", "replaces", "replaced_by")
    return get_object_or_404(found, Q(state__in=Standard.FINAL), pk=standard_id)


def _memberships(user: User) -> QuerySet[Membership]:
    return roles_now(account_of(user)).filter(organisation__active=True).select_related("organisation")
