"""What still stands in the way of 通过, in words, each with its clause: for page and act alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.casefile import standing_entrustment
from zhicheng.applications.coming import named_by_last
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application, Company, Entrustment, NamedFile, Submission
from zhicheng.applications.states import State
from zhicheng.integrity.models import Suspension
from zhicheng.people.area import checking_bureau
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.policy.rules.scope import BY_ENTRUSTMENT
from zhicheng.public_notice.models import NoticeEntry
from zhicheng.public_notice.queries import is_over, standing_entry, unit_entries
from zhicheng.ui.templatetags.ui import cn_date, cn_moment
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.models import Assessment, Preparation, UnitOpinion
from zhicheng.vetting.ranking import must_have_vacancy, rivals_of

CHECK_POINTS = ("合法性", "真实性", "完整性", "有效性")  # GUIDE-5.3.0
UNIT_STATES = frozenset({State.AT_UNIT, State.UNIT_NOTICE, State.NOTICE_OBJECTION})


@dataclass(frozen=True)
class Blocker:
    """Something missing. `key`: suspended, unchecked, joining, objection, upheld, notice, opinion, assessment and so on."""

    key: str
    sentence: str
    clause: str


@dataclass(frozen=True)
class UnitTasks:
    """What the unit has done so far on the version submitted last."""

    submission: Submission | None
    opinion: UnitOpinion | None
    assessment: Assessment | None
    entries: Sequence[NoticeEntry]
    standing: NoticeEntry | None
    suspended: bool
    needs_notice: bool
    assesses: bool
    entrustment: Entrustment | None = None
    needs_consent: bool = False
    needs_opinion: bool = True
    institution: bool = False
    most: int = 0  # of the unit's other people: among how many they are ranked
    separate: bool = False
    preparation: Preparation | None = None


def unit_tasks(
    application: Application,
    submission: Submission | None = None,
    *,
    company: Organisation | None = None,
) -> UnitTasks:
    """Load what the unit's part rests on. `submission`: the last one, where the caller has it already.

    `company`: for which of a dispatched person's two companies (KM2023-3.7), else for the unit alone.
    """
    if submission is None:
        submission = next(iter(_last(application.pk)), None)
    entries = unit_entries(application)
    if company is not None:
        entries = [entry for entry in entries if entry.notice.publisher_id == company.id]
    unit = company if company is not None else application.unit
    entrusted = application.unit.unit_kind in BY_ENTRUSTMENT
    kind = row_for(application.kind, application.channel)
    opinion, assessment = getattr(submission, "unit_opinion", None), getattr(submission, "assessment", None)
    prepared = None
    if unit.separates_passing and submission is not None:
        prepared = _standing_preparation(submission, unit, opinion, assessment)
    return UnitTasks(
        submission=submission,
        opinion=opinion,
        assessment=assessment,
        entries=entries,
        standing=standing_entry(application, submission, entries),
        suspended=_is_suspended(application, unit.pk),
        needs_notice=kind.unit_notice,
        assesses=kind.unit_assesses,
        entrustment=standing_entrustment(application.pk) if entrusted else None,
        needs_consent=entrusted and kind.by_committee,
        needs_opinion=company is None or company.id == application.holder_id,
        institution=application.unit.institution,
        most=max((one.candidates for one in rivals_of(application)), default=0)
        if opinion is not None and opinion.rank is not None
        else 0,
        separate=unit.separates_passing,
        preparation=prepared,
    )


def _standing_preparation(
    submission: Submission, unit: Organisation, opinion: UnitOpinion | None, assessment: Assessment | None
) -> Preparation | None:
    """What the unit has prepared last of the version; void once its opinion has been written anew."""
    found = next(iter(_prepared(submission.pk, unit.pk)), None)
    written = [one.written_at for one in (opinion, assessment) if one is not None]
    return found if found is not None and all(at <= found.prepared_at for at in written) else None


def prepared_at(unit: Organisation) -> QuerySet[Preparation]:
    """What the unit has prepared last of each application and nobody has passed, the longest waiting first."""
    newer = Preparation.objects.filter(
        application=OuterRef("application"), organisation=unit, prepared_at__gt=OuterRef("prepared_at")
    )
    later = Submission.objects.filter(
        application=OuterRef("application"), version__gt=OuterRef("submission__version")
    )
    sealed = Company.objects.filter(
        application=OuterRef("application"), organisation=unit, passed_at__isnull=False
    )
    rows = Preparation.objects.filter(organisation=unit, application__state__in=sorted(UNIT_STATES))
    rows = rows.exclude(Exists(newer)).exclude(Exists(later)).exclude(Exists(sealed))
    rows = rows.exclude(submission__unit_opinion__written_at__gt=F("prepared_at"))
    return rows.select_related("application").order_by("prepared_at", "id")


@Prepared
def _prepared(submission: UUID, organisation: UUID) -> QuerySet[Preparation]:
    rows = Preparation.objects.filter(submission=submission, organisation=organisation)
    return rows.order_by("-prepared_at", "-id")[:1]


@Prepared
def _last(application: UUID) -> QuerySet[Submission]:
    rows = Submission.objects.filter(application=application)
    return rows.select_related("unit_opinion", "assessment", "corrects").order_by("-version")[:1]


def _is_suspended(application: Application, unit_id: UUID) -> bool:
    """Whether the unit may not recommend this year; where the case's loader has asked for its own unit, as it says."""
    known = getattr(application, "unit_suspended", None)
    if known is not None and unit_id == application.unit_id:
        return bool(known)
    return bool(_suspensions(unit_id, application.year))


