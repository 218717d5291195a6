"""The unit writes 基层单位意见 (D-05)."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.trail.writing import write
from zhicheng.vetting.access import must_decide
from zhicheng.vetting.models import UnitOpinion


@dataclass(frozen=True)
class Recommendation:
    """The opinion's parts (GUIDE-5.3.5, DC2022-2.9). `range`, `headcount`: who took part, how many."""

    evaluation: str
    way: str
    range: str
    headcount: int
    recommends: bool
    opinion: str
    formed: str
    notice_text: str


_LABELS = {
    "evaluation": "对专业技术工作的评价",
    "way": "推荐方式",
    "range": "参与推荐的人员范围",
    "opinion": "推荐意见",
    "formed": "意见形成情况",
    "notice_text": "公示情况",
}


@transaction.atomic
def write_opinion(
    application: Application, parts: Recommendation, by: Account, organisation: Organisation
) -> UnitOpinion:
    """Write or rewrite the opinion on what was submitted last, until the unit passes it. Errors: Refused."""
    row = flow.lock(application)
    if must_decide(row, by, organisation) is not Actor.UNIT:
        raise Refused(_("基层单位意见由用人单位填写。"), clause="GUIDE-5.3.5")
    for name, label in _LABELS.items():
        if not getattr(parts, name).strip():
            raise Refused(_("请填写“%(label)s”。") % {"label": label}, clause="GUIDE-5.3.5", field=name)
    if parts.headcount < 1:
        raise Refused(_("参与推荐的人数至少为1人。"), clause="GUIDE-5.3.5", field="headcount")
    submission = row.submissions.order_by("-version").first()
    if submission is None:
        raise Refused(_("这份申报还没有提交，不能填写意见。"))
    opinion, _created = UnitOpinion.objects.update_or_create(
        submission=submission,
        defaults={
            **asdict(parts),
            "application": row,
            "person_id": row.person_id,
            "written_by": by,
            "written_at": clock.now(),
        },
    )
    facts = {**asdict(parts), "submission": submission.content_hash}
    write("write_opinion", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return opinion
