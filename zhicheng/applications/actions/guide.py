"""已阅读申报指南: once for each policy year, before its first cover (DC2022-2.1)."""

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.applications.law import CITY, version_of
from zhicheng.applications.models import GuideRead
from zhicheng.people.models import Account, Person
from zhicheng.trail.writing import write


@transaction.atomic
def confirm_guide(person: Person, year: int, *, by: Account) -> GuideRead:
    """Keep that the person has read the guide of the year, which version of the law it told, and when.

    Once a year; a second confirmation changes nothing.
    """
    version = version_of(year, CITY)
    made, new = GuideRead.objects.get_or_create(
        person=person, year=year, defaults={"version": version, "read_at": clock.now()}
    )
    if new:
        write("confirm_guide", "person", person.id, actor=by.id, facts={"year": year, "version": version})
    return made
