"""撤回: the applicant takes the application back while no committee has it (AMB-33)."""

from django.db import transaction

from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event
from zhicheng.people.models import Account


@transaction.atomic
def withdraw(application: Application, *, by: Account, reason: str = "") -> Application:
    """End the application at the applicant's wish; it still counts for the year once a unit had passed it.

    Errors: MoveNotAllowed where a committee's office has it already, or it is not the account's own.
    """
    row = flow.lock(application)
    if row.person.account_id != by.id:
        raise flow.MoveNotAllowed(row, Event.WITHDRAW)
    return flow.move(application, Event.WITHDRAW, flow.By(Actor.APPLICANT, by), reason.strip())
