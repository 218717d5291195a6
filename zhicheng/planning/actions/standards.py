"""Standards: data that a bureau releases, versioned by day of issue; never the law's own values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.models import Standard
from zhicheng.policy.book import open_book
from zhicheng.trail.writing import write

CITY = "昆明市"
FIRST_YEAR = 2020  # of the law's values
KEYS = {"education", "title_level", "years", "min_papers"}


@transaction.atomic
def release_standard(
    *,
    series: str,
    level: str,
    issued_on: dt.date,
    document: str,
    rows: Sequence[Mapping[str, Any]],
    by: Account,
    organisation: Organisation,
    verified: bool = False,
) -> Standard:
    """A standard of a series and level: one row must be met (education, title_level, years, min_papers).

    Sessions bind the newest one issued by their call (KM2023-4.4b, AMB-46). `verified`: checked against the
    official text. Errors: Refused for a wrong row, papers demanded
    in a practice-heavy series (KM2023-6.2), a second one of the day, or who is no bureau.
    """
    if not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("评价标准由人社部门发布。"), status=404, clause="KM2023-4.4b")
    if not rows or any(set(row) - KEYS or "education" not in row for row in rows):
        raise Refused(
            _("请按“学历、原职称级别、任职年限”逐行填写标准条件。"), clause="KM2023-4.4b", field="rows"
        )
    heavy = open_book(max(issued_on.year, FIRST_YEAR), CITY).value("papers.practice_heavy")
    if series in heavy.words and any(row.get("min_papers") for row in rows):
        raise Refused(
            _("%(series)s系列实践性强，评价标准不得设论文数量要求。") % {"series": series},
            clause=heavy.clause,
            field="rows",
        )
    try:
        with transaction.atomic():
            row = Standard.objects.create(
                series=series,
                level=level,
                issued_on=issued_on,
                document=document,
                rows=[dict(one) for one in rows],
                verified=verified,
            )
    except IntegrityError as twice:
        raise Refused(_("这个系列和级别当天已发布过标准。"), clause="KM2023-4.4b") from twice
    facts = {"series": series, "level": level, "issued_on": issued_on.isoformat(), "rows": row.rows}
    write("release_standard", "standard", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return row