@Prepared
def _suspensions(unit: UUID, year: int) -> QuerySet[Suspension, tuple[UUID]]:
    rows = Suspension.objects.filter(unit=unit, year=year, lifted_at__isnull=True)
    return rows.order_by().values_list("pk")


def blockers(
    application: Application, tasks: UnitTasks | None = None, *, company: Organisation | None = None
) -> list[Blocker]:
    """Everything that keeps the station from passing the application on; empty when it may pass.

    Later stations need their opinion, which the act asks for itself, that no attachment is under way, and that a
    correction (补正) has left as it was what the unit has published. `tasks`: as loaded by unit_tasks();
    `company`: as there.
    """
    found = [_awaited(one) for one in named_by_last(application) if one.open]
    if State(application.state) not in UNIT_STATES:
        return found + _changed_after_notice(application)
    done = tasks or unit_tasks(application, company=company)
    if done.suspended:
        words = _("本单位%(year)s年度被暂停推荐，不能推荐人选。") % {"year": application.year}
        found.append(Blocker("suspended", words, "KM2023-6.3b"))
    found += _unchecked(company or application.unit) + _unconfirmed(application)
    if any(entry.worst == "open" for entry in done.entries):  # type: ignore[attr-defined]  # annotated
        found.append(Blocker("objection", _("公示收到的异议还没有核查答复。"), "GUIDE-1.3.4"))
    if done.standing is not None and done.standing.worst == "upheld":  # type: ignore[attr-defined]  # annotated
        found.append(Blocker("upheld", _("公示异议成立，不能推荐，请选择“不予推荐”。"), "GUIDE-1.3.1"))
    if done.needs_notice:
        found += _notice_blockers(done)
    if done.needs_consent and done.entrustment is None:
        words = _("委托评审须经本单位同意，并写明由哪个上级主管单位出具委托评审函。")
        found.append(Blocker("consent", words, "KM2023-2.3"))
    if done.needs_opinion:
        found += _opinion_blockers(done)
    if done.separate and done.preparation is None:
        words = _("本单位实行经办与审核分开，还没有人送审。")
        found.append(Blocker("prepare", words, "KM2023-6.1"))
    return found


def _unconfirmed(application: Application) -> list[Blocker]:
    """The unit passes only whom it has confirmed as its own."""
    person = application.person
    if person.unit_id == application.unit_id and person.unit_confirmed_at is not None:
        return []
    words = _(
        "还没有确认申报人是本单位人员，请先在“专业技术人员”的“待确认”中确认；不是本单位人员的，请选择“重置流程”，由其更换单位。"
    )
    return [Blocker("joining", words, "GUIDE-5.3.3")]


