"""The numbers of a draw: the supervisor's key, commitments, sealed deposits, numbers shown or opened; the last one draws.

Commitments come first, deposits after all three: so nobody, the supervisor included, can know another's number before the
own is promised. The supervisor has checked every deposit before the first number is shown: so from then on the draw
ends, whoever refuses.
"""

from collections.abc import Sequence, Set

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import deposit as deposits
from zhicheng.experts import draw as drawing
from zhicheng.experts import records
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions.sessions import cn
from zhicheng.planning.dates import deadlines_of
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash
from zhicheng.trail.writing import write

WITH = ("session__committee__organiser", "session__committee__place")


@transaction.atomic
def make_deposit_key(draw: Draw, key: str, by: Account) -> Draw:
    """The supervisor's public key (64 hexadecimal digits), made in the browser; its other half stays in a file.

    Another key may be made until the first number is known: what was deposited under the old one is deposited
    again. Errors: Refused.
    """
    row = _watched(draw, by)
    if not deposits.is_key(key):
        raise Refused(_("没有收到完整的公钥，请在浏览器里重新生成。"), field="key")
    if row.shares.exclude(number="").exists():
        raise Refused(_("已经有人公开数字，不能再更换寄存密钥。"), clause="KM2023-4.4e")
    row.deposit_key = key
    row.save(update_fields=["deposit_key"])
    row.shares.update(deposit="", deposit_checked=False)
    write("make_deposit_key", "draw", row.id, actor=by.id, facts={"key": key})
    return row


@transaction.atomic
def commit_number(draw: Draw, commitment: str, by: Account) -> DrawerShare:
    """A drawer binds to a secret number by its commitment (64 hexadecimal digits); the number stays in the browser.

    Errors: Refused.
    """
    row = _locked(draw)
    share = _share(row, by)
    if share.commitment:
        raise Refused(_("您已经提交过数字的承诺，不能更改。"), clause="KM2023-4.4e")
    if not deposits.is_commitment(commitment):
        raise Refused(_("没有收到完整的承诺，请在浏览器里生成数字后再提交。"), field="commitment")
    share.commitment = commitment
    share.save(update_fields=["commitment"])
    write("commit_number", "draw", row.id, actor=by.id, facts={"commitment": share.commitment})
    return share


@transaction.atomic
def deposit_number(draw: Draw, sealed: str, by: Account) -> DrawerShare:
    """A drawer deposits the promised number, sealed to the supervisor; anew until the supervisor has checked it.

    Errors: Refused.
    """
    row = _locked(draw)
    share = _share(row, by)
    if row.shares.filter(commitment="").exists():
        raise Refused(_("还有抽取人员没有提交承诺，三人都提交后才能寄存数字。"), clause="KM2023-4.4e")
    if not row.deposit_key:
        raise Refused(_("监督人员还没有生成寄存密钥，请稍候。"))
    if share.deposit_checked:
        raise Refused(_("监督人员已经核对过您寄存的数字，不能更改。"), clause="KM2023-4.4e")
    if not deposits.is_deposit(sealed):
        raise Refused(_("没有收到完整的密封数字，请在浏览器里重新密封。"), field="sealed")
    share.deposit = sealed
    share.save(update_fields=["deposit"])
    write("deposit_number", "draw", row.id, actor=by.id, facts={"deposit": sealed})
    return share


