"""Who may open, close and answer notices, and read their forms. Strangers get 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhicheng.applications.states import STATION_ACTORS, STATION_STATES, Actor
from zhicheng.people.access import User, account_of, acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import roles_now
from zhicheng.people.reading import logged, of_case
from zhicheng.planning.access import runs
from zhicheng.planning.models import Session
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection, ObjectionEvidence

_ROLES: dict[Actor, str] = {
    Actor.UNIT: Membership.Role.UNIT,
    Actor.DEPARTMENT: Membership.Role.DEPARTMENT,
    Actor.BUREAU: Membership.Role.BUREAU,
    Actor.OFFICE: Membership.Role.OFFICE,
}
OBJECTED = (
    "entry__application", "entry__notice__publisher", "entry__notice__session__committee__organiser"
)  # fmt: skip


def must_act(by: Account, organisation: Organisation, role: Membership.Role) -> None:
    """Let only those pass who act for the organisation in the role. Errors: Refused (403)."""
    if not acts_for(by, organisation, role):
        raise Refused(_("您不能代表%(name)s办理公示。") % {"name": organisation.name}, status=403)


def must_publish(by: Account, notice: Notice) -> None:
    """Let only those pass who act for who publishes the notice. Errors: Refused (403)."""
    if not publishes(by, notice):
        raise Refused(_("您不能代表%(name)s办理公示。") % {"name": notice.publisher.name}, status=403)


def publisher_role(notice: Notice) -> Membership.Role:
    """In which role the publisher's officers handle the notice."""
    return Membership.Role.UNIT if notice.kind == Notice.Kind.UNIT else Membership.Role.OFFICE


def publishes(user: User, notice: Notice) -> bool:
    """Whether the account acts for who publishes: the unit, or an office of the session's committee."""
    if notice.session is None:
        return acts_for(user, notice.publisher, publisher_role(notice))
    return runs(user, notice.session.committee)


def handles(objection: Objection, account: Account) -> bool:
    """Whether the account is the objection's named handler and still acts for its publisher."""
    notice = objection.entry.notice
    return objection.handler_id == account.pk and publishes(account, notice)


def get_notice_for_public(notice_id: UUID) -> Notice:
    """A notice, for anybody. Errors: Http404."""
    return get_object_or_404(
        Notice.objects.select_related("publisher", "session__committee__organiser", "posting"), pk=notice_id
    )


def get_entry_for_public(entry_id: UUID) -> NoticeEntry:
    """A line of a notice, for anybody. Errors: Http404."""
    rows = NoticeEntry.objects.select_related(
        "notice__publisher", "notice__session__committee__organiser", "application__session__committee"
    )
    return get_object_or_404(rows, pk=entry_id)


def get_notice_for_publisher(user: User, notice_id: UUID) -> Notice:
    """A notice of an organisation for which the user acts. Errors: Http404."""
    account_of(user)
    notice = get_notice_for_public(notice_id)
    if not publishes(user, notice):
        raise Http404
    return notice


@logged(lambda objection: of_case(objection.entry.application, objection.entry.notice.publisher_id))
def get_objection_for_publisher(user: User, objection_id: UUID) -> Objection:
    """An objection to a notice of an organisation for which the user acts. Errors: Http404."""
    account_of(user)
    rows = Objection.objects.select_related(*OBJECTED)
    objection = get_object_or_404(rows, pk=objection_id)
    if not publishes(user, objection.entry.notice):
        raise Http404
    return objection


@logged(lambda objection: of_case(objection.entry.application, objection.entry.notice.publisher_id))
def get_objection_for_handler(user: User, objection_id: UUID) -> Objection:
    """An objection with who objects and the evidence, for its named handler alone. Errors: Http404."""
    account = account_of(user)
    rows = Objection.objects.select_related(*OBJECTED)
    objection = get_object_or_404(rows, pk=objection_id)
    if not handles(objection, account):
        raise Http404
    return objection


def get_evidence_for_handler(user: User, evidence_id: UUID) -> ObjectionEvidence:
    """A page of an objection's evidence, for its named handler alone. Errors: Http404."""
    account_of(user)
    found = get_object_or_404(ObjectionEvidence.objects.select_related("file"), pk=evidence_id)
    found.objection = get_objection_for_handler(user, found.objection_id)
    return found


@logged(lambda entry: of_case(entry.application))
def get_entry_for_route(user: User, entry_id: UUID) -> NoticeEntry:
    """A line of a notice, for its publisher and the stations that the case has reached. Errors: Http404."""
    account = account_of(user)
    entry = get_entry_for_public(entry_id)
    if publishes(user, entry.notice):
        return entry
    reached = entry.application.stations.filter(arrived_at__isnull=False).values_list(
        "organisation_id", "name"
    )
    seats = {(organisation, _ROLES[STATION_ACTORS[STATION_STATES[name]]]) for organisation, name in reached}
    mine = roles_now(account).values_list("organisation_id", "role")
    if seats.isdisjoint(mine):
        raise Http404
    return entry


def get_session_for_organiser(user: User, session_id: UUID) -> Session:
    """A session whose committee's office the user is. Errors: Http404."""
    account_of(user)
    session = get_object_or_404(Session.objects.select_related("committee__organiser__place"), pk=session_id)
    if not runs(user, session.committee):
        raise Http404
    return session
