"""Which stations have stamped the printed form: the log of the paper stage (DC2022-2.10)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.access import User, acts_for
from zhicheng.people.models import Organisation
from zhicheng.people.queries import stood_in_for
from zhicheng.policy.routes import COMMITTEE, OWN_COMMITTEE, PROVINCIAL_COMMITTEE, SUPERIOR
from zhicheng.vetting.access import role_at
from zhicheng.vetting.models import PaperStamp

STAMPED_IN = frozenset({State.AUDITED, State.PAPER_SENT})
WITHOUT = frozenset(
    {COMMITTEE, OWN_COMMITTEE, PROVINCIAL_COMMITTEE, SUPERIOR}
)  # who receives; whose letter it is


@dataclass(frozen=True, slots=True)
class StampLine:
    """A station that has passed the file, and its stamp on the form printed of the last version; None: not noted."""

    station: str
    organisation: Organisation
    passed_at: dt.datetime
    stamp: PaperStamp | None


def own_stamp(user: User, lines: Sequence[StampLine]) -> StampLine | None:
    """The line that the account may fill in: its station has passed the file and noted no stamp yet."""
    return next(
        (
            one
            for one in lines
            if one.stamp is None and acts_for(user, one.organisation, role_at(one.station))
        ),
        None,
    )


def stamp_lines(application: Application) -> list[StampLine]:
    """The stations in their order, both companies of a dispatched person's. Three SQL statements."""
    last = application.submissions.order_by("-version").values("pk")[:1]
    rows = PaperStamp.objects.filter(application=application, submission__in=last)
    rows = rows.select_related("noted_by").annotate(
        noted_for=stood_in_for("noted_by", "organisation", "noted_at")
    )
    stamps = {(one.station_name, one.organisation_id): one for one in rows}
    companies = list(application.companies.select_related("organisation").order_by("passed_at"))
    found = []
    for station in application.stations.select_related("organisation").exclude(name__in=WITHOUT):
        if station.passed_at is None:
            continue
        both = companies if station.position == 1 else []
        whose = [(one.organisation, one.passed_at or station.passed_at) for one in both]
        for organisation, passed_at in whose or [(station.organisation, station.passed_at)]:
            stamp = stamps.get((station.name, organisation.pk))
            found.append(StampLine(station.name, organisation, passed_at, stamp))
    return found