@transaction.atomic
def check_deposits(draw: Draw, holding: Set[int], by: Account) -> Draw:
    """The supervisor has opened the deposits in the own browser: those of positions `holding` hold the promised number.

    The others are given back, to be deposited again. Errors: Refused.
    """
    row = _watched(draw, by)
    waiting = list(row.shares.filter(deposit_checked=False))
    if not waiting:
        raise Refused(_("三份寄存都已经核对过。"))
    if any(not share.deposit for share in waiting):
        raise Refused(_("还有抽取人员没有寄存数字，三份齐了再核对。"))
    for share in waiting:
        share.deposit_checked = share.position in holding
        share.deposit = share.deposit if share.deposit_checked else ""
        share.save(update_fields=["deposit_checked", "deposit"])
    facts = {
        "holding": [share.position for share in waiting if share.deposit_checked],
        "returned": [share.position for share in waiting if not share.deposit_checked],
    }
    write("check_deposits", "draw", row.id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def reveal_number(draw: Draw, number: str, by: Account) -> Draw:
    """A drawer shows the promised number, after all three deposits are checked; the third number draws.

    Errors: Refused.
    """
    row = _locked(draw)
    _show(row, _share(row, by), number, "")
    write("reveal_number", "draw", row.id, actor=by.id, facts={"number": number})
    return row


@transaction.atomic
def open_deposit(draw: Draw, position: int, number: str, reason: str, by: Account) -> Draw:
    """The supervisor shows a number from its deposit, because the drawer refuses or has lost it. Errors: Refused."""
    row = _watched(draw, by)
    if not reason.strip():
        raise Refused(_("请写明为什么由您开封，例如抽取人员拒绝公开或者遗失了数字。"), field="reason")
    share = row.shares.select_for_update().get(position=position)
    _show(row, share, number, reason.strip())
    facts = {"position": position, "number": number, "reason": share.opened_why}
    write("open_deposit", "draw", row.id, actor=by.id, facts=facts)
    return row


def must_be_in_time(session: Session) -> None:
    """Errors: Refused where the last day of drawing (KM2023-4.4e) is over or not known."""
    limit = deadlines_of(session).get("draw_by")
    if limit is None:
        raise Refused(_("请先确定评审会日期。"))
    if limit.day is None:
        raise Refused(_("工作日安排待国务院公布，暂时不能计算抽取的最后期限。"), clause=limit.clauses[0])
    if clock.today() > limit.day:
        raise Refused(
            _("抽取须在评审会%(count)s个工作日前进行，最迟%(day)s，现已逾期。请先调整评审会日期。")
            % {"count": limit.values[0].number, "day": cn(limit.day)},
            clause=limit.clauses[0],
        )


def _show(row: Draw, share: DrawerShare, number: str, opened_why: str) -> None:
    shares = list(row.shares.all())
    must_be_in_time(row.session)
    if not all(one.deposit_checked for one in shares):
        raise Refused(_("三份寄存还没有全部由监督人员核对，核对后才能公开数字。"), clause="KM2023-4.4e")
    if share.number:
        raise Refused(_("这个数字已经公开过。"), clause="KM2023-4.4e")
    place = deposits.Place(row.roster_hash, share.position, row.deposit_key)
    if not deposits.is_number(number) or drawing.commitment(number, share.salt) != share.commitment:
        raise Refused(
            _("这个数字与先前承诺的不一致，请输入原来的数字。"), field="number", clause="KM2023-4.4e"
        )
    if deposits.sealed(number, place) != share.deposit:
        raise Refused(_("寄存的密封数字与承诺的不是同一个，请报告监督人员。"), clause="KM2023-4.4e")
    share.number, share.opened_why = number, opened_why
    share.save(update_fields=["number", "opened_why"])
    shares = [share if one.pk == share.pk else one for one in shares]
    if all(one.number for one in shares):
        _draw(row, shares)


def _locked(draw: Draw) -> Draw:
    row = Draw.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=draw.pk)
    if row.cancelled_at is not None:
        raise Refused(_("本次抽取已经作废。"))
    return row


def _watched(draw: Draw, by: Account) -> Draw:
    row = _locked(draw)
    if row.supervisor_id != by.id:
        raise Refused(_("您不是本次抽取的监督人员。"), status=404)
    return row


def _share(draw: Draw, by: Account) -> DrawerShare:
    share = DrawerShare.objects.select_for_update().filter(draw=draw, account=by).first()
    if share is None:
        raise Refused(_("您不是本次抽取的抽取人员。"), status=404)
    return share


def _draw(row: Draw, shares: Sequence[DrawerShare]) -> None:
    row.seed = drawing.seed(row.roster_hash, [share.number for share in shares])
    drawn = drawing.compute(records.lines(row), row.seed, records.rules(row))
    row.drawn_at = clock.now().replace(microsecond=0)
    row.record = records.content_of(row, shares, drawn)
    row.result_hash = content_hash(row.record)
    row.save(update_fields=["seed", "record", "result_hash", "drawn_at"])
    experts = {opened["commitment"]: opened["expert"] for opened in row.openings}
    Seat.objects.bulk_create(
        Seat(
            draw=row,
            expert_id=experts[one.expert],
            position=one.position,
            status=one.status,
            reason=one.reason,
        )
        for one in drawn
    )
    write("draw", "draw", row.id, actor=None, facts={"seed": row.seed, "result": row.result_hash})
