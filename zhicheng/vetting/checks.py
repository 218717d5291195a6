"""What still stands in the way of 通过, in words, each with its clause: for page and act alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import State
from zhicheng.integrity.models import Suspension
from zhicheng.public_notice.models import NoticeEntry
from zhicheng.public_notice.queries import is_over, standing_entry, unit_entries
from zhicheng.vetting.models import UnitOpinion

CHECK_POINTS = ("合法性", "真实性", "完整性", "有效性")  # GUIDE-5.3.0
UNIT_STATES = frozenset({State.AT_UNIT, State.UNIT_NOTICE, State.NOTICE_OBJECTION})


@dataclass(frozen=True)
class Blocker:
    """Something missing. `key`: suspended, objection, upheld, notice, opinion and so on."""

    key: str
    sentence: str
    clause: str


@dataclass(frozen=True)
class UnitTasks:
    """What the unit has done so far on the version submitted last."""

    submission: Submission | None
    opinion: UnitOpinion | None
    entries: Sequence[NoticeEntry]
    standing: NoticeEntry | None
    suspended: bool
    needs_notice: bool


def unit_tasks(application: Application, submission: Submission | None = None) -> UnitTasks:
    """Load what the unit's part rests on. `submission`: the last one, where the caller has it already."""
    if submission is None:
        submission = application.submissions.select_related("unit_opinion").order_by("-version").first()
    entries = unit_entries(application)
    return UnitTasks(
        submission=submission,
        opinion=getattr(submission, "unit_opinion", None),
        entries=entries,
        standing=standing_entry(application, submission, entries),
        suspended=Suspension.objects.filter(
            unit_id=application.unit_id, year=application.year, lifted_at__isnull=True
        ).exists(),
        needs_notice=KINDS[Kind(application.kind)].unit_notice,
    )


def blockers(application: Application, tasks: UnitTasks | None = None) -> list[Blocker]:
    """Everything that keeps the station from passing the application on; empty when it may pass.

    Later stations need only their opinion, which the act asks for itself. `tasks`: as loaded by unit_tasks().
    """
    if State(application.state) not in UNIT_STATES:
        return []
    done = tasks or unit_tasks(application)
    found = []
    if done.suspended:
        words = _("本单位%(year)s年度被暂停推荐，不能推荐人选。") % {"year": application.year}
        found.append(Blocker("suspended", words, "KM2023-6.3b"))
    if any(entry.worst == "open" for entry in done.entries):  # type: ignore[attr-defined]
        found.append(Blocker("objection", _("公示收到的异议还没有核查答复。"), "GUIDE-1.3.4"))
    if done.standing is not None and done.standing.worst == "upheld":  # type: ignore[attr-defined]
        found.append(Blocker("upheld", _("公示异议成立，不能推荐，请选择“不予推荐”。"), "GUIDE-1.3.1"))
    if done.needs_notice:
        found += _notice_blockers(done)
    if done.opinion is None:
        found.append(Blocker("opinion", _("还没有填写并提交基层单位意见。"), "GUIDE-5.3.4"))
    elif not done.opinion.recommends:
        words = _("基层单位意见为“不同意推荐”。不推荐的，请选择“不予推荐”。")
        found.append(Blocker("refused", words, "GUIDE-5.3.5"))
    return found


def _notice_blockers(done: UnitTasks) -> list[Blocker]:
    if done.standing is None:
        words = _("还没有在本单位公示。")
        if done.entries:
            words = _("申报内容重新提交后，公示过的内容有变化（或流程已重置），要重新公示。")
        return [Blocker("notice", words, "KM2023-3.6")]
    notice = done.standing.notice
    if notice.closed_at is not None:
        return []
    if not is_over(notice):
        words = _("公示要满%(count)s个工作日，到%(day)s 24:00为止。")
        return [
            Blocker("notice_running", words % {"count": notice.workdays, "day": notice.ends_on}, "KM2023-3.6")
        ]
    return [Blocker("notice_open", _("公示期已满，还没有填写公示结果并盖章。"), "GUIDE-1.3.1")]
