"""A unit's open declarations go over to the unit that succeeds it: what was decided stays with who decided it."""

from zhicheng.applications.models import Application
from zhicheng.people.models import Organisation


def hand_over(application: Application, old: Organisation, new: Organisation) -> None:
    """Put `new` wherever the open declaration names `old` as unit, holder, station or company.

    The row is locked, the caller writes the record. A page of it that is open somewhere is outdated afterwards.
    """
    for name in ("unit", "holder"):
        if getattr(application, f"{name}_id") == old.pk:
            setattr(application, name, new)
    application.version += 1
    application.save(update_fields=["unit", "holder", "version"])
    application.stations.filter(organisation=old).update(organisation=new)
    application.companies.filter(organisation=old).update(organisation=new)
