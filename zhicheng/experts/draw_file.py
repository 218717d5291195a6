"""A signed draw as a file that anybody can compute again (docs/formats/archive.md)."""

from typing import Any

from zhicheng.experts.draw_check import FORMAT
from zhicheng.experts.models import Draw
from zhicheng.experts.queries import is_signed
from zhicheng.signatures.actions import in_file


def file_of(draw: Draw) -> dict[str, Any] | None:
    """The draw (as queries.draw_of loads it); None until drawers and supervisor have signed."""
    if not is_signed(draw) or draw.supervisor_signature is None:
        return None
    return {
        "format": FORMAT,
        "session": str(draw.session_id),
        "draw": str(draw.id),
        "experts": draw.roster,
        "roster": draw.roster_hash,
        "seed": draw.seed,
        "result": draw.result_hash,
        "seats": draw.seats,
        "stand_ins": draw.stand_ins,
        "drawers": [
            {
                "name": one.account.display_name,
                "salt": one.salt,
                "commitment": one.commitment,
                "number": one.number,
                "signature": in_file(one.signature),
            }
            for one in draw.shares.all()
            if one.signature
        ],
        "order": [
            {
                "position": seat.position,
                "expert": str(seat.expert_id),
                "name": seat.expert.name,
                "status": seat.status,
                "reason": seat.reason,
            }
            for seat in draw.drawn.select_related("expert")
        ],
        "supervisor": {
            "name": draw.supervisor.display_name,
            "signature": in_file(draw.supervisor_signature),
        },
    }
