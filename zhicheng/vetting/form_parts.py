"""What the stations contribute to the 评审表: 基层单位意见 and the opinion of every later station."""

from zhicheng.applications.corrections import one_audit
from zhicheng.applications.models import Application
from zhicheng.applications.review_form import Opinions
from zhicheng.documents.inputs import StationOpinion
from zhicheng.people.models import Membership
from zhicheng.people.queries import in_the_name_of
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.models import Approval, Assessment, Decision, UnitOpinion
from zhicheng.vetting.ranking import posts_in_words, rank_in_words


def opinions_of(application: Application) -> Opinions:
    """The opinions on the latest submission and those that it corrects; stations that have not decided stay empty."""
    submissions = one_audit(application)
    stations = list(application.stations.select_related("organisation"))
    if not submissions or not stations:
        return {}
    decisions = {
        decision.station_id: decision
        for decision in Decision.objects.filter(
            submission__in=submissions, outcome__in=[Decision.Outcome.PASS, Decision.Outcome.APPROVE]
        ).select_related("account", "organisation", "signature__account", "signature__organisation")
    }
    parts: Opinions = {
        "stations": [_station(one.name, one.organisation.name, decisions.get(one.id)) for one in stations[1:]]
    }
    assessed = Assessment.objects.filter(submission__in=submissions).order_by("written_at").last()
    if assessed is not None:
        passed = decisions.get(stations[0].id)
        parts["unit_assessment"] = {
            "result": "合格" if assessed.passed else "不合格",
            "since": cn_date(assessed.since),
            "until": cn_date(assessed.until),
            "opinion": assessed.opinion,
            "named": _named(passed),
            "signatures": [drawn(passed.signature, role="单位负责人")] if passed else [],
        }
    approval = Approval.objects.filter(application=application, decision__submission__in=submissions).first()
    if approval is not None:
        parts["approval"] = {"number": approval.number, "obtained_on": cn_date(approval.obtained_on)}
    told = UnitOpinion.objects.filter(submission__in=submissions).order_by("written_at").last()
    if told is not None:
        passed = decisions.get(stations[0].id)
        parts["unit_opinion"] = {
            "evaluation": told.evaluation,
            "way": told.way,
            "posts": "；".join(filter(None, (posts_in_words(told), rank_in_words(told)))),
            "people": f"{told.range},{told.headcount}人",
            "opinion": told.opinion,
            "formed": told.formed,
            "publicity": told.notice_text,
            "named": _named(passed),
            "signatures": [drawn(passed.signature, role="单位负责人")] if passed else [],
        }
    return parts


def _named(passed: Decision | None) -> str:
    """负责人（法定代表人）：王人事　人事部门负责人：李敏, as they were when the unit passed; empty before."""
    labels = dict(Membership.Position.choices)
    told = passed.answerable if passed else []
    return "　".join(f"{labels[one['position']]}：{one['name']}" for one in told)


def _station(name: str, organisation: str, decision: Decision | None) -> StationOpinion:
    return {
        "station": f"{name}审核意见",
        "organisation": decision.organisation.name if decision else organisation,
        "result": decision.get_outcome_display() if decision else "",
        "opinion": decision.opinion if decision else "",
        "auditor": in_the_name_of(decision.account, decision.signature.on_behalf_of) if decision else "",
        "decided_on": cn_date(decision.decided_at) if decision else "",
        "signatures": [drawn(decision.signature, role="审核人")] if decision else [],
    }
