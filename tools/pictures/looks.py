"""Who has looked at an application on its way: lines of the read log, as the stations' pages leave them."""

import datetime as dt

from named import cases

from zhicheng.people.models import Account
from zhicheng.people.read_log import Look, Visit, write


def add() -> None:
    """Each station that the application has reached has opened it, two of its files and the form."""
    row = cases()["waiting"]
    visits = []
    for station in row.stations.exclude(arrived_at=None).select_related("organisation"):
        account = Account.objects.filter(memberships__organisation=station.organisation).first()
        look = Look(row.person_id, row.pk, station.organisation_id)
        for minute, page in enumerate(("vetting:case", "vetting:file", "vetting:file", "vetting:form")):
            at = station.arrived_at + dt.timedelta(hours=3, minutes=minute * 4)
            visits.append(Visit(at, page, account.pk, (look,)))
    write(visits)
