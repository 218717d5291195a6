"""Defects recorded one by one with a return, a notice or a refusal; what should have been told before (KM2023-4.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.applications.casefile import demands_of
from zhicheng.applications.mending import place_of
from zhicheng.applications.models import Application, CorrectionNotice, Defect, Return
from zhicheng.applications.places import COVER, Place, label_of, value_at
from zhicheng.people.errors import Refused
from zhicheng.vetting.models import Decision, Undoing

MOST = 50  # defects of one decision
REASON, WORDS = 200, 500  # characters
_RETURNS = (Decision.Outcome.SEND_BACK, Decision.Outcome.RESET, Decision.Outcome.DEMAND)


@dataclass(frozen=True)
class Found:
    """One thing found wrong: the place, the common reason that was picked, own words."""

    place: Place
    reason: str = ""
    words: str = ""

    def kept(self) -> dict[str, str]:
        """As JSON, for a proposal that waits for a second officer."""
        return {**asdict(self.place), "reason": self.reason, "words": self.words}


@dataclass(frozen=True)
class Checked:
    """A defect that may be recorded: its place in words; `late`: it was there unchanged at the last return."""

    found: Found
    label: str
    late: bool

    @property
    def line(self) -> str:
        """For the message to the applicant."""
        said = "；".join(part for part in (self.found.reason, self.found.words) if part)
        return f"{self.label}：{said}"


class ToldLate(Refused):
    """Something was there unchanged at the last return, which did not tell it: the officer has to know."""


def must_list(defects: Sequence[Found]) -> None:
    """At least one thing is named: the applicant is told everything at once (KM2023-4.2). Errors: Refused."""
    if not defects:
        raise Refused(_("请逐项列出问题，至少一项，一次列全。"), clause="KM2023-4.2")


def check(row: Application, defects: Sequence[Found], *, cover_closed: bool, knowing: bool) -> list[Checked]:
    """Look every defect over against what was submitted last.

    `cover_closed`: the applicant will not be able to change the cover; `knowing`: the officer has been warned.
    Errors: Refused for an unknown place, without words, on the cover where it stays closed; ToldLate.
    """
    if not defects:
        return []
    if len(defects) > MOST:
        raise Refused(_("一次最多列%(most)d项。") % {"most": MOST}, status=400)
    last = row.submissions.order_by("-version").first()
    content: Mapping[str, Any] = last.material if last else {}
    demands = demands_of(row)
    before = _last_return(row)
    told = [place_of(one) for one in row.defects.all()] if before is not None else []
    checked = []
    for one in defects:
        label = label_of(content, one.place, demands)
        if label is None:
            raise Refused(_("申报材料里没有选中的这一处，请刷新页面后重新选择。"), status=400)
        if not (one.reason.strip() or one.words.strip()):
            raise Refused(_("请为“%(label)s”选择原因或写明问题。") % {"label": label}, status=400)
        if len(one.reason) > REASON or len(one.words) > WORDS:
            raise Refused(_("每一项最多%(most)d字。") % {"most": WORDS}, status=400)
        if cover_closed and one.place.section == COVER:
            raise Refused(
                _("返回修改后申报人不能改封面；封面有误的，请办理“重置流程”。"), clause="GUIDE-5.3.4"
            )
        checked.append(Checked(one, label, before is not None and _is_late(one.place, before, content, told)))
    late = [one.label for one in checked if one.late]
    if late and not knowing:
        raise ToldLate(
            _(
                "上次退回时这些内容就是这样，当时没有指出：%(labels)s。应当一次性告知，确需退回的请勾选说明后再办理。"
            )
            % {"labels": "、".join(late)},
            clause="KM2023-4.2",
            field="knowing",
        )
    return checked


def keep(
    row: Application,
    decision: Decision,
    entry: Return | None,
    checked: Sequence[Checked],
    notice: CorrectionNotice | None = None,
) -> None:
    """Record the defects of a decision, in the order in which they were given."""
    Defect.objects.bulk_create(
        Defect(
            application=row,
            person_id=row.person_id,
            submission_id=decision.submission_id,
            entry=entry,
            notice=notice,
            organisation_id=decision.organisation_id,
            position=position,
            **asdict(one.found.place),
            label=one.label,
            reason=one.found.reason.strip(),
            words=one.found.words.strip(),
            late=one.late,
            found_at=decision.decided_at,
        )
        for position, one in enumerate(checked, start=1)
    )


def lines(checked: Sequence[Checked]) -> str:
    """The numbered list for the applicant; empty where nothing was listed."""
    return "\n".join(f"{number}. {one.line}" for number, one in enumerate(checked, start=1))


def _last_return(row: Application) -> Mapping[str, Any] | None:
    """What had been submitted at the last return or 补正通知; None where there was none."""
    decisions = Decision.objects.filter(application=row, outcome__in=_RETURNS).select_related("submission")
    withdrawn = Undoing.objects.filter(kind=Undoing.Kind.WITHDRAWN, confirmed_at__isnull=False)
    decisions = decisions.exclude(pk__in=withdrawn.values("decision_id"))
    last = decisions.order_by("submission__version", "decided_at").last()
    return last.submission.material if last else None


def _is_late(place: Place, before: Mapping[str, Any], now: Mapping[str, Any], told: Sequence[Place]) -> bool:
    if any(one.holds(place) for one in told):
        return False
    return bool(value_at(before, place) == value_at(now, place))
