"""The unit writes 基层单位意见 (D-05)."""

from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
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
from zhicheng.vetting.ranking import free_ranks, rivals_of


@dataclass(frozen=True)
class Recommendation:
    """The opinion's parts (GUIDE-5.3.5, DC2022-2.9). `range`, `headcount`: who took part, how many.

    `posts`, `posts_filled`: of the level, where the unit manages posts (岗位管理); an institution that does not says why
    (`posts_note`). `rank`, `candidates`: the unit's ranking of its people of this session and level.
    """

    evaluation: str
    way: str
    range: str
    headcount: int
    recommends: bool
    opinion: str
    formed: str
    notice_text: str
    posts_managed: bool = False
    posts: int | None = None
    posts_filled: int | None = None
    posts_note: str = ""
    rank: int | None = None
    candidates: int | None = None


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
    parts = _with_posts(parts, row.unit)
    _check_rank(parts, row)
    submission = row.submissions.order_by("-version").first()
    if submission is None:
        raise Refused(_("这份申报还没有提交，不能填写意见。"))
    free_ranks(row)
    try:
        with transaction.atomic():
            opinion, _created = UnitOpinion.objects.update_or_create(
                submission=submission,
                defaults={
                    **asdict(parts),
                    "application": row,
                    "person_id": row.person_id,
                    "unit_id": row.unit_id,
                    "session_id": row.session_id,
                    "level": row.level,
                    "standing": True,
                    "written_by": by,
                    "written_at": clock.now(),
                },
            )
    except IntegrityError:  # a colleague has given the rank to somebody else meanwhile
        raise Refused(_("这个推荐排序刚刚已用于本单位的另一人，请核对。"), field="rank") from None
    facts = {**asdict(parts), "submission": submission.content_hash}
    write("write_opinion", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return opinion


def _with_posts(parts: Recommendation, unit: Organisation) -> Recommendation:
    """The parts with figures where the unit manages posts, else with none. Errors: Refused with `.field`."""
    if parts.posts_managed:
        for name in ("posts", "posts_filled"):
            number = getattr(parts, name)
            if number is None or number < 0:
                raise Refused(_("请填写本级别的岗位数和已聘人数。"), clause="GUIDE-Q10", field=name)
        return replace(parts, posts_note="")
    if unit.institution and not parts.posts_note.strip():
        words = _("本单位是事业单位，请填写岗位数和已聘人数；确未实行岗位管理的，请说明原因。")
        raise Refused(words, clause="GUIDE-Q10", field="posts_note")
    return replace(parts, posts=None, posts_filled=None, posts_note=parts.posts_note.strip())


def _check_rank(parts: Recommendation, row: Application) -> None:
    """Errors: Refused where it is missing, or does not agree with what was written of the unit's other people."""
    clause = "GUIDE-5.3.5"
    if parts.rank is None or parts.candidates is None:
        if parts.recommends or parts.rank is not None or parts.candidates is not None:
            raise Refused(
                _("请填写推荐排序：第几名、共几名；只有一人的填第1名、共1名。"), clause=clause, field="rank"
            )
        return
    if not 1 <= parts.rank <= parts.candidates:
        raise Refused(_("名次须在1到总人数之间。"), clause=clause, field="rank")
    rivals = rivals_of(row)
    same = next((one for one in rivals if one.rank == parts.rank), None)
    if same is not None:
        words = _("本单位本次同级别的第%(rank)s名已是%(name)s，一个名次只能有一人。")
        raise Refused(words % {"rank": parts.rank, "name": same.name}, clause=clause, field="rank")
    most = max((one.candidates for one in rivals), default=0)
    least = max(most, len(rivals) + 1)
    if parts.candidates < least:
        words = _("本单位本次同级别已填写的推荐人数是%(many)s名，不能少于这个数。")
        raise Refused(words % {"many": least}, clause=clause, field="candidates")
