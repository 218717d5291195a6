"""Groups of a session: set up before its call is filed, announced with it, then fixed (YN2020-2.4b)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Place
from zhicheng.planning.access import must_organise
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Filing, Group, Session
from zhicheng.planning.queries import is_announced
from zhicheng.planning.settings import note_change
from zhicheng.trail.writing import write

CLAUSE = "YN2020-2.4b"


@transaction.atomic
def save_group(
    *, session: Session, name: str, basis: str, unit_kinds: Sequence[str], places: Sequence[str],
    pass_share: int | None, by: Account, organisation: Organisation, group: Group | None = None,
) -> Group:  # fmt: skip
    """Add a group to the session, or change `group`; logged as a change of the session's settings.

    `unit_kinds`, `places` (codes): who belongs; both empty: the office assigns. `pass_share`: planned pass rate
    in per cent, a warning alone. Errors: Refused for another's session, once the call is filed, for bad values.
    """
    session = _open_to_change(session, by, organisation)
    row = session.groups.filter(pk=group.pk).first() if group else None
    if group is not None and row is None:
        raise Refused(_("这个分组已不存在，请刷新页面。"), status=404)
    name, basis = name.strip(), basis.strip()
    for field, text, missing in (
        ("name", name, _("请填写分组名称。")),
        ("basis", basis, _("请填写分组依据。")),
    ):
        if not text:
            raise Refused(missing, clause=CLAUSE, field=field)
    others = session.groups.exclude(pk=row.pk) if row else session.groups.all()
    if others.filter(name=name).exists():
        raise Refused(_("已有同名的分组。"), clause=CLAUSE, field="name")
    if pass_share is not None and not 1 <= pass_share <= 100:
        raise Refused(_("通过率须在1到100之间。"), clause=CLAUSE, field="pass_share")
    if not set(unit_kinds) <= set(Organisation.UnitKind.values):
        raise Refused(_("没有这种单位类型。"), field="unit_kinds")
    there = list(Place.objects.filter(code__in=places))
    if len(there) != len(set(places)):
        raise Refused(_("没有这个地区。"), field="places")
    before = _shown(row)
    if row is None:
        last = session.groups.order_by("-position").first()
        row = Group(session=session, position=last.position + 1 if last else 1)
    row.name, row.basis, row.pass_share = name, basis, pass_share
    row.unit_kinds = list(unit_kinds)
    row.save()
    row.places.set(there)
    facts = {"name": name, "who": row.who, "basis": basis, "pass_share": pass_share}
    note_change(session, "groups", before, _shown(row), basis, by)
    write("save_group", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return row


@transaction.atomic
def remove_group(*, group: Group, by: Account, organisation: Organisation) -> None:
    """Take a group away again before the call is filed. Errors: as `save_group`."""
    session = _open_to_change(group.session, by, organisation)
    row = session.groups.filter(pk=group.pk).first()
    if row is None:
        raise Refused(_("这个分组已不存在，请刷新页面。"), status=404)
    note_change(session, "groups", _shown(row), None, _("取消分组"), by)
    row.delete()
    facts = {"name": group.name}
    write("remove_group", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)


def _open_to_change(session: Session, by: Account, organisation: Organisation) -> Session:
    """The session, locked, while its groups can change. Errors: Refused."""
    row = locked(session)
    must_organise(by, row.committee, organisation, CLAUSE)
    if is_announced(row):
        raise Refused(_("分组已随通知公布，不再更改。"), clause=CLAUSE)
    if row.filings.filter(kind=Filing.Kind.CALL, answer__in=Filing.STANDING).exists():
        raise Refused(_("分组已随通知报备案，不能再改。如需修改，请先撤回备案。"), clause=CLAUSE)
    return row


def _shown(row: Group | None) -> str | None:
    if row is None:
        return None
    return f"{row.name}（{row.pass_share}%）" if row.pass_share else row.name
