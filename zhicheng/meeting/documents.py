"""会前备案表 (D-13) and 会议纪要与投票记录 (D-15) as documents."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.documents import check_inputs, inputs
from zhicheng.meeting import course
from zhicheng.meeting.agenda import Agenda, Line, decided
from zhicheng.meeting.counting import Rule
from zhicheng.meeting.models import Meeting, SpotCheck
from zhicheng.meeting.statistics import in_words, passing
from zhicheng.planning.documents import Document, held_in_words, sealed_by_organiser
from zhicheng.planning.models import Filing, Session
from zhicheng.register.offline import fingerprint
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date, cn_moment

TEMPLATES = Path(__file__).with_name("typst")


def pre_meeting_filing(filing: Filing) -> Document:
    """The filing as it was made, with the bureau's answer once there is one."""
    session, content = filing.session, filing.content
    candidates: list[inputs.Candidate] = [
        {
            "name": name,
            "gender": sex,
            "unit": unit,
            "profession": profession,
            "current_title": current,
            "applied_title": title,
        }
        for _number, name, unit, profession, title, sex, current in content["list"]
    ]
    refused: list[inputs.Refused] = [
        {"name": name, "unit": unit, "applied_title": title, "reason": reason}
        for _number, name, unit, _profession, title, reason in content["refused"]
    ]
    data: inputs.PreMeetingFiling = {
        "case_number": filing.number or "",
        "version": "",
        "content_hash": filing.content_hash,
        "committee": session.committee.name,
        "organiser": session.committee.organisers_named,
        "year": str(session.year),
        "facts": [
            {"label": _("评审级别"), "value": session.committee.level},
            {"label": _("评审时间"), "value": cn_date(session.meeting_on)},
            {"label": _("评委人数"), "value": _("%(seats)s（单数）") % {"seats": session.seats}},
            {"label": _("候补人数"), "value": str(session.stand_ins)},
            *held_in_words(content),
        ],
        "plan": content["plan"],
        "audit": content["audit"],
        "publicity": content["publicity"],
        "candidates": candidates,
        "refused": refused,
        "filed_on": cn_date(filing.submitted_at),
        "signatures": sealed_by_organiser(filing),
        "answer": _answer(filing),
    }
    return Document(
        TEMPLATES / "pre_meeting_filing.typ", data, _("%(session)s会前备案表") % {"session": session}
    )


def _answer(filing: Filing) -> inputs.Answer | None:
    if filing.answered_at is None or filing.signature is None:
        return None
    accepted = filing.answer == Filing.Answer.ACCEPTED
    return {
        "organisation": filing.to.name,
        "result": _("予以备案") if accepted else _("不予备案"),
        "opinion": filing.reason or (_("备案编号：%(number)s。") % {"number": filing.number}),
        "decided_on": cn_date(filing.answered_at),
        "signatures": [drawn(filing.signature, role=_("经办人"), seal=_("职称评审专用章"))],
    }


def spot_check_record(check: SpotCheck) -> Document:
    """The draw with its seed and how to compute it again, and the findings."""
    findings = list(check.findings.all())
    data: check_inputs.SpotCheckRecord = {
        "case_number": str(check.session),
        "version": "",
        "content_hash": check.roster_hash,
        "committee": check.session.committee.name,
        "year": str(check.session.year),
        "facts": [
            {"label": _("评审时间"), "value": cn_date(check.session.meeting_on)},
            {"label": _("抽取时间"), "value": cn_moment(check.drawn_at)},
            {"label": _("抽取人"), "value": check.drawn_by.display_name},
            {"label": _("上会人数"), "value": str(len(check.roster))},
            {
                "label": _("抽查比例"),
                "value": _("%(share)s%%，%(many)s人") % {"share": check.share, "many": len(findings)},
            },
        ],
        "roster_hash": check.roster_hash,
        "seed": check.seed,
        "method": _(
            "对每个上会人员，把种子、一个换行符和申报编号连在一起求SHA-256，按结果由小到大排列，"
            "取前面的人数（比例乘以人数，小数进一）。名单摘要是全部申报编号排序后用换行符连接求得的SHA-256。"
        ),
        "more": [
            {
                "words": _("%(at)s %(who)s对抽查以后补充上会的%(all)s人按%(share)s%%另行抽取")
                % {
                    "at": cn_moment(one.drawn_at),
                    "who": one.drawn_by.display_name,
                    "all": len(one.roster),
                    "share": one.share,
                },
                "roster_hash": one.roster_hash,
                "seed": one.seed,
            }
            for one in check.supplements.all()
        ],
        "signatures": [drawn(check.signature, role=_("经办人"), seal=_("职称评审专用章"))]
        if check.signature
        else [],
        "findings": [
            {
                "number": one.application.number or "",
                "name": one.application.applicant_name,
                "unit": one.application.unit.name,
                "applied_title": one.application.title,
                "outcome": one.get_outcome_display(),
                "words": one.words,
            }
            for one in findings
        ],
    }
    return Document(
        TEMPLATES / "spot_check.typ", data, _("%(session)s抽查复核记录") % {"session": check.session}
    )


