"""Session settings: changed by the office, or after publication only with the city's consent (KM2023-3.3)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import must_be_bureau, must_organise
from zhicheng.planning.actions.sessions import check_last_day, cn, locked
from zhicheng.planning.dates import GATE_KEYS, deadlines_of
from zhicheng.planning.models import Filing, Petition, Session
from zhicheng.planning.models.season import LONGEST_GRACE, LONGEST_WORDS
from zhicheng.planning.queries import is_announced
from zhicheng.planning.registration import must_be_enough
from zhicheng.planning.settings import (
    BY_KEY,
    INSTANTS,
    WAYS,
    Setting,
    computed_window,
    note_change,
    read_minimums,
    read_ways,
    settings_of,
    shown,
)
from zhicheng.policy.book import open_book
from zhicheng.policy.workdays import YearNotPublished
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

Kind, Answer = Petition.Kind, Petition.Answer


@transaction.atomic
def change_setting(
    *, session: Session, key: str, value: Any, reason: str, by: Account, organisation: Organisation
) -> Session:
    """Override one setting of the literal list, before the call is published; logged.

    `value`: bool, int, day or platform by the setting's kind. Days of collection compute the window anew.
    Errors: Refused for another's session, a setting that this session has not, after publication, bad values.
    """
    session = locked(session)
    setting = _mine(session, key, by, organisation)
    _check_value(session, setting, value)
    if not reason.strip():
        raise Refused(_("请填写调整原因。"), clause=setting.clause, field="reason")
    if is_announced(session):
        words = (
            _("通知发布后，调整“%(name)s”须先报市人社局同意。")
            if setting.consent
            else _("通知已发布，“%(name)s”不再更改。")
        )
        raise Refused(words % {"name": setting.name}, clause="KM2023-3.3")
    _set(session, setting, value, reason, by)
    return session


@transaction.atomic
def ask_variation(
    *, session: Session, key: str, value: Any, step: str, reason: str, until: dt.date | None,
    by: Account, organisation: Organisation,
) -> Petition:  # fmt: skip
    """流程调整申请 (KM2023-3.3): the step, the setting of the list, its value, the reason and the last day.

    Nothing changes until the city consents. Errors: Refused.
    """
    session = locked(session)
    setting = _mine(session, key, by, organisation)
    if not setting.consent:
        raise Refused(_("“%(name)s”不能申请调整。") % {"name": setting.name}, clause="KM2023-3.3")
    if step not in GATE_KEYS:
        raise Refused(_("请选择调整涉及的环节。"), clause="KM2023-3.3", field="step")
    _check_value(session, setting, value)
    if getattr(session, key) == value:
        raise Refused(_("与现在的设置相同。"), clause="KM2023-3.3", field="value")
    if until is not None and until < clock.today():
        raise Refused(_("期限不能早于今天。"), field="until")
    return _petition(
        session,
        Kind.VARIATION,
        reason,
        by,
        organisation,
        key=key,
        value=_plain(value),
        step=step,
        until=until,
    )


@transaction.atomic
def ask_pilot(*, session: Session, reason: str, by: Account, organisation: Organisation) -> Petition:
    """试点申请 of a full-senior committee without a system of its own, 30 working days before the call (YN2023-3.1).

    Errors: Refused for other committees, once the call is published, after the last day.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "YN2023-3.1")
    if not session.committee.is_senior or session.committee.own_system:
        raise Refused(_("试点面向没有自己信息系统的正高级评委会。"), clause="YN2023-3.1")
    if is_announced(session):
        raise Refused(_("通知已发布，不能再申请试点。"), clause="YN2023-3.1")
    last = pilot_last_day(session)
    if last is not None and clock.today() > last:
        raise Refused(
            _("试点须在发布通知前30个工作日申请；通知最迟发布日前的最后申请日是%(day)s。")
            % {"day": cn(last)},
            clause="YN2023-3.1",
        )
    return _petition(session, Kind.PILOT, reason, by, organisation)


def pilot_last_day(session: Session) -> dt.date | None:
    """The last day to ask for the pilot: the law's working days before the call's own last day; None: no rule."""
    ahead = open_book(session.year, "云南省").find("pilot.workdays_ahead")
    notice = deadlines_of(session).get("notice_by")
    if ahead is None or notice is None or notice.day is None:
        return None
    try:
        return workdays.calendar().latest_day_with_n_workdays_before(notice.day, ahead.number)
    except YearNotPublished:
        return None


