"""Everything that is missing before 申报, each with where to complete it; advice apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.attachments import BY_KEY as BY_KEY_OF_ATTACHMENTS
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.judging import left_to_people
from zhicheng.applications.states import COVER_EDITABLE, State
from zhicheng.applications.stationing import Road, road_of
from zhicheng.dossiers.education import Code, ProofKind, code_of, code_words
from zhicheng.dossiers.hints import hints
from zhicheng.dossiers.models import Arrival, EducationProof, Qualification
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.qualifying import FACTS
from zhicheng.dossiers.qualifying import told as told_facts
from zhicheng.people.models import Person
from zhicheng.policy.findings import Finding, Outcome, Verdict


@dataclass(frozen=True)
class Item:
    """One thing to complete: what, where (a key of links.py) and why (clause, may be empty)."""

    text: str
    where: str
    clause: str = ""


def missing(case: CaseFile, verdict: Verdict, road: Road | None = None) -> tuple[Item, ...]:
    """What the application waits for, in the guide's order, then what the rules lack."""
    return (
        *_basics(case),
        *_unit(case, road if road is not None else road_of(case)),
        *_qualification(case),
        *_modules(case),
        *_education(case),
        *_attachments(case),
        *_proved_otherwise(case),
        *_unknown(case, verdict),
    )


def advice(case: CaseFile) -> tuple[Item, ...]:
    """What would help and does not hold the application up; one SQL statement, for files on their way."""
    found = _on_the_way(case) + _unconfirmed(case)
    for key, records in case.records.items():
        bare = sum(1 for record in records if not case.proofs_of(record))
        module = BY_KEY[key]
        if bare and module.evidence_hint:
            found.append(
                Item(
                    _("“%(module)s”有%(count)d条记录没有上传佐证图片，建议补充：%(hint)s。")
                    % {"module": module.label, "count": bare, "hint": module.evidence_hint},
                    f"module:{key}",
                    "GUIDE-5.2.0",
                )
            )
        for record in records:
            found += [
                Item(words, f"module:{key}", "GUIDE-5.2.0")
                for words in hints(module, record.data, clock.today()).values()
            ]
    for record in case.records.get("summary", []):
        length = len(str(record.data.get("text", "")))
        if length < 500:
            found.append(
                Item(
                    _("专业技术工作总结现有%(length)d字，建议写到1500至3000字。") % {"length": length},
                    "module:summary",
                )
            )
    for record in case.records.get("education", []):
        if code_of(record.data, case.book, clock.today()) in {Code.MISSING, Code.ENDS_SOON, Code.TOO_LONG}:
            words = code_words(record.data, case.book, clock.today())
            found.append(Item(words, "module:education", "KM2023-3.8"))
    found += [
        Item(
            _("“%(title)s”没有填写编号或提交日期，建议补充。") % {"title": one.title},
            f"attachment:{one.key}",
            "KM2023-3.5",
        )
        for one in case.attachments
        if BY_KEY_OF_ATTACHMENTS.get(one.key)
        and BY_KEY_OF_ATTACHMENTS[one.key].numbered
        and not (one.number and one.issued_on)
    ]
    years = len(case.records.get("assessments", []))
    if 0 < years < 5:
        found.append(
            Item(
                _("年度考核情况填写了%(years)d年，近五年的请填全。") % {"years": years}, "module:assessments"
            )
        )
    return tuple(found)


def _on_the_way(case: CaseFile) -> list[Item]:
    """Files that are not evidence yet: without them the submission would be frozen."""
    ways = Arrival.objects.filter(person_id=case.application.person_id).values_list(
        "record__module", "refused"
    )
    found = []
    for key, refused in sorted({(key, bool(refused)) for key, refused in ways}):
        words = (
            _("“%(module)s”有文件没有上传成功，请打开记录查看原因。")
            if refused
            else _("“%(module)s”还有文件在上传或处理中，等图片显示出来再申报，否则不会带上。")
        )
        found.append(Item(words % {"module": BY_KEY[key].label}, f"module:{key}", "GUIDE-5.2.0"))
    return found


def _unconfirmed(case: CaseFile) -> list[Item]:
    """The unit says whose person it is before it passes the file; nobody loses the window for waiting (GUIDE-5.3.3)."""
    unit, person = case.application.unit, case.person
    if person.unit_id != case.application.unit_id or person.unit_confirmed_at is not None:
        return []
    words = _(
        "“%(unit)s”还没有确认您是本单位人员。可以先提交，单位确认后才能审核通过；请提醒单位%(contact)s在“专业技术人员”中确认。"
    )
    contact = unit.contact_name or _("经办人")
    return [Item(words % {"unit": unit.name, "contact": contact}, "unit", "GUIDE-5.3.3")]


def _basics(case: CaseFile) -> list[Item]:
    person = case.person
    wanted = (
        (person.sex, _("基本信息：性别")),
        (person.birth_date, _("基本信息：出生日期")),
        (person.mobile, _("基本信息：手机号码")),
    )
    return [
        Item(_("%(what)s未填写。") % {"what": what}, "basics", "GUIDE-5.2.1")
        for value, what in wanted
        if not value
    ]