def minutes(session: Session, agenda: Agenda, *, opinions: bool = True) -> Document:
    """The minutes of a closed meeting: agenda, attendance, who kept away, opinions, counts, signatures.

    `opinions`: whether the readers' opinions are told; supervisors see none on anybody (YN2023-2.2a: they watch the
    procedure).
    """
    meeting = agenda.meeting
    if meeting is None:
        raise ValueError("a session without a meeting has no minutes")
    chair = agenda.chair
    people: list[inputs.Attendant] = [
        {
            "name": seat.expert.name,
            "unit": seat.expert.unit_name,
            "role": _("主任委员") if seat.chair else _("委员"),
            "present": course.presence_of(seat),
        }
        for seat in agenda.seats
    ]
    data: inputs.MeetingMinutes = {
        "case_number": str(session),
        "version": "",
        "content_hash": meeting.signature.content_hash if meeting.signature else "",
        "committee": session.committee.name,
        "year": str(session.year),
        "facts": [
            {"label": _("开会时间"), "value": cn_moment(meeting.opened_at)},
            {"label": _("结束时间"), "value": cn_moment(meeting.closed_at)},
            {"label": _("委员人数"), "value": str(meeting.members)},
            {"label": _("到会人数"), "value": str(sum(hasattr(seat, "attendance") for seat in agenda.seats))},
            {"label": _("最少到会人数"), "value": _least(agenda)},
            {"label": _("通过条件"), "value": _threshold(agenda.rule)},
            {"label": _("签字公钥指纹"), "value": _fingerprint(meeting)},
        ],
        "course": _(
            "会前于%(training)s组织专家集中学习评价标准条件。每份材料由%(needed)s名以上专家独自审阅，"
            "会上对%(all)s名申报人逐一无记名投票，选票在评委的浏览器里加密，由两名密钥持有人当场开出总数，"
            "%(passed)s名通过。"
        )
        % {
            "training": cn_date(meeting.training_at),
            "needed": agenda.lines[0].needed if agenda.lines else "",
            "all": len(agenda.lines),
            "passed": sum(bool(line.ballot and line.ballot.passed) for line in agenda.lines),
        }
        + _passing(session, agenda),
        "agenda": course.agenda_as_it_went(session, agenda, meeting),
        "attendance": people,
        "recusals": [
            _("%(experts)s回避%(name)s（%(number)s），未参加该申报人的审阅和表决。")
            % {
                "experts": "、".join(line.away),
                "name": line.application.applicant_name,
                "number": line.application.number,
            }
            for line in agenda.lines
            if line.away
        ],
        "results": [_result(line) for line in agenda.lines],
        "opinions": course.opinions_by_case(session, agenda) if opinions else [],
        "signatures": _signatures(meeting) if chair else [],
    }
    return Document(TEMPLATES / "minutes.typ", data, _("%(session)s会议纪要") % {"session": session})


def _signatures(meeting: Meeting) -> list[inputs.Signature]:
    signed = ((meeting.signature, _("主任委员")), (meeting.recorder_signature, _("记录人")))
    people = [drawn(one, role=role) for one, role in signed if one is not None]
    return [*people, *sealed_by_committee(meeting)]


def sealed_by_committee(meeting: Meeting) -> list[inputs.Signature]:
    """The committee's seal under the minutes, where it has one."""
    if meeting.seal_signature is None:
        return []
    return [drawn(meeting.seal_signature, role="", of=meeting.session.committee.seal)]


def _fingerprint(meeting: Meeting) -> str:
    return fingerprint(meeting.signature.public_key) if meeting.signature else ""


def _passing(session: Session, agenda: Agenda) -> str:
    """How many of each group passed beside what was planned, in words; empty where the session has no groups."""
    lines = passing(session, decided(agenda))
    return "".join(in_words(one) for one in lines) if len(lines) > 1 else ""


def _least(agenda: Agenda) -> str:
    return f"{agenda.least}({agenda.rule.as_kept()['quorum']})"


def _threshold(rule: Rule) -> str:
    return _("同意票达到到会专家人数的%(share)s") % {"share": rule.as_kept()["threshold"]}


def _result(line: Line) -> inputs.CaseResult:
    row, ballot = line.application, line.ballot
    counted = ballot is not None and ballot.closed_at is not None
    return {
        "name": row.applicant_name,
        "group": row.group.name if row.group else "",
        "unit": row.unit.name,
        "applied_title": row.title,
        "readings": str(line.read),
        "in_favour": str(ballot.agree) if ballot and counted else "",
        "against": str(ballot.against) if ballot and counted else "",
        "abstained": str(ballot.abstain) if ballot and counted else "",
        "result": "" if not (ballot and counted) else _("评审通过") if ballot.passed else _("评审未通过"),
    }
