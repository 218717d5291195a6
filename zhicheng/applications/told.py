"""Turn what a person told in 资格信息 into the objects of the law, each by its key of the case format."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.policy import facts as law


def day_in(value: object) -> dt.date | None:
    """The day of an ISO day or month (its first day); None for anything else."""
    text = str(value or "")
    try:
        return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return None


def yes(value: object, *, unknown: bool = False) -> bool:
    """A yes or no as forms keep it."""
    if value in (None, ""):
        return unknown
    return value in (True, "是", "true", "yes", "True", "1", 1)


def _freelance(data: Mapping[str, Any]) -> law.Freelance:
    recommender = data.get("recommended_by")
    return law.Freelance(**{**data, "recommended_by": law.Recommender(recommender) if recommender else None})


def _post_moved(data: Mapping[str, Any]) -> law.PostMoved:
    return law.PostMoved(**{**data, "document_on": day_in(data.get("document_on"))})


def _skill(data: Mapping[str, Any]) -> law.Skill | None:
    obtained = day_in(data.get("obtained_on"))
    return law.Skill(law.SkillLevel(data["level"]), obtained) if obtained else None


def _periods(data: list[Mapping[str, Any]]) -> tuple[law.Period, ...]:
    found = ((day_in(one.get("from")), day_in(one.get("to"))) for one in data)
    return tuple(law.Period(start, end) for start, end in found if start and end)


def _training(data: list[Mapping[str, Any]]) -> tuple[law.Training, ...]:
    return tuple(
        law.Training(law.TrainingKind(one["kind"]), one.get("months") or 0, one.get("subjects") or 0)
        for one in data
        if one.get("kind")
    )


def _relief(data: Mapping[str, Any]) -> law.ReliefService:
    commended = data.get("commended_by")
    return law.ReliefService(data.get("years") or 0, law.Commendation(commended) if commended else None)


MORE: dict[str, Callable[[Any], Any]] = {
    "in_post": bool,
    "excluded_periods": _periods,
    "post_moved": _post_moved,
    "freelance": _freelance,
    "mismatch_training": _training,
    "probation_assessed": bool,
    "similar_professions": bool,
    "employed_from": day_in,
    "unit_assessment": law.UnitAssessment,
    "skill": _skill,
    "origin_group": law.OriginGroup,
    "postdoc": lambda data: law.Postdoc(**data),
    "township": lambda data: law.Township(**data),
    "relief_service": _relief,
    "directed_area": str,
}
