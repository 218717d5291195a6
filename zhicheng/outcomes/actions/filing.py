"""Post-meeting filing of those who passed and met no objection."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.meeting.models import Meeting
from zhicheng.meeting.statistics import in_words
from zhicheng.outcomes.queries import pass_rates, result_notices, results, to_file
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import acting_office
from zhicheng.planning.actions import file
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Filing, Session
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import in_lines
from zhicheng.ui.templatetags.ui import cn_date


@transaction.atomic
def file_results(session: Session, by: Account) -> Filing:
    """File those who passed without objection, after the result notice is closed (YN2020-3.2, KM2023-4.4h).

    An open objection holds back its person alone, who follows in a supplement to the accepted filing once it is
    found not borne out. A meeting that nobody passed is filed as well, with an empty list. Errors: Refused, also
    while somebody who passed stands on no notice: the filing would leave them out for good.
    """
    session = locked(session)
    organiser = acting_office(by, session.committee)
    meeting = Meeting.objects.filter(session=session).first()
    if meeting is None or meeting.closed_at is None:
        raise Refused(_("评审会还没有宣布结束，不能报会后备案。"), clause="KM2023-4.4h")
    found = results(session)
    if found.unreleased:
        raise Refused(_("评审结果还没有核对公布，不能报会后备案。"), clause="YN2020-3.2")
    if found.waiting:
        raise Refused(
            _("还有%(many)d名评审通过的人员没有公示，不能报会后备案。") % {"many": found.waiting},
            clause="YN2020-3.2",
        )
    notices = result_notices(session)
    if any(notice.closed_at is None for notice in notices) or (found.passed and not notices):
        raise Refused(_("评审结果公示还没有结束并填写结果，不能报会后备案。"), clause="YN2020-3.2")
    kind = Filing.Kind.POST_MEETING
    now = to_file(session, found)
    former = now.former
    if former is not None and former.answer == Filing.Answer.ACCEPTED and not now.rows:
        raise _nothing_to_add(now.held)
    groups = pass_rates(session, found)
    content = {
        "supplements": former.number if former else "",
        "meeting_on": session.meeting_on.isoformat() if session.meeting_on else "",
        "publicity": "\n".join(_publicity(notice) for notice in notices) or _("无人通过评审，没有结果公示。"),
        "voted": len(found.passed) + len(found.not_passed) + len(found.struck),
        "not_passed": len(found.not_passed),
        "groups": [in_words(one) for one in groups] if len(groups) > 1 else [],
        "applications": [str(row.id) for row in now.rows],
        "list": in_lines(now.rows),
        "held": in_lines(now.held),
    }
    return file(
        session=session, kind=kind, content=content, by=by, organisation=organiser, supplements=former
    )


def _nothing_to_add(held: Sequence[Application]) -> Refused:
    if not held:
        return Refused(_("会后备案已经通过，没有需要补充备案的人员。"), clause="YN2020-3.2")
    words = _("对%(names)s的公示异议还没有核查完，答复后才能补充备案。")
    names = "、".join(row.applicant_name for row in held)
    return Refused(words % {"names": names}, clause="YN2020-3.2")


def _publicity(notice: Notice) -> str:
    """What the filing says about one result notice: D-17's 公示情况."""
    return _("%(from)s至%(to)s在%(place)s公示%(days)d个工作日。%(result)s") % {
        "from": cn_date(notice.posted_on),
        "to": cn_date(notice.ends_on),
        "place": notice.place,
        "days": notice.workdays,
        "result": notice.result,
    }


def take_answered_filings() -> int:
    """Move on everybody on the lists of accepted post-meeting filings; how many people. For the clock."""
    waiting = (
        Filing.objects.filter(
            kind=Filing.Kind.POST_MEETING,
            answer=Filing.Answer.ACCEPTED,
            session__applications__state=State.RESULT_NOTICE,
        )
        .distinct()
        .select_related("answered_by", "to", "session")
    )
    return sum(_take(filing) for filing in waiting)


@transaction.atomic
def _take(filing: Filing) -> int:
    listed = set(filing.content.get("applications", []))
    by = flow.By(Actor.BUREAU, filing.answered_by, filing.to)
    rows = [
        row
        for row in Application.objects.filter(session=filing.session, state=State.RESULT_NOTICE)
        if str(row.id) in listed
    ]
    for row in rows:
        flow.move(row, Event.POST_FILE, by, _("会后备案通过（%(number)s）。") % {"number": filing.number})
    return len(rows)
