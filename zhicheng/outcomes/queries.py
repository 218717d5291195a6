"""Reads: which authority issues and confirms, and what waits for it."""

from zhicheng.people.models import Organisation
from zhicheng.planning.models import Committee, Session
from zhicheng.planning.queries import county_bureau


def document_issuer(session: Session) -> Organisation | None:
    """Who issues the title document: the province for senior titles (YN2023-4.4), else who confirms (AMB-13)."""
    if session.committee.level == "高级":
        return Organisation.objects.filter(kind=Organisation.Kind.PROVINCE, active=True).first()
    return confirming_bureau(session)


def confirming_bureau(session: Session) -> Organisation | None:
    """Who confirms and seals: the city for senior and city mid committees, the county for its own (KM2023-4.5)."""
    if session.committee.tier == Committee.Tier.COUNTY and session.committee.level != "高级":
        return county_bureau(session.committee)
    return Organisation.objects.filter(kind=Organisation.Kind.CITY_BUREAU, active=True).first()