def _unchecked(unit: Organisation) -> list[Blocker]:
    """Before its first recommendation the bureau has found the unit's credit code right; asks only where it has not."""
    if unit.checked_at is not None:
        return []
    bureau = checking_bureau(unit).contact
    words = _(
        "本单位的统一社会信用代码还没有核验（首次推荐前核验一次）。请带营业执照或法人证书联系%(bureau)s核验。"
    )
    if unit.check_refused_at is not None:
        words = _("本单位的统一社会信用代码核验未通过（%(why)s）。请在“单位信息”中改正，或联系%(bureau)s。")
    return [Blocker("unchecked", words % {"bureau": bureau, "why": unit.check_words}, "GUIDE-5.4.4")]


def all_points(checked: Sequence[str]) -> list[str]:
    """The unit's four check points in order. Errors: Refused where one is not ticked."""
    missing = [point for point in CHECK_POINTS if point not in checked]
    if missing:
        raise Refused(
            _("请逐项核对申报材料并勾选：%(points)s。") % {"points": "、".join(missing)},
            clause="GUIDE-5.3.0",
            field="checked",
        )
    return list(CHECK_POINTS)


def _opinion_blockers(done: UnitTasks) -> list[Blocker]:
    if done.assesses:
        return _assessment_blockers(done)
    if done.opinion is None:
        return [Blocker("opinion", _("还没有填写并提交基层单位意见。"), "GUIDE-5.3.4")]
    if not done.opinion.recommends:
        words = _("基层单位意见为“不同意推荐”。不推荐的，请选择“不予推荐”。")
        return [Blocker("refused", words, "GUIDE-5.3.5")]
    return _figure_blockers(done, done.opinion)


def _figure_blockers(done: UnitTasks, opinion: UnitOpinion) -> list[Blocker]:
    """岗位职数 of institutions, and a ranking that agrees with the unit's others; more ranked than vacant is told only."""
    found = []
    if done.institution and opinion.posts is None and not opinion.posts_note:
        words = _("事业单位的基层单位意见还没有填写岗位数和已聘人数。")
        found.append(Blocker("posts", words, "GUIDE-Q10"))
    if opinion.vacant == 0 and must_have_vacancy(done.submission):
        words = _("由工勤技能或管理岗位转岗申报的，专业技术岗位须有空余；单位意见填写的空缺岗位为0个。")
        found.append(Blocker("vacancy", words, "GUIDE-Q10"))
    if opinion.rank is None:
        found.append(Blocker("rank", _("基层单位意见还没有填写推荐排序。"), "GUIDE-5.3.5"))
    elif (opinion.candidates or 0) < done.most:
        words = _("本单位本次同级别推荐人数已变为共%(many)s名，请重新填写推荐排序。")
        found.append(Blocker("rank", words % {"many": done.most}, "GUIDE-5.3.5"))
    return found


def _awaited(one: NamedFile) -> Blocker:
    words = _("附件“%(title)s”还在上传，最迟%(due)s传到；传到或过期后才能通过。")
    return Blocker("awaited", words % {"title": one.title, "due": cn_moment(one.due_at)}, "GUIDE-1.4")


def _changed_after_notice(application: Application) -> list[Blocker]:
    last = next(iter(_last(application.pk)), None)
    if (
        getattr(last, "corrects", None) is None
        or not row_for(application.kind, application.channel).unit_notice
    ):
        return []
    entries = unit_entries(application)
    if not entries or standing_entry(application, last, entries) is not None:
        return []
    words = _("补正改变了单位公示过的内容，须返回用人单位重新公示，不能直接通过。")
    return [Blocker("notice", words, "KM2023-3.6")]


def _assessment_blockers(done: UnitTasks) -> list[Blocker]:
    if done.assessment is None:
        return [Blocker("assessment", _("还没有填写考核意见。"), "GUIDE-Q18-0")]
    if not done.assessment.passed:
        words = _("考核不合格，不能报送。请选择“不予推荐”，或退回本人。")
        return [Blocker("refused", words, "GUIDE-Q18-0")]
    return []


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
            Blocker(
                "notice_running",
                words % {"count": notice.workdays, "day": cn_date(notice.ends_on)},
                "KM2023-3.6",
            )
        ]
    return [Blocker("notice_open", _("公示期已满，还没有填写公示结果并盖章。"), "GUIDE-1.3.1")]
