"""审核记录: what was decided on a case and every other move, in the order of time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application, ChannelApproval, Step
from zhicheng.applications.states import LABELS, Event, State
from zhicheng.applications.words import EVENT_WORDS
from zhicheng.people.models import Membership
from zhicheng.people.queries import in_the_name_of
from zhicheng.policy.rules.standard import LIFTED
from zhicheng.ui.templatetags.ui import cn_moment, standing_in
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.models import Decision

_TOLD_BY_DECISIONS = {
    Event.PASS_ON,
    Event.FINISH_AUDIT,
    Event.APPROVE,
    Event.SEND_BACK,
    Event.RESET,
    Event.DEMAND_CORRECTION,
    Event.REFUSE_RECOMMENDATION,
    Event.REFUSE_CONFIRMATION,
}
_GOOD = {Decision.Outcome.PASS, Decision.Outcome.APPROVE}


@dataclass(frozen=True)
class Line:
    """One line of 审核记录. `seal`: the first digits of what was signed under the organisation's seal.

    `prepared`: who prepared it for another to pass, and when.
    """

    at: dt.datetime
    act: str
    who: str
    organisation: str
    words: str
    tone: str = ""
    seal: str = ""
    checked: Sequence[str] = ()
    prepared: str = ""


def record_of(application: Application) -> list[Line]:
    """审核记录: decisions with opinion and seal, every other move by its step, in the order of time."""
    outcomes, positions = dict(Decision.Outcome.choices), dict(Membership.Position.choices)
    lines = [
        Line(
            at=at,
            act=str(outcomes[outcome]),
            who=" ".join(filter(None, (as_what and str(positions[as_what]), standing_in(who, whom)))),
            organisation=where,
            words=words,
            tone="green" if outcome in _GOOD else "amber",
            seal=digest[:12],
            checked=checked,
            prepared=_("%(who)s %(at)s送审") % {"who": by, "at": cn_moment(on)} if by else "",
        )
        for at, outcome, who, whom, where, words, digest, checked, as_what, by, on in _decisions(
            application.pk
        )
    ]
    if application.channel in LIFTED:
        lines += said_of_channel(application)
    decided = {(line.organisation, line.words) for line in lines}
    lines += [
        Line(
            at=at,
            act=str(EVENT_WORDS.get(Event(event), LABELS[State(to)])),
            who=who,
            organisation=where or "",
            words=words,
        )
        for at, event, to, who, where, words in _steps(application.pk)
        if event not in _TOLD_BY_DECISIONS or (where, words) not in decided
    ]
    return sorted(lines, key=lambda line: line.at)


@Prepared
def _decisions(application: UUID) -> QuerySet[Decision, tuple[Any, ...]]:
    return (
        Decision.objects.filter(application=application)
        .order_by()
        .values_list(
            "decided_at",
            "outcome",
            "account__display_name",
            "signature__on_behalf_of__display_name",
            "organisation__name",
            "opinion",
            "signature__content_hash",
            "checked",
            "position",
            "preparation__who",
            "preparation__prepared_at",
        )
    )


@Prepared
def _steps(application: UUID) -> QuerySet[Step, tuple[Any, ...]]:
    rows = Step.objects.filter(application=application).order_by()
    return rows.values_list("at", "event", "to_state", "actor_name", "organisation__name", "reason")


def said_of_channel(application: Application) -> list[Line]:
    """The organiser's word and the bureau's decision on a special channel."""
    steps = dict(ChannelApproval.Step.choices)
    answers = {True: _("同意"), False: _("不同意")}
    return [
        Line(
            at=one.at,
            act=f"{one.channel}：{steps[one.step]}",
            who=in_the_name_of(one.account, one.signature.on_behalf_of),
            organisation=one.organisation.name,
            words=f"{answers[one.granted]}。{one.opinion}{_withdrawn(one)}",
            tone="blue" if one.granted else "amber",
            seal=one.signature.content_hash[:12],
        )
        for one in application.channel_approvals.select_related("account", "organisation", "signature")
    ]


def _withdrawn(word: ChannelApproval) -> str:
    return _("（已撤回：%(reason)s）") % {"reason": word.withdrawal_reason} if word.withdrawn_at else ""
