"""考核: the unit assesses whom it presents for recognition or confirmation (GUIDE-Q18-0, Q16-0, Q17-1)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.trail.writing import write
from zhicheng.vetting.access import must_decide
from zhicheng.vetting.models import Assessment


@dataclass(frozen=True)
class Assessed:
    """The result, the time of employment or probation that was assessed (both days inside), and the opinion."""

    passed: bool
    since: dt.date
    until: dt.date
    opinion: str


@transaction.atomic
def assess(application: Application, parts: Assessed, by: Account, organisation: Organisation) -> Assessment:
    """Write or rewrite the assessment of what was submitted last, until the unit passes it. Errors: Refused."""
    row = flow.lock(application)
    if must_decide(row, by, organisation) is not Actor.UNIT:
        raise Refused(_("考核意见由用人单位填写。"), clause="GUIDE-Q18-0")
    kind = row_for(row.kind, row.channel)
    if not kind.unit_assesses:
        raise Refused(
            _("“%(kind)s”不填考核意见，请填写基层单位意见。") % {"kind": row.kind}, clause=kind.source
        )
    if parts.until < parts.since:
        raise Refused(_("结束日期不能早于开始日期。"), field="until", clause=kind.source)
    if parts.until > clock.today():
        raise Refused(_("期满以后才能考核，结束日期不能晚于今天。"), field="until", clause=kind.source)
    if not parts.opinion.strip():
        raise Refused(_("请填写考核意见。"), field="opinion", clause=kind.source)
    submission = row.submissions.order_by("-version").first()
    if submission is None:
        raise Refused(_("这份申报还没有提交，不能考核。"))
    made, _created = Assessment.objects.update_or_create(
        submission=submission,
        defaults={
            "application": row,
            "person_id": row.person_id,
            "passed": parts.passed,
            "since": parts.since,
            "until": parts.until,
            "opinion": parts.opinion.strip(),
            "written_by": by,
            "written_at": clock.now(),
        },
    )
    facts = {
        "passed": parts.passed,
        "since": parts.since.isoformat(),
        "until": parts.until.isoformat(),
        "opinion": made.opinion,
        "submission": submission.content_hash,
    }
    write("assess", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return made
