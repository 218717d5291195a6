"""Two trustees open the sums of ballots on which the voting has ended; single choices are never decrypted."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.states import Actor, Event
from zhicheng.meeting import counting
from zhicheng.meeting.ballot_rows import deals_of, place_of, sealed_rows
from zhicheng.meeting.ballots import ceremony, opening, sealed
from zhicheng.meeting.models import Ballot, Opening, Trustee
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write


@transaction.atomic
def open_sums(trustee: Trustee, parts: Mapping[str, str], by: Account) -> list[Ballot]:
    """A trustee's partial decryptions by ballot id; all or none. The second trustee's make the result known.

    Returns the ballots that are counted by it. Errors: Refused.
    """
    row = Trustee.objects.select_related("key__session__committee__organiser").get(pk=trustee.pk)
    if row.account_id != by.id:
        raise Refused(_("只有密钥持有人本人可以办理。"), status=404)
    must_be_here(row.key.session_id)
    if row.lost_at is not None or row.destroyed_at is not None:
        raise Refused(_("您的密钥已经登记为遗失或销毁，不能开票。请由另外两位持有人开票。"))
    waiting = Ballot.objects.select_for_update(of=("self",)).filter(
        key=row.key, ended_at__isnull=False, closed_at__isnull=True, pk__in=_ids(parts)
    )
    locked = {str(one.pk) for one in waiting.order_by("pk")}
    if not parts or locked != set(parts):
        raise Refused(_("等待开票的名单有变化，请刷新页面后重试。"))
    trustees = list(row.key.trustees.all())
    public = ceremony.public_share(deals_of(trustees), row.position)
    counted = []
    for ballot in sealed_rows().filter(pk__in=locked).order_by("application__number"):
        part = parts[str(ballot.pk)]
        sums = sealed.sums(mark.sealed for mark in ballot.marks.all())
        if not opening.holds(part, place_of(ballot), row.position, public, sums):
            raise Refused(_("开票数据没有通过核对，没有保存。请用自己的密钥文件重试。"), status=400)
        before = {one.trustee.position: one.part for one in ballot.openings.all()}
        if row.position in before:
            raise Refused(_("您已经为这些表决开过票，请等待另一位持有人。"))
        Opening.objects.create(ballot=ballot, trustee=row, part=part)
        write("open_sums", "application", ballot.application_id, actor=by.id, facts={"part": part})
        together = {**before, row.position: part}
        if len(together) >= ceremony.NEEDED:
            _count(ballot, sums, together, row.key.session, by)
            counted.append(ballot)
    return counted


def _count(
    ballot: Ballot, sums: list[sealed.Pair], parts: Mapping[int, str], session: Session, by: Account
) -> None:
    cast = ballot.marks.count()
    found = opening.counts(sums, parts, cast)
    if found is None or sum(found.values()) != cast:
        raise Refused(_("开票结果与票数不符，没有计票。请联系技术支持核对。"))
    application = flow.lock(ballot.application)
    counting.set_result(ballot, found, counting.rule(book_of(session.year, session)))
    ballot.closed_at = clock.now()
    ballot.save(update_fields=["agree", "against", "abstain", "passed", "rule", "closed_at"])
    # What came out is told when it is released (outcomes): until then the state says the same of everybody.
    by_meeting = flow.By(Actor.MEETING, by, session.committee.organiser)
    flow.move(application, Event.VOTE, by_meeting, voted_words())


def voted_words() -> str:
    """What the step says."""
    return _("评审委员会已经表决，结果核对后统一公布。")


def _ids(parts: Mapping[str, str]) -> list[UUID]:
    try:
        return [UUID(one) for one in parts]
    except ValueError as error:
        raise Refused(_("等待开票的名单有变化，请刷新页面后重试。")) from error
