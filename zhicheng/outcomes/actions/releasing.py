"""评审结果公布: reasons written and moderated; results put together by one officer, released by another."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.models import Seat
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.models import Meeting
from zhicheng.outcomes import queries
from zhicheng.outcomes.archives import results
from zhicheng.outcomes.models import Reason, Release
from zhicheng.outcomes.queries import in_order, release_of, to_release
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

CLAUSE = "YN2023-2.3"
# A reason speaks of the material: how many voted how, and who scored what, stays secret (order 40).
_SECRET = re.compile(
    r"[0-9０-９一二三四五六七八九十两零〇半]+\s*(?:票|人(?:同意|反对|赞成|弃权))|得票|票数|票率|赞成|弃权|反对|投票|表决|得分|评分|打分|[0-9０-９]+\s*分(?!之|钟|期|公司)"
)


@transaction.atomic
def write_reasons(application: Application, texts: Mapping[str, str], by: Account) -> list[Reason]:
    """Write why a person was not passed: a text for each emphasis that it rests on, by Reason.Emphasis.

    What stood before is replaced and has to be moderated anew; results already put together have to be put
    together again. Errors: Refused, also for words on votes or scores and for names of experts.
    """
    row, session = _not_passed(application, by)
    if row.person.account_id == by.id:
        raise Refused(_("不能办理本人的评审结果。"), status=403)
    said = {key: text.strip() for key, text in texts.items() if text.strip()}
    if not said:
        raise Refused(_("请至少就一项评价重点写明理由。"), clause=CLAUSE)
    experts = Seat.objects.filter(draw__session=session).values_list("expert__name", flat=True)
    for key, text in said.items():
        _must_keep_secret(text, experts, field=key)
    at = clock.now()
    row.reasons.all().delete()
    made = Reason.objects.bulk_create(
        Reason(
            application=row, person_id=row.person_id, emphasis=Reason.Emphasis(key), text=text,
            written_by=by, written_at=at,
        )
        for key, text in said.items()
    )  # fmt: skip
    Release.objects.filter(session=session, released_at__isnull=True).delete()
    write("write_reasons", "application", row.id, actor=by.id, facts=said)
    return made


@transaction.atomic
def moderate_reasons(application: Application, by: Account) -> int:
    """A second officer has read the reasons and lets them stand; how many. Errors: Refused for who wrote them."""
    row, _session = _not_passed(application, by)
    if row.person.account_id == by.id:
        raise Refused(_("不能办理本人的评审结果。"), status=403)
    reasons = row.reasons.filter(moderated_at__isnull=True)
    if not reasons:
        raise Refused(_("没有待审核的理由。请刷新页面。"), clause=CLAUSE)
    if any(one.written_by_id == by.id for one in reasons):
        raise Refused(_("理由须由另一位工作人员审核，不能审核自己写的。"), clause=CLAUSE, status=403)
    said = {one.emphasis: one.text for one in reasons}
    many = reasons.update(moderated_by=by, moderated_at=clock.now())
    write("moderate_reasons", "application", row.id, actor=by.id, facts=said)
    return many


@transaction.atomic
def prepare_results(session: Session, by: Account) -> Release:
    """Put the session's results together for a second person to look through. Errors: Refused.

    Everybody not passed has moderated reasons by then.
    """
    session = locked(session)
    _must_be_closed(session, by)
    if release_of(session) is not None:
        raise Refused(_("评审结果已经提交核对。请刷新页面。"))
    content = _content(session)
    made = Release.objects.create(
        session=session, prepared_by=by, prepared_at=clock.now(), content_hash=content_hash(content)
    )
    write("prepare_results", "session", session.id, actor=by.id, facts={"content": made.content_hash})
    return made


@transaction.atomic
def release_results(session: Session, by: Account) -> Release:
    """The second person releases all results at once: everybody moves on and is told. Errors: Refused.

    Not for who put them together, and not where they are no longer what was put together.
    """
    office = _must_be_closed(session, by)
    row = Release.objects.select_for_update(of=("self",)).filter(session=session).first()
    if row is None:
        raise Refused(_("评审结果还没有提交核对。"))
    if row.released_at is not None:
        raise Refused(_("评审结果已经公布。"))
    if row.prepared_by_id == by.id:
        raise Refused(_("结果须由另一位工作人员核对并公布，不能由提交的人公布。"), status=403)
    content = _content(session)
    if content_hash(content) != row.content_hash:
        raise Refused(_("提交核对以后结果有变化，请退回重新提交。"))
    row.released_by, row.released_at = by, clock.now()
    row.signature = sign(
        by, organisation=office, content=content,
        method=Signature.Method.ORGANISATION_KEY, purpose=results.PURPOSE,
        role=Membership.Role.OFFICE,
    )  # fmt: skip
    row.save(update_fields=["released_by", "released_at", "signature"])
    by_office = flow.By(Actor.OFFICE, by, office)
    for one in to_release(session):
        if one.ballot.passed:
            flow.move(one, Event.VOTE_FOR, by_office, _("经评审委员会表决通过。"))
        else:
            told = "\n".join(f"{reason.get_emphasis_display()}：{reason.text}" for reason in in_order(one))
            flow.move(one, Event.VOTE_AGAINST, by_office, _("经评审委员会表决，未获通过。"), told=told)
    reach_gate(session, "release")
    write("release_results", "session", session.id, actor=by.id, facts={"content": row.content_hash})
    return row


@transaction.atomic
def return_results(session: Session, by: Account) -> None:
    """The second person gives the results back to be put together again. Errors: Refused."""
    _must_be_closed(session, by)
    gone, _each = Release.objects.filter(session=session, released_at__isnull=True).delete()
    if not gone:
        raise Refused(_("没有待核对的评审结果。请刷新页面。"))
    write("return_results", "session", session.id, actor=by.id)


def _content(session: Session) -> dict[str, Any]:
    """Everything that is released, as it is signed. Errors: Refused while a reason is missing or unread."""
    rows = to_release(session)
    if not rows:
        raise Refused(_("没有待公布的评审结果。"))
    for row in rows:
        if not row.ballot.passed and not queries.Failed(row, in_order(row)).moderated:
            words = _("%(name)s评审未通过，理由还没有写好并审核，不能公布结果。")
            raise Refused(words % {"name": row.applicant_name}, clause=CLAUSE)
    return queries.results_content(session, rows)


def _not_passed(application: Application, by: Account) -> tuple[Application, Session]:
    row = flow.lock(application)
    if row.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    _must_be_closed(row.session, by)
    if row.state != State.VOTED or row.ballot.passed:
        raise Refused(_("只对已经表决、没有通过、还没有公布的申报写理由。"), clause=CLAUSE)
    return row, row.session


def _must_be_closed(session: Session, by: Account) -> Organisation:
    office = must_be_office(by, session)
    if not Meeting.objects.filter(session=session, closed_at__isnull=False).exists():
        raise Refused(_("评审会还没有宣布结束，不能公布评审结果。"), clause="YN2023-2.2c")
    return office


def _must_keep_secret(text: str, experts: Iterable[str], field: str) -> None:
    names = [name for name in experts if name and name in text]
    if names or _SECRET.search(text):
        raise Refused(
            _("理由只写申报材料和业绩的不足，不写投票、票数、分数，也不写评委姓名。"),
            clause=CLAUSE,
            field=field,
        )
