"""《评审专家抽取记录》 (D-14): the draw with names, numbers and signatures."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.documents import inputs
from zhicheng.experts import queries, records
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.planning.documents import Document
from zhicheng.planning.models import Session
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date, cn_moment

TEMPLATE = Path(__file__).with_name("typst") / "draw_record.typ"


def draw_record(draw: Draw) -> Document:
    """The record of a finished draw (as queries.draw_of loads it), for office, drawers and supervisors."""
    session = draw.session
    seats = list(draw.drawn.select_related("expert", "withdrawal", "stepped_in"))
    signatures = [
        drawn(share.signature, role=_("抽取人员")) for share in draw.shares.all() if share.signature
    ]
    refused = [share for share in draw.shares.all() if share.refused_at]
    if draw.supervisor_signature:
        signatures.append(drawn(draw.supervisor_signature, role=_("监督人员")))
    data: inputs.DrawRecord = {
        "case_number": str(session),
        "version": "",
        "content_hash": draw.result_hash,
        "committee": session.committee.name,
        "year": str(session.year),
        "facts": [
            {"label": _("抽取时间"), "value": cn_moment(draw.drawn_at)},
            {"label": _("评审时间"), "value": cn_date(session.meeting_on)},
            {"label": _("专家库人数"), "value": str(len(draw.roster))},
            {"label": _("抽取人数"), "value": _("%(seats)s（单数）") % {"seats": draw.seats}},
            {"label": _("候补人数"), "value": str(draw.stand_ins)},
            {"label": _("监督人员"), "value": draw.supervisor.display_name},
            *_minimums(draw),
            *_refusals(refused),
            *_cancelled(session),
            *_replaced(draw),
        ],
        "pool_hash": draw.roster_hash,
        "contributions": [
            {"who": share.account.display_name, "commitment": share.commitment, "revealed": _revealed(share)}
            for share in draw.shares.all()
        ],
        "seed": draw.seed,
        "members": [_expert(seat) for seat in seats if seat.as_drawn == Seat.Status.MEMBER],
        "stand_ins": [_expert(seat) for seat in seats if seat.as_drawn == Seat.Status.STAND_IN],
        "skipped": [
            {"name": seat.expert.name, "reason": seat.reason}
            for seat in seats
            if seat.as_drawn == Seat.Status.SKIPPED
        ],
        "signatures": signatures,
    }
    return Document(TEMPLATE, data, _("%(session)s专家抽取记录") % {"session": session})


def _minimums(draw: Draw) -> list[inputs.Field]:
    said = [f"{one['name']}{one['least']}" for one in draw.professions or ()]
    return [{"label": _("各专业最少人数"), "value": "、".join(said)}] if said else []


def _refusals(shares: Iterable[DrawerShare]) -> list[inputs.Field]:
    said = _("%(who)s没有签字，%(at)s由监督人员登记并签字。理由：%(why)s")
    return [
        {
            "label": _("没有签字"),
            "value": said
            % {"who": one.account.display_name, "at": cn_moment(one.refused_at), "why": one.refused_why},
        }
        for one in shares
    ]


def _cancelled(session: Session) -> list[inputs.Field]:
    said = _("%(at)s作废一次抽取，结果尚未产生。理由：%(why)s")
    return [
        {
            "label": _("此前作废"),
            "value": said % {"at": cn_moment(one.cancelled_at), "why": one.cancel_reason},
        }
        for one in queries.cancelled(session)
    ]


def _replaced(draw: Draw) -> list[inputs.Field]:
    found: list[inputs.Field] = []
    for one in records.replacements(draw):
        row = one.withdrawal
        words = _("%(at)s %(name)s退出（%(why)s）") % {
            "at": cn_moment(row.at),
            "name": row.seat.expert.name,
            "why": row.reason,
        }
        if row.successor is not None:
            words += _("，由候补%(name)s递补") % {"name": row.successor.expert.name}
        words += "".join(
            _("；跳过%(code)s（%(why)s）") % {"code": code, "why": why} for code, why in one.passed
        )
        found.append({"label": _("抽取后退出"), "value": words})
    return found


def _revealed(share: DrawerShare) -> str:
    if not share.opened_why:
        return share.number
    return _("%(number)s（由监督人员从寄存中开封：%(why)s）") % {
        "number": share.number,
        "why": share.opened_why,
    }


def _expert(seat: Seat) -> inputs.DrawnExpert:
    expert = seat.expert
    return {
        "name": expert.name,
        "unit": expert.unit_name,
        "profession": expert.profession,
        "title": expert.title,
        "note": _("民营企业") if expert.private_enterprise else "",
    }
