"""A station confirms records and facts that it has checked against their evidence (GUIDE-5.3.0)."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor
from zhicheng.dossiers.actions import verify as keep_verified
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.verification import subjects_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.vetting.access import must_decide

VERIFIER_OF = {
    Actor.UNIT: Verifier.UNIT,
    Actor.DEPARTMENT: Verifier.DEPARTMENT,
    Actor.BUREAU: Verifier.BUREAU,
    Actor.OFFICE: Verifier.OFFICE,
}


@transaction.atomic
def verify(
    application: Application, subjects: Collection[str], by: Account, organisation: Organisation
) -> int:
    """Confirm these subjects of what was submitted last, for the organisation that has the case; how many newly.

    Errors: Refused where it is not with them, where nothing is named, or where a subject was not submitted.
    """
    row = flow.lock(application)
    actor = must_decide(row, by, organisation)
    if not subjects:
        raise Refused(_("请先勾选已核对的内容。"), status=400)
    last = row.submissions.order_by("-version").first()
    there = subjects_in(last.content) if last else {}
    if not set(subjects) <= set(there):
        raise Refused(_("申报人已经修改过这些内容，请刷新页面后重新核对。"))
    chosen = {subject: there[subject] for subject in subjects}
    return keep_verified(row.person, chosen, VERIFIER_OF[actor], organisation=organisation, by=by)
