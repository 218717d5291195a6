"""Who may see results, issue documents, confirm and read the finished form. Strangers get 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.meeting.access import get_session_for_watcher
from zhicheng.outcomes.models import Archive, Confirmation, Recheck, TitleDocument
from zhicheng.outcomes.queries import confirming_bureau, document_issuer
from zhicheng.people.access import User, account_of, acts_for, organisations_of
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.reading import logged, of_case
from zhicheng.planning import access as planning
from zhicheng.planning.models import Session

Role = Membership.Role
APPLICATIONS = Application.objects.select_related(
    "person__account", "unit", "session__committee__organiser", "session__committee__place"
)


def get_session_for_reader(user: User, session_id: UUID) -> Session:
    """A session whose results the account may read: its office, its bureaus, supervisors. Errors: Http404."""
    return planning.get_session_for_reader(user, session_id, drawers=False)


def is_office(user: User, session: Session) -> bool:
    """Whether the account runs the session's committee."""
    return planning.runs(user, session.committee)


def issuer_for(user: User, session: Session) -> Organisation | None:
    """The bureau that issues the session's title document, where the account acts for it."""
    bureau = document_issuer(session)
    return bureau if acts_for(user, bureau, Role.BUREAU) else None


def confirmer_for(user: User, session: Session) -> Organisation | None:
    """The bureau that confirms the session's results, where the account acts for it."""
    bureau = confirming_bureau(session)
    return bureau if acts_for(user, bureau, Role.BUREAU) else None


def get_session_for_issuer(user: User, session_id: UUID) -> tuple[Session, Organisation]:
    """A session whose title document the account's bureau issues, with that bureau. Errors: Http404."""
    session = get_session_for_reader(user, session_id)
    bureau = issuer_for(user, session)
    if bureau is None:
        raise Http404
    return session, bureau


def get_session_for_confirmer(user: User, session_id: UUID) -> tuple[Session, Organisation]:
    """A session whose results the account's bureau confirms, with that bureau. Errors: Http404."""
    session = get_session_for_reader(user, session_id)
    bureau = confirmer_for(user, session)
    if bureau is None:
        raise Http404
    return session, bureau


@logged(lambda found: of_case(found[0], found[1].pk, Role.BUREAU))
def get_application_for_confirmer(user: User, application_id: UUID) -> tuple[Application, Organisation]:
    """An application whose result the account's bureau confirms, with that bureau. Errors: Http404."""
    account_of(user)
    row = get_object_or_404(APPLICATIONS, pk=application_id, session__isnull=False)
    bureau = confirmer_for(user, row.session) if row.session else None
    if bureau is None:
        raise Http404
    return row, bureau


@logged(lambda row: of_case(row, role=Role.OFFICE))
def get_failed_for_office(user: User, application_id: UUID) -> Application:
    """Who was not passed by a committee that the account runs, released or not. Errors: Http404."""
    rows = APPLICATIONS.filter(state__in=[State.VOTED, State.NOT_PASSED], ballot__passed=False)
    row = get_object_or_404(rows, pk=application_id)
    if row.session is None or not is_office(user, row.session):
        raise Http404
    return row


def get_application_for_applicant(user: User, application_id: UUID) -> Application:
    """The account's own application. Errors: Http404."""
    return get_object_or_404(APPLICATIONS, pk=application_id, person__account=account_of(user))


@logged(lambda confirmation: of_case(confirmation.application))
def get_confirmation_for_reader(user: User, application_id: UUID) -> Confirmation:
    """A confirmed result, for its applicant, the committee's office and the bureaus that issue and confirm.

    Errors: Http404.
    """
    rows = Confirmation.objects.select_related(
        "application__session__committee__organiser", "document", "bureau"
    )
    row = get_object_or_404(rows, pk=application_id)
    account = account_of(user)
    session = row.application.session
    if row.application.person.account_id == account.id or acts_for(user, row.bureau, Role.BUREAU):
        return row
    if session is not None and (is_office(user, session) or issuer_for(user, session)):
        return row
    raise Http404


@logged(lambda recheck: of_case(recheck.application, role=Role.OFFICE))
def get_recheck_for_office(user: User, recheck_id: UUID) -> Recheck:
    """A request to re-check a result of a committee that the account runs. Errors: Http404."""
    rows = Recheck.objects.select_related(
        "application__session__committee__organiser", "application__session__committee__place", "decided_by"
    )
    row = get_object_or_404(rows, pk=recheck_id)
    if row.application.session is None or not is_office(user, row.application.session):
        raise Http404
    return row


def get_document_for_reader(user: User, document_id: UUID) -> TitleDocument:
    """A title document, for whoever may read its session. Errors: Http404."""
    rows = TitleDocument.objects.select_related(
        "file", "session__committee__organiser", "issuer", "signature__account", "signature__organisation"
    )
    row = get_object_or_404(rows, pk=document_id)
    get_session_for_reader(user, row.session_id)
    return row


def get_session_for_keeper(user: User, session_id: UUID) -> Session:
    """A session whose package the account may ask for: its office, every supervisor. Errors: Http404."""
    return get_session_for_watcher(user, session_id).session


def get_archive_for_office(user: User, archive_id: UUID) -> Archive:
    """A package to take away, for its session's office: it holds opinions and review forms. Errors: Http404."""
    rows = Archive.objects.select_related("session__committee__organiser")
    row = get_object_or_404(rows, pk=archive_id)
    if not is_office(user, row.session):
        raise Http404
    return row


def bureaus_of(user: User) -> list[Organisation]:
    """The bureaus that the account is an officer of. Errors: Http404 where there is none."""
    mine = list(organisations_of(user, Role.BUREAU).order_by("kind", "code"))
    if not mine:
        raise Http404
    return mine
