"""岗位职数 and the unit's ranking of its candidates: who else is ranked, what is suggested, both in words."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import ENDS
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.models import UnitOpinion


@dataclass(frozen=True)
class Rival:
    """Another candidate of the unit, in the same session and at the same level."""

    application: UUID
    name: str
    rank: int
    candidates: int


def rivals_of(application: Application) -> list[Rival]:
    """The others whom the unit has ranked in this session at this level, the first of them first."""
    rows = _ranked(application.unit_id, application.session_id, application.level)
    return [
        Rival(pk, name, rank or 0, candidates or 0)
        for pk, name, rank, candidates in rows
        if pk != application.pk
    ]


@Prepared
def _ranked(
    unit: UUID, session: UUID | None, level: str
) -> QuerySet[UnitOpinion, tuple[UUID, str, int | None, int | None]]:
    rows = UnitOpinion.objects.filter(
        unit=unit,
        session=session,
        level=level,
        standing=True,
        rank__isnull=False,
        application__session=session,
    )
    rows = rows.exclude(application__state__in=sorted(ENDS)).order_by("rank")
    return rows.values_list("application_id", "application__applicant_name", "rank", "candidates")


def free_ranks(application: Application) -> None:
    """Ranks of those who are no candidates of this session and level any more are free again. Inside the act."""
    rows = UnitOpinion.objects.filter(unit=application.unit_id, standing=True)
    over = Q(application__state__in=sorted(ENDS)) | ~Q(application__session=F("session"))
    own = Q(application=application)
    rows.filter(own | (over & Q(session=application.session_id, level=application.level))).update(
        standing=False
    )


def suggested_rank(application: Application) -> tuple[int, int]:
    """The first rank that nobody has, and among how many, to start from."""
    rivals = rivals_of(application)
    taken = {one.rank for one in rivals}
    rank = next(number for number in range(1, len(taken) + 2) if number not in taken)
    return rank, max([rank, *(one.candidates for one in rivals)])


def must_have_vacancy(submission: Submission | None) -> bool:
    """Whether somebody comes from a worker's or manager's post, for whom a professional post must be vacant (GUIDE-Q10)."""
    told = (submission.content.get("qualification") if submission else None) or {}
    return bool((told.get("more") or {}).get("post_moved"))


def posts_in_words(opinion: UnitOpinion) -> str:
    """The posts of the level, or that the unit has none to tell."""
    if opinion.posts is None:
        return _("不实行岗位管理") + (f"（{opinion.posts_note}）" if opinion.posts_note else "")
    words = _("本级别岗位%(posts)s个，已聘%(filled)s人，空缺%(vacant)s个")
    more = (
        _("，超出%(over)s人") % {"over": over}
        if (over := (opinion.posts_filled or 0) - opinion.posts) > 0
        else ""
    )
    facts = {"posts": opinion.posts, "filled": opinion.posts_filled, "vacant": opinion.vacant}
    return words % facts + more


def rank_in_words(opinion: UnitOpinion) -> str:
    """第2名（本单位本次同级别共5名）; empty where nobody was ranked."""
    if opinion.rank is None:
        return ""
    words = _("第%(rank)s名（本单位本次同级别共%(candidates)s名）")
    return words % {"rank": opinion.rank, "candidates": opinion.candidates}


def beyond_vacancies(opinion: UnitOpinion) -> bool:
    """Whether the rank goes beyond the vacant posts: told to every station, and no bar by itself."""
    return opinion.vacant is not None and opinion.rank is not None and opinion.rank > opinion.vacant
