"""The draw as a record: what is frozen before it, what is published after it, what supervisors and archive keep."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zhicheng.almanac import clock
from zhicheng.experts import draw as drawing
from zhicheng.experts import queries
from zhicheng.experts.models import Draw, DrawerShare, Expert, Seat, Withdrawal
from zhicheng.experts.verifier import FIRST, FORMAT, rules_of
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash, in_file


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the drawn order as the page shows it: by code; the seat's expert has the name."""

    code: str
    ticket: str
    seat: Seat


def code_of(commitment: str) -> str:
    """The code under which an expert stands on page and projector: the first eight digits of the commitment."""
    return commitment[:8].upper()


def places(draw: Draw) -> list[Place]:
    """The computed order with code, ticket and seat; empty before the third reveal."""
    hidden = {opened["expert"]: opened["commitment"] for opened in draw.openings}
    found = []
    for seat in draw.drawn.select_related("expert", "withdrawal", "stepped_in"):
        commitment = hidden.get(str(seat.expert_id), "")
        found.append(Place(code_of(commitment), drawing.ticket(commitment, draw.seed), seat))
    return found


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody withdrew after the draw: by code, and by name for those who may know it; `joined` empty for a stand-in."""

    withdrawal: Withdrawal
    left: str
    joined: str
    passed: list[tuple[str, str]]


def replacements(draw: Draw) -> list[Replacement]:
    """What changed after the draw, in order; two statements, one where nothing did."""
    rows = Withdrawal.objects.filter(seat__draw=draw)
    found = list(rows.select_related("seat__expert", "successor__expert"))
    if not found:
        return []
    hidden = {opened["expert"]: code_of(opened["commitment"]) for opened in draw.openings}
    codes = {str(seat): hidden[str(expert)] for seat, expert in draw.drawn.values_list("id", "expert_id")}
    return [
        Replacement(
            one,
            codes[str(one.seat_id)],
            codes.get(str(one.successor_id), ""),
            [(codes[passed["seat"]], passed["reason"]) for passed in one.passed],
        )
        for one in found
    ]


def follows(draw: Draw, shown: Sequence[Place]) -> bool:
    """Whether the kept order is what roster, numbers and constraints give when computed afresh."""
    shares = list(draw.shares.all())
    seed = drawing.seed(content_hash(frozen(draw)), [share.number for share in shares])
    try:
        again = drawing.compute(lines(draw), seed, rules(draw))
    except drawing.Impossible:
        return False
    experts = {opened["commitment"]: opened["expert"] for opened in draw.openings}
    kept = [(str(one.seat.expert_id), one.seat.position, one.seat.as_drawn, one.seat.reason) for one in shown]
    committed = all(drawing.commitment(share.number, share.salt) == share.commitment for share in shares)
    return (
        committed
        and kept == [(experts[one.expert], one.position, one.status, one.reason) for one in again]
        and draw.record == content_of(draw, shares, again)
        and draw.result_hash == content_hash(draw.record)
    )


def frozen_roster(
    session: Session, found: Iterable[Expert]
) -> tuple[list[drawing.Line], list[dict[str, str]]]:
    """Who may be drawn, as commitments under fresh salts, and what each hides; both in the commitments' order."""
    experts = list(found)
    avoid = queries.reasons_to_skip(session, [str(one.id) for one in experts])
    hidden = []
    for expert in experts:
        opened = {
            "salt": secrets.token_hex(16),
            "expert": str(expert.id),
            "name": expert.name,
            "unit": expert.unit_name,
            "profession": expert.profession,
            "title": expert.title,
        }
        private = expert.private_enterprise
        hidden.append((drawing.expert_commitment(opened, private), private, opened))
    hidden.sort(key=lambda one: one[0])
    units: dict[str, int] = {}
    which = queries.counted_as(queries.rules_of(session))
    lines = [
        drawing.Line(
            commitment,
            private,
            units.setdefault(opened["unit"], len(units) + 1),
            avoid.get(opened["expert"], ""),
            which(opened["profession"]),
        )
        for commitment, private, opened in hidden
    ]
    return lines, [{"commitment": commitment, **opened} for commitment, _private, opened in hidden]