def _unit(case: CaseFile, road: Road) -> list[Item]:
    if case.person.unit_id is None:
        return [Item(_("基本信息：用人单位未选择。"), "unit", "KM2023-2.1a")]
    found = []
    state = State(case.application.state)
    same = case.person.unit_id == case.application.unit_id
    if not same and state in COVER_EDITABLE:
        found.append(Item(_("您已更换用人单位，请重新保存封面。"), "cover", "GUIDE-5.4.5"))
    elif not same and state is State.RETURNED:
        words = _("您已更换用人单位，请在“申报记录”中报告，由新单位确认后重新推荐。")
        found.append(Item(words, "unit", "GUIDE-5.4.5"))
    if not road.stops:
        found.append(Item(road.problem, "unit", road.clause))
    return found


def _qualification(case: CaseFile) -> list[Item]:
    told = case.qualification or Qualification()
    freelance = told.employment == Qualification.Employment.FREELANCE
    wanted: list[tuple[object, str, str]] = [
        (told.employment or None, _("用工形式"), "KM2023-2.1a"),
        (told.post or None, _("岗位类别"), "KM2023-2.1a"),
        (told.civil_servant, _("是否公务员（含参公管理人员）"), "KM2023-2.1b"),
        (told.on_secondment, _("是否在借调、挂职"), "GUIDE-Q11"),
    ]
    if case.kind.by_committee:
        wanted.append((told.first_application, _("是否首次申报职称评审"), "KM2023-5.3b"))
    if case.kind.by_committee and not freelance and not case.from_outside:
        wanted += [
            (told.insured_from, _("在昆明市连续参保的起始日期"), "KM2023-2.4"),
            (told.insured_unit or None, _("现参保单位"), "KM2023-2.4"),
        ]
    facts = told_facts(case.qualification)
    wanted += [(facts.get(name), FACTS[name].field.label, FACTS[name].clause) for name in case.kind.facts]
    if case.person.identity == Person.Identity.FOREIGN:
        wanted.append((told.work_permit, _("是否持有外国人工作许可证"), "KM2023-2.1a"))
    return [
        Item(_("资格信息：%(what)s未填写。") % {"what": what}, "qualification", clause)
        for value, what, clause in wanted
        if value is None
    ]


def _modules(case: CaseFile) -> list[Item]:
    return [
        Item(_("“%(module)s”还没有填写。") % {"module": BY_KEY[key].label}, f"module:{key}", "GUIDE-5.2.2")
        for key in case.kind.sections
        if not case.records.get(key) and not (key == "titles" and _needs_no_title(case))
    ]


def _education(case: CaseFile) -> list[Item]:
    """Online codes that have run out: a station could not look the education up (KM2023-3.8)."""
    if "education_proof" not in case.kind.attachments:
        return []
    today = clock.today()
    return [
        Item(code_words(record.data, case.book, today), "module:education", "KM2023-3.8")
        for record in case.records.get("education", [])
        if code_of(record.data, case.book, today) is Code.EXPIRED
    ]


def _needs_no_title(case: CaseFile) -> bool:
    """A first application, and a channel without lower title, come from people who hold none."""
    told = case.qualification
    return case.application.channel in {"首次直接申报", "高技能人才"} or bool(told and told.first_application)


def _attachments(case: CaseFile) -> list[Item]:
    return [
        Item(
            _("附件“%(title)s”没有上传。") % {"title": demand.title},
            f"attachment:{demand.key}",
            demand.source,
        )
        for demand in case.demands
        if demand.required and demand.key not in case.attached_keys
    ]


def _proved_otherwise(case: CaseFile) -> list[Item]:
    """The unit's proof of an education that was changed since; a SQL statement where such a proof is attached."""
    files = [one.file_id for one in case.attachments if one.key == ProofKind.UNIT.value]
    if not files:
        return []
    rows = EducationProof.objects.filter(person=case.person, file__in=files).select_related("record")
    words = _("单位书面证明写的学历（%(education)s）与现在填写的不一致，请让单位重新出具并更换附件。")
    return [
        Item(words % {"education": one}, f"attachment:{ProofKind.UNIT.value}", "KM2023-3.8")
        for one in rows
        if one.record is None or not one.holds_for(one.record.data)
    ]


# Where the fact that a rule lacks is told.
_WHERE = {
    "E-09": "module:education",
    "E-22": "attachment:new_results",
    "E-33": "module:assessments",
    "PAPERS": "module:papers",
}


# Rules whose answer means nothing while their module is empty.
_RESTS_ON = {
    "E-09": ("module:education",),
    "E-11": ("module:titles", "module:education"),
    "E-30": ("module:education",),
    "E-33": ("module:assessments", "module:education"),
    "LADDER": ("module:titles", "module:education"),
}


def settled(verdict: Verdict, items: Iterable[Item]) -> tuple[Finding, ...]:
    """The failures that stand whatever is still completed; none while the cover itself no longer holds."""
    empty = {item.where for item in items}
    if "cover" in empty:
        return ()
    return tuple(
        finding
        for finding in verdict.findings
        if finding.bars and not empty.intersection(_RESTS_ON.get(finding.rule, ()))
    )


def _unknown(case: CaseFile, verdict: Verdict) -> list[Item]:
    """Facts that the rules need and nobody but the applicant can tell."""
    return [
        Item(
            finding.sentence + finding.remedy,
            _WHERE.get(finding.rule, "qualification"),
            finding.clause,
        )
        for finding in verdict.findings
        if finding.outcome is Outcome.UNKNOWN and not left_to_people(finding)
    ]