@transaction.atomic
def answer_petition(
    *, petition: Petition, accepted: bool, reason: str, by: Account, organisation: Organisation
) -> Petition:
    """The bureau asked consents or not, under its seal; consent to a variation switches it on at once.

    Errors: Refused for another bureau's, a second answer, a refusal without reason, a step that is over.
    """
    must_be_bureau(by, organisation, "KM2023-3.3")
    row = Petition.objects.select_for_update(of=("self",)).select_related("to", "session").get(pk=petition.pk)
    if row.to_id != organisation.id:
        raise Refused(_("这件申请不由本部门答复。"), clause="KM2023-3.3", status=404)
    if row.answer != Answer.PENDING:
        raise Refused(_("这件申请已经答复，请刷新页面。"), clause="KM2023-3.3", status=409)
    if not accepted and not reason.strip():
        raise Refused(_("不同意须写明原因。"), clause="KM2023-3.3", field="reason")
    row.answer = Answer.ACCEPTED if accepted else Answer.REFUSED
    row.answer_reason, row.answered_by, row.answered_at = reason.strip(), by, clock.now()
    content = {"petition": str(row.id), "answer": row.answer, "key": row.key, "value": row.value}
    row.signature = sign(
        by, organisation=organisation, content=content, method=Signature.Method.ORGANISATION_KEY,
        purpose=row.get_kind_display(), role=Membership.Role.BUREAU,
    )  # fmt: skip
    session = locked(row.session)
    if accepted and row.kind == Kind.VARIATION:
        setting = BY_KEY[row.key]
        _check_open(session, setting)
        row.before = _plain(getattr(session, row.key))
        row.save()
        _set(session, setting, row.value, row.reason, by, row)
    row.save()
    facts = {"kind": row.kind, "key": row.key, "value": row.value, "answer": row.answer, "reason": reason}
    write(
        "answer_petition", "session", row.session_id, actor=by.id, organisation=organisation.id, facts=facts
    )
    told = accepted and row.kind == Kind.VARIATION and is_announced(session)
    words = _("已生效；补充通知已拟好，请报备案后公告。") if told else _("可以按申请办理。")
    send(
        row.asked_by_id,
        _("%(kind)s：%(answer)s") % {"kind": row.get_kind_display(), "answer": row.get_answer_display()},
        row.answer_reason or words,
        link=f"/sessions/{row.session_id}/{'announcements' if told else 'settings'}/",
    )
    return row


@transaction.atomic
def end_variations() -> int:
    """Set back what was varied once its term is over; how many. For the clock."""
    over = Petition.objects.select_for_update(of=("self",)).filter(
        kind=Kind.VARIATION, answer=Answer.ACCEPTED, until__lt=clock.today(), ended_at__isnull=True
    )
    rows = list(over.select_related("answered_by"))
    for row in rows:
        session = locked(row.session)
        if _plain(getattr(session, row.key)) == row.value and row.answered_by is not None:
            _set(session, BY_KEY[row.key], row.before, _("调整期限已满，恢复原设置。"), row.answered_by, row)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
    return len(rows)


