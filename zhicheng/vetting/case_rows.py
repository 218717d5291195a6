"""The rows of one case as its page and its access check read them."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from zhicheng.applications.models import Application, Defect, MaterialRequest, Station
from zhicheng.integrity.models import Suspension
from zhicheng.register.models import Certificate
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.models import Suspicion

_READ = (
    "number", "year", "kind", "channel", "level", "title", "state", "state_since", "due_on", "holder_id",
    "applicant_name", "submitted_at", "first_unit_pass_at", "version", "ended_at", "person__account_id", "person__unit_id",
    "person__unit_confirmed_at", "unit__name",
    "unit__place_id", "unit__unit_kind", "unit__separates_passing", "unit__institution", "session__year",
    "session__paper_stage", "session__upload_grace",
    "session__committee__name", "session__committee__tier", "session__committee__level",
    "session__committee__organiser_id", "session__committee__place_id",
)  # fmt: skip
_READ_STATION = ("application_id", "name", "position", "arrived_at", "passed_at", "organisation__name")


@Prepared
def case_rows(application: UUID) -> QuerySet[Application]:
    """The submitted application, if there is one of this id, with what its page asks in passing."""
    rows = Application.objects.filter(pk=application, submitted_at__isnull=False)
    return (
        rows.select_related("person", "unit", "session__committee")
        .only(*_READ)
        .annotate(
            suspected=Exists(Suspicion.objects.filter(application=OuterRef("pk"))),
            holds_titles=Exists(
                Certificate.objects.filter(person=OuterRef("person"), revoked_at__isnull=True)
            ),
            asked_for=Exists(MaterialRequest.objects.filter(application=OuterRef("pk"))),
            passed_in_year=Exists(
                Application.objects.filter(
                    person=OuterRef("person"), year=OuterRef("year"), first_unit_pass_at__isnull=False
                )
            ),
            faulted=Exists(Defect.objects.filter(application=OuterRef("pk"))),
            unit_suspended=Exists(
                Suspension.objects.filter(
                    unit=OuterRef("unit"), year=OuterRef("year"), lifted_at__isnull=True
                )
            ),
        )
    )


@Prepared
def stations_of(application: UUID) -> QuerySet[Station]:
    """The stations of its route in order, with the names of the organisations."""
    rows = Station.objects.filter(application=application)
    return rows.select_related("organisation").only(*_READ_STATION)
