"""Acts: one officer imports a version, another releases it; what is not released can be discarded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.catalogues.access import ABOVE
from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.shapes import SHAPES, WORKED
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.policy.tables.kept import TableKind
from zhicheng.signatures.actions import content_hash
from zhicheng.trail.writing import write


@transaction.atomic
def import_catalogue(
    *,
    kind: TableKind,
    rows: Sequence[Mapping[str, Any]],
    valid_from: dt.date,
    document: str,
    by: Account,
    organisation: Organisation,
    valid_until: dt.date | None = None,
    example: bool = False,
) -> Catalogue:
    """A new version of a table, for a second person to release. `rows` as workbooks.read gives them.

    Errors: Refused for who is no bureau of province or city, no rows, no document, days in the wrong order.
    """
    _check_bureau(by, organisation, kind)
    clause = SHAPES[kind].clause
    if not rows:
        raise Refused(_("名录里没有数据行。"), clause=clause, field="file")
    if not document.strip():
        raise Refused(_("请填写依据的文件。"), clause=clause, field="document")
    if kind is TableKind.WORKDAYS and len({row["day"] for row in rows}) < len(rows):
        raise Refused(_("同一天在表中出现两次，请核对。"), clause=clause, field="file")
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_("失效日期须不早于施行日期。"), clause=clause, field="valid_until")
    # The bureau's row is locked, so that two imports do not take one number.
    Organisation.objects.select_for_update().filter(kind__in=ABOVE).order_by("id").first()
    last = Catalogue.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    row = Catalogue.objects.create(
        kind=kind,
        number=last + 1,
        valid_from=valid_from,
        valid_until=valid_until,
        document=document.strip(),
        rows=[dict(one) for one in rows],
        example=example,
        bureau=organisation,
        prepared_by=by,
        prepared_at=clock.now(),
    )
    _trail("import_catalogue", row, by)
    return row


@transaction.atomic
def release_catalogue(*, catalogue: Catalogue, by: Account, organisation: Organisation) -> Catalogue:
    """A second person releases the version; nothing changes it afterwards.

    Released holidays and make-up days are the working-day calendar from then on, year by year.
    Errors: Refused for who imported it, another bureau, what is released already, an example on real time.
    """
    row = _waiting(catalogue, by, organisation)
    clause = SHAPES[TableKind(row.kind)].clause
    if row.prepared_by_id == by.id:
        raise Refused(_("名录须由导入人以外的另一人核对发布。"), clause=clause, status=403)
    if row.example and not clock.is_invented():
        raise Refused(_("示例名录不是正式文件，不能发布。"), clause=clause)
    row.released_by, row.released_at = by, clock.now()
    row.save(update_fields=["released_by", "released_at"])
    if row.kind == TableKind.WORKDAYS:
        days = {dt.date.fromisoformat(one["day"]): (one["works"] == WORKED, one["name"]) for one in row.rows}
        workdays.take_over(days, source=row.document)
    _trail("release_catalogue", row, by)
    return row


@transaction.atomic
def discard_catalogue(*, catalogue: Catalogue, by: Account, organisation: Organisation) -> None:
    """Drop a version that is not released. Errors: Refused for another bureau, or what is released."""
    row = _waiting(catalogue, by, organisation)
    _trail("discard_catalogue", row, by)
    row.delete()


def _check_bureau(by: Account, organisation: Organisation, kind: TableKind) -> None:
    if organisation.kind not in ABOVE or not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("名录由省人社厅或市人社局导入和发布。"), clause=SHAPES[kind].clause, status=404)


def _waiting(catalogue: Catalogue, by: Account, organisation: Organisation) -> Catalogue:
    """The version, locked, for an officer of its bureau while it is not released. Errors: Refused."""
    kind = TableKind(catalogue.kind)
    _check_bureau(by, organisation, kind)
    row = Catalogue.objects.select_for_update(of=("self",)).filter(pk=catalogue.pk).first()
    if row is None or row.bureau_id != organisation.id:
        raise Refused(_("只有导入的人社部门可以办理这一版名录。"), clause=SHAPES[kind].clause, status=404)
    if row.released_at is not None:
        raise Refused(_("这一版名录已发布，不能再改；如有变化请导入新的一版。"), clause=SHAPES[kind].clause)
    return row


def _trail(act: str, row: Catalogue, by: Account) -> None:
    facts = {
        "kind": row.kind,
        "number": row.number,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "document": row.document,
        "rows": content_hash({"rows": row.rows}),
        "example": row.example,
    }
    write(act, "catalogue", row.id, actor=by.id, organisation=row.bureau_id, facts=facts)