def _petition(
    session: Session, kind: str, reason: str, by: Account, organisation: Organisation, **more: Any
) -> Petition:
    if not reason.strip():
        raise Refused(_("请写明申请理由。"), clause="KM2023-3.3", field="reason")
    wanted = Organisation.Kind.PROVINCE if kind == Kind.PILOT else Organisation.Kind.CITY_BUREAU
    to = Organisation.objects.filter(kind=wanted, active=True).order_by("code").first()
    if to is None:
        raise Refused(_("系统中没有登记受理申请的人社部门，请联系技术支持。"))
    try:
        with transaction.atomic():
            made = Petition.objects.create(
                session=session,
                kind=kind,
                to=to,
                reason=reason.strip(),
                asked_by=by,
                asked_at=clock.now(),
                **more,
            )
    except IntegrityError as twice:
        raise Refused(_("同样的申请还在等待答复。"), clause="KM2023-3.3") from twice
    facts = {"kind": kind, "key": made.key, "value": made.value, "step": made.step, "until": made.until}
    write("ask_petition", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return made


def _mine(session: Session, key: str, by: Account, organisation: Organisation) -> Setting:
    must_organise(by, session.committee, organisation, "KM2023-3.3")
    setting = BY_KEY.get(key)
    if setting is None or setting not in settings_of(session):
        raise Refused(_("本次评审没有这项设置。"), status=404)
    _check_open(session, setting)
    return setting


def _check_open(session: Session, setting: Setting) -> None:
    if setting.closed_by and session.gates_reached.filter(gate=setting.closed_by).exists():
        raise Refused(
            _("相应环节已经办理，“%(name)s”不能再改。") % {"name": setting.name}, clause=setting.clause
        )
    filed = session.filings.filter(kind=Filing.Kind.PRE_MEETING, answer__in=Filing.STANDING).exists()
    if setting.closed_by == "pre_filing" and filed:
        raise Refused(_("已报会前备案，“%(name)s”不能再改。") % {"name": setting.name}, clause=setting.clause)


def _check_value(session: Session, setting: Setting, value: Any) -> None:
    wrong = None
    if setting.key == "seats" and (not isinstance(value, int) or not 3 <= value <= 99 or value % 2 == 0):
        wrong = _("评委会组成人数应当为单数，至少3人。")
    elif setting.key == "stand_ins" and (not isinstance(value, int) or not 0 <= value <= 99):
        wrong = _("备选专家人数须在0至99之间。")
    elif setting.key == "audit_people" and (not isinstance(value, int) or value not in {1, 2}):
        wrong = _("资格审查人数须为1（一人决定）或2（一人初审、一人复核）。")
    elif setting.key == "upload_grace" and (not isinstance(value, int) or not 0 <= value <= LONGEST_GRACE):
        wrong = _("附件续传宽限须在0至%(most)d分钟之间，0为不宽限。") % {"most": LONGEST_GRACE}
    elif setting.key == "private_share" and (not isinstance(value, int) or not 0 <= value <= 100):
        wrong = _("最低百分比须在0至100之间。")
    elif setting.key == "unit_most" and (not isinstance(value, int) or not 0 <= value <= 99):
        wrong = _("同一单位最多人数须在0至99之间，0为不限。")
    elif setting.key == "profession_least" and not _are_minimums(value):
        wrong = _("请写专业名称和最少人数，用顿号分开，如：机械工程3、电气工程2；每个专业写一次。")
    elif setting.key == "ways" and not _are_ways(value):
        wrong = _("请从%(ways)s中选，用顿号分开；审阅材料必须有。") % {"ways": "、".join(WAYS)}
    elif setting.kind == "flag" and not isinstance(value, bool):
        wrong = _("请选择是或否。")
    elif setting.kind == "choice" and value not in Session.Platform.values:
        wrong = _("请选择申报平台。")
    elif setting.key == "collect_from" and session.collect_until and value and value > session.collect_until:
        wrong = _("开始收审日期不能晚于截止收审日期。")
    elif setting.key == "collect_until" and session.collect_from and value and value < session.collect_from:
        wrong = _("截止收审日期不能早于开始收审日期。")
    if wrong:
        raise Refused(wrong, clause=setting.clause, field="value")
    if setting.key == "seats":
        must_be_enough(session.committee, value, "value")
    if setting.key in INSTANTS:
        now = {"unit_pass_last": session.unit_pass_last, "accept_last": session.accept_last}
        check_last_day(value, setting.key, session.closes_at, session.meeting_on, **now)


def _are_minimums(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= LONGEST_WORDS and bool(read_minimums(value) or True)
    except ValueError:
        return False


def _are_ways(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(read_ways(value))
    except ValueError:
        return False


def _set(
    session: Session, setting: Setting, value: Any, reason: str, by: Account, petition: Petition | None = None
) -> None:
    before = getattr(session, setting.key)
    setattr(session, setting.key, value)
    fields = [setting.key]
    window = computed_window(session) if setting.key.startswith(("collect", "central")) else None
    if window is not None and window != (session.opens_at, session.closes_at):
        if window[0] >= window[1]:
            raise Refused(_("按这些日期推算，申报窗口没有开放时间。"), clause="KM2023-3.4", field="value")
        for key, moment in zip(("opens_at", "closes_at"), window, strict=True):
            note_change(session, key, getattr(session, key), moment, _("按收审日期推算。"), by)
            setattr(session, key, moment)
            fields.append(key)
    session.save(update_fields=fields)
    note_change(session, setting.key, before, value, reason, by, petition)
    facts = {"key": setting.key, "from": shown(setting.key, before), "to": shown(setting.key, value)}
    write("change_setting", "session", session.id, actor=by.id, facts=facts | {"reason": reason})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
