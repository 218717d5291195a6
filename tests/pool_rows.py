"""Rows of the expert pool that an address can name: a leave, a file that was read."""

import datetime as dt
import json
from typing import Any

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.experts.models import Leave, PoolImport
from zhicheng.planning.models import Session

IMPORTED = {
    "name": "何新", "login": "hexin09", "series": "工程技术", "profession": "机械工程", "level": "正高级",
    "title": "正高级工程师", "unit_name": "甲院", "past_units": [], "private_enterprise": False, "region": "",
    "mobile": "", "term_from": "", "term_until": "", "training": "",
}  # fmt: skip


def pool_rows(cast: Cast, session: Session) -> dict[str, Any]:
    """The first expert's leave, and a file of the session's office with one expert in it."""
    at = clock.now()
    leave = Leave.objects.create(
        expert=cast.experts[0], first=dt.date(2024, 5, 1), last=dt.date(2024, 5, 31), reason="出国", told_at=at,
        told_by=cast.expert,
    )  # fmt: skip
    prepared = PoolImport.objects.create(
        session=session, rows=json.dumps([IMPORTED]), many=1, prepared_by=cast.office_officer, prepared_at=at
    )
    return {"leave": leave, "pool_import": prepared}
