"""A task on a desk; what a unit has to do besides single applications."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.applications.models import Company
from zhicheng.applications.states import State as ApplicationState
from zhicheng.desks.links import link
from zhicheng.dossiers.models import EducationProof
from zhicheng.people.models import Membership
from zhicheng.people.unit_staff import PASSING
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vetting.checks import prepared_at

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, for which session, by which day (None: no clause sets one), and its page."""

    what: str
    about: str
    due: dt.date | None
    late: bool
    url: str


def of_unit(seat: Membership) -> list[Task]:
    """The unit's data, what is prepared for this person to pass, its dispatched people, the proofs that it writes."""
    return _own_unit(seat) + _prepared(seat) + _companies(seat) + _proofs(seat)


def _own_unit(seat: Membership) -> list[Task]:
    """The unit's data to be filled in; its credit code, as long as it is not found right; who has chosen it."""
    unit, url, found = seat.organisation, link("people:unit_profile"), []
    if unit.profile_completed_at is None:
        found.append(Task(_("完善单位信息"), _("填好之后才能审核本单位的申报"), None, False, url))
    if unit.checked_at is None:
        waits, refused = _("首次推荐前须由人社部门核验一次"), _("核验未通过，请改正单位信息")
        words = refused if unit.check_refused_at else waits
        found.append(Task(_("统一社会信用代码核验"), words, None, False, url))
    if many := getattr(seat, "joining", 0):  # counted with the seat: queries.seats_of
        told = _("%(many)d人选择了本单位，确认后才能审核其申报") % {"many": many}
        joining = reverse("people:unit_people") + "?tab=joining"
        found.append(Task(_("确认本单位人员"), told, None, False, joining))
    return found


def _prepared(seat: Membership) -> list[Task]:
    """What a colleague has prepared and this person may pass, where the unit has the two apart (KM2023-6.1)."""
    if not seat.organisation.separates_passing or seat.position not in PASSING:
        return []
    rows = prepared_at(seat.organisation).exclude(prepared_by=seat.account_id)[:MOST_SHOWN]
    about = _("%(name)s　%(title)s，%(who)s %(at)s 送审")
    return [
        Task(
            _("通过已送审的申报"),
            about
            % {
                "name": one.application.applicant_name,
                "title": one.application.title,
                "who": one.who,
                "at": cn_moment(one.prepared_at),
            },
            None,
            False,
            link("vetting:case", one.application_id),
        )
        for one in rows
    ]


def _companies(seat: Membership) -> list[Task]:
    """Dispatched people whose file the other company holds, while this one has not sealed (KM2023-3.7)."""
    rows = (
        Company.objects.filter(
            organisation=seat.organisation,
            passed_at__isnull=True,
            application__state__in=[ApplicationState.AT_UNIT, ApplicationState.UNIT_NOTICE],
        )
        .exclude(application__holder=seat.organisation)
        .select_related("application")[:MOST_SHOWN]
    )
    return [
        Task(
            _("审核劳务派遣人员的申报"),
            f"{row.application.applicant_name}　{row.application.title}",
            None,
            False,
            link("vetting:case", row.application_id),
        )
        for row in rows
    ]


def _proofs(seat: Membership) -> list[Task]:
    """学历书面证明 that the unit is to write from the personal file (D-25)."""
    rows = EducationProof.objects.filter(unit=seat.organisation, answered_at=None, taken_back_at=None)
    what, rows = _("出具学历证明"), rows.select_related("person")[:MOST_SHOWN]
    return [
        Task(what, f"{one.person.name}，{one}", None, False, link("vetting:proof", one.pk)) for one in rows
    ]
