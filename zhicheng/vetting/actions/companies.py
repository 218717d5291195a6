"""劳务派遣: dispatch company and user unit audit and seal each for itself, in whichever order (KM2023-3.7, AMB-60)."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Company
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.queries import bearers
from zhicheng.vault.prepared import Prepared


def own_company(row: Application, organisation: Organisation) -> Company | None:
    """The side that the organisation has for a dispatched person; None for everybody else."""
    return next(iter(_side(row.pk, organisation.pk)), None)


@Prepared
def _side(application: UUID, organisation: UUID) -> QuerySet[Company]:
    rows = Company.objects.select_related("organisation")
    return rows.filter(application=application, organisation=organisation)[:1]


def seal_for(row: Application, company: Company) -> bool:
    """Note that the company has passed; whether both have now. Errors: Refused the second time."""
    if company.passed_at is not None:
        raise Refused(_("本单位已经审核盖章，等待另一家单位办理。"), clause="KM2023-3.7")
    company.passed_at = clock.now()
    company.save(update_fields=["passed_at"])
    return not row.companies.filter(passed_at__isnull=True).exists()


def tell_other(row: Application, company: Company) -> Organisation:
    """Tell the officers of the other company and the applicant who is awaited; the other company."""
    other = row.companies.select_related("organisation").exclude(pk=company.pk).get().organisation
    words = _("%(done)s已对%(name)s的申报公示、审核、盖章，请%(other)s办理。") % {
        "done": company.organisation.name,
        "name": row.applicant_name,
        "other": other.name,
    }
    for account in bearers(other.pk, Membership.Role.UNIT):
        send(account, _("劳务派遣人员申报等待本单位审核"), words, link=f"/vetting/{row.id}/")
    send(row.person.account_id, _("申报进度：等待另一家单位盖章"), words, link=f"/apply/{row.id}/")
    return other
