"""Experts from an Excel file: kept for a look over, then taken into the pool together, once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import pool_sheet
from zhicheng.experts.actions.pool import enrol_expert
from zhicheng.experts.models import Expert, PoolImport
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import runs
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write

MOST_ROWS = 200  # each has a password of its own, which takes the server some time


@dataclass(frozen=True, slots=True)
class Taken:
    """An expert taken from a file, with what the office tells the expert."""

    expert: Expert
    login: str
    temporary: str


@transaction.atomic
def prepare_import(session: Session, rows: Sequence[Mapping[str, Any]], by: Account) -> PoolImport:
    """Keep the rows (pool_sheet.read) for a look over; nothing of the pool changes. Errors: Refused."""
    _must_be_office(session, by)
    if not rows:
        raise Refused(_("文件里没有数据行。"), field="file")
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("一次最多导入%(most)s名专家，请分成几个文件。") % {"most": MOST_ROWS}, field="file", status=400
        )
    made = PoolImport.objects.create(
        session=session,
        rows=json.dumps([dict(row) for row in rows], ensure_ascii=False),
        many=len(rows),
        prepared_by=by,
        prepared_at=clock.now(),
    )
    write("prepare_pool_import", "session", session.id, actor=by.id, facts={"many": made.many})
    return made


@transaction.atomic
def take_import(prepared: PoolImport, by: Account) -> list[Taken]:
    """Every row becomes an expert, invited to confirm; all or none, and once. Errors: Refused."""
    _must_be_office(prepared.session, by)
    row = _waiting(prepared)
    taken = []
    for facts in json.loads(row.rows):
        try:
            expert, temporary = enrol_expert(by=by, **pool_sheet.facts_of(facts))
        except Refused as refused:
            words = {"name": facts["name"], "why": refused.message}
            raise Refused(_("%(name)s：%(why)s什么都没有保存，请重新导入。") % words) from refused
        taken.append(Taken(expert, facts["login"], temporary))
    row.taken_at, row.rows = clock.now(), ""
    row.save(update_fields=["taken_at", "rows"])
    facts = {"many": row.many, "experts": [str(one.expert.id) for one in taken]}
    write("take_pool_import", "session", row.session_id, actor=by.id, facts=facts)
    return taken


@transaction.atomic
def drop_import(prepared: PoolImport, by: Account) -> None:
    """What was read is not taken. Errors: Refused."""
    _must_be_office(prepared.session, by)
    row = _waiting(prepared)
    write("drop_pool_import", "session", row.session_id, actor=by.id, facts={"many": row.many})
    row.delete()


def _must_be_office(session: Session, by: Account) -> None:
    if not runs(by, session.committee):
        raise Refused(_("只有评委会办事机构可以导入专家。"), status=404)


def _waiting(prepared: PoolImport) -> PoolImport:
    row = PoolImport.objects.select_for_update(of=("self",)).filter(pk=prepared.pk).first()
    if row is None or row.taken_at is not None:
        raise Refused(_("这次导入已经办理，请回到专家库查看。"))
    return row
