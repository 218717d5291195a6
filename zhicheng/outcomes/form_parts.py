"""What the review's end contributes to the 评审表: the committee's opinion and 评审结果确认意见 (KM2023-4.5)."""

from zhicheng.applications.models import Application
from zhicheng.applications.review_form import Opinions
from zhicheng.applications.states import State
from zhicheng.meeting.models import Ballot
from zhicheng.outcomes.models import Confirmation
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date

# The result is on the form once it is public, or once the application has ended with it.
PUBLIC = frozenset(
    {
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
    """The committee's opinion with the counts of the ballot, and the sealed confirmation, as far as they exist."""
    parts: Opinions = {}
    ballot = Ballot.objects.filter(application=application, closed_at__isnull=False).first()
    if ballot is not None and State(application.state) in PUBLIC and application.session is not None:
        result = "评审通过" if ballot.passed else "评审未通过"
        parts["committee_opinion"] = {
            "committee": application.session.committee.name,
            "opinion": f"经评审委员会评议和无记名投票表决,{result}。",
            "result": result,
            "votes": {
                "members": ballot.members,
                "present": ballot.present,
                "in_favour": ballot.agree or 0,
                "against": ballot.against or 0,
                "abstained": ballot.abstain or 0,
            },
            "decided_on": cn_date(ballot.closed_at),
            "signatures": [],
        }
    sealed = (
        Confirmation.objects.filter(application=application)
        .select_related("document", "bureau", "signature__account", "signature__organisation")
        .first()
    )
    if sealed is not None:
        parts["confirmation"] = {
            "document_number": sealed.document.number,
            "title": application.title,
            "level": application.level,
            "obtained_on": cn_date(sealed.document.obtained_on),
            "organisation": sealed.bureau.name,
            "signatures": [drawn(sealed.signature, role="", seal="职称评审专用章")],
        }
    return parts