def frozen(draw: Draw) -> dict[str, Any]:
    """What is published before the draw: roster, constraints, cancelled draws; its SHA-256 is the roster's hash."""
    return {
        "session": str(draw.session_id),
        "seats": draw.seats,
        "stand_ins": draw.stand_ins,
        "private_least": draw.private_least,
        "unit_most": draw.unit_most,
        "roster": draw.roster,
        "cancelled": draw.cancelled_before,
        **({} if draw.professions is None else {"professions": draw.professions}),
    }


def cancelled(draw: Draw) -> dict[str, Any]:
    """A cancelled draw as the next one names it: its roster's hash, when, why, and the numbers known by then."""
    return {
        "roster_hash": draw.roster_hash,
        "opened_at": _moment(draw.opened_at),
        "cancelled_at": _moment(draw.cancelled_at),
        "reason": draw.cancel_reason,
        "numbers": [share.number for share in draw.shares.all()],
    }


def lines(draw: Draw) -> list[drawing.Line]:
    """The frozen roster."""
    return [drawing.Line(**line) for line in draw.roster]


def rules(draw: Draw) -> drawing.Rules:
    """The frozen constraints."""
    return rules_of(frozen(draw))


def content_of(draw: Draw, shares: Sequence[DrawerShare], drawn: Sequence[drawing.Drawn]) -> dict[str, Any]:
    """What is published of a draw whose numbers are known: everything but names and the experts' salts."""
    session = draw.session
    return {
        "format": FIRST if draw.professions is None else FORMAT,
        "committee": session.committee.name,
        "year": session.year,
        "frozen": frozen(draw),
        "roster_hash": draw.roster_hash,
        "opened_at": _moment(draw.opened_at),
        "drawn_at": _moment(draw.drawn_at),
        "supervisor": str(draw.supervisor_id),
        "drawers": [
            {
                "account": str(share.account_id),
                "salt": share.salt,
                "commitment": share.commitment,
                "deposit": share.deposit,
                "number": share.number,
                "opened_why": share.opened_why,
            }
            for share in shares
        ],
        "deposit_key": draw.deposit_key,
        "seed": draw.seed,
        "order": drawing.order((line.commitment for line in lines(draw)), draw.seed),
        "result": [{"commitment": one.expert, "status": one.status, "reason": one.reason} for one in drawn],
    }


def published(content: dict[str, Any]) -> list[dict[str, str]]:
    """The result as everybody may see it: code, ticket, status in words, reason; in the drawn order."""
    return [
        {
            "code": code_of(one["commitment"]),
            "ticket": drawing.ticket(one["commitment"], content["seed"]),
            "status": one["status"],
            "words": Seat.Status(one["status"]).label,
            "reason": one["reason"],
        }
        for one in content["result"]
    ]


def file_of(draw: Draw, *, names: bool) -> dict[str, Any] | None:
    """The signed record as a file, with names and salts for those who may know them; None before all have signed.

    `draw` as queries.draw_of loads it.
    """
    if not queries.is_signed(draw) or draw.supervisor_signature is None:
        return None
    shares = list(draw.shares.all())
    signatures = [*(share.signature for share in shares), draw.supervisor_signature]
    file = {
        "content": draw.record,
        "names": [_opening(one) for one in draw.openings] if names else None,
        "signatures": [in_file(one) for one in signatures if one is not None],
    }
    for share in shares:
        if share.refusal_signature is not None:
            told = {name: value for name, value in refusal(draw, share).items() if name != "result"}
            file["refused"] = {**told, "signature": in_file(share.refusal_signature)}
    return file


def refusal(draw: Draw, share: DrawerShare) -> dict[str, str]:
    """What the supervisor signs where a drawer's signature is refused."""
    return {
        "account": str(share.account_id),
        "reason": share.refused_why,
        "refused_at": _moment(share.refused_at),
        "result": draw.result_hash,
    }


def cancelled_file(session: Session) -> dict[str, Any] | None:
    """The session's cancelled draws with names and the agreeing supervisors' signatures; None where there are none."""
    rows = queries.cancelled(session)
    draws = [
        {
            "cancelled": cancelled(row),
            "frozen": frozen(row),
            "names": [_opening(one) for one in row.openings],
            "signature": in_file(row.cancel_signature),
        }
        for row in rows
        if row.cancel_signature is not None
    ]
    return {"content": {"session": str(session.pk), "draws": draws}} if draws else None


def _opening(opened: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in opened.items() if name != "commitment"}


def _moment(at: Any) -> str:
    return clock.in_china(at).isoformat(timespec="seconds")
