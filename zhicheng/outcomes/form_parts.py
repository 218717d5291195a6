"""What the review's end writes into the 评审表: the committee's opinion and 评审结果确认意见 (KM2023-4.5)."""

from zhicheng.applications.models import Application
from zhicheng.applications.review_form import Opinions
from zhicheng.applications.states import State
from zhicheng.documents import inputs
from zhicheng.meeting.documents import sealed_by_committee
from zhicheng.meeting.models import Ballot, Meeting
from zhicheng.outcomes.models import Confirmation
from zhicheng.planning.models import Session
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date

# The result is on the form once it is released, or once the application has ended with it.
PUBLIC = frozenset(
    {
        State.PASSED,
        State.RESULT_NOTICE,
        State.POST_FILED,
        State.DOCUMENTED,
        State.CONFIRMED,
        State.CERTIFIED,
        State.NOT_PASSED,
        State.STRUCK_BY_OBJECTION,
        State.REFUSED,
        State.REVOKED,
    }
)


def opinions_of(application: Application) -> Opinions:
    """The committee's opinion with the counts of the ballot, and the sealed confirmation, as far as there."""
    parts: Opinions = {}
    opinion, sealed = committee_opinion(application), _confirmation(application)
    if opinion is not None:
        parts["committee_opinion"] = opinion
    if sealed is not None:
        parts["confirmation"] = sealed
    return parts


def committee_opinion(application: Application) -> inputs.CommitteeOpinion | None:
    """The committee's result with the counts of the ballot; None until it may be known."""
    if application.session is None or State(application.state) not in PUBLIC:
        return None
    ballot = Ballot.objects.filter(application=application, closed_at__isnull=False).first()
    if ballot is None:
        return None
    result = "评审通过" if ballot.passed else "评审未通过"
    return {
        "committee": application.session.committee.name,
        "opinion": f"经评审委员会评议，出席会议的评审专家无记名投票表决，{result}。",
        "result": result,
        "votes": _votes(ballot) if ballot.passed else None,
        "decided_on": cn_date(ballot.closed_at),
        "signatures": _chair(application.session),
    }


def _votes(ballot: Ballot) -> inputs.Votes:
    """The counts. Who was not passed reads reasons instead: the counts stay in minutes and tally."""
    return {
        "members": ballot.members,
        "present": ballot.present,
        "in_favour": ballot.agree or 0,
        "against": ballot.against or 0,
        "abstained": ballot.abstain or 0,
    }


def _chair(session: Session) -> list[inputs.Signature]:
    """The chair's signature under the results, once the meeting was closed, and the committee's seal."""
    rows = Meeting.objects.select_related(
        "signature__account", "seal_signature__account", "session__committee"
    )
    meeting = rows.filter(session=session, signature__isnull=False).first()
    if meeting is None or meeting.signature is None:
        return []
    return [drawn(meeting.signature, role="主任委员"), *sealed_by_committee(meeting)]


def _confirmation(application: Application) -> inputs.ResultConfirmation | None:
    rows = Confirmation.objects.select_related(
        "document", "bureau", "signature__account", "signature__organisation"
    )
    sealed = rows.filter(application=application).first()
    if sealed is None:
        return None
    return {
        "document_number": sealed.document.number,
        "title": application.title,
        "level": application.level,
        "obtained_on": cn_date(sealed.document.obtained_on),
        "organisation": sealed.bureau.name,
        "signatures": [drawn(sealed.signature, role="", seal="职称评审专用章")],
    }
