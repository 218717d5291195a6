"""Reads of a session's groups: to which an applicant of a unit belongs, what is announced and filed of them."""

from typing import Any

from zhicheng.people.models import Organisation
from zhicheng.planning.models import Group, Session


def groups_of(session: Session) -> list[Group]:
    """The session's groups in their order, with their places; two statements, one where there are none."""
    return list(session.groups.prefetch_related("places"))


def group_for(session: Session, unit: Organisation) -> Group | None:
    """The first of the session's groups whose rule takes the unit's people; None where none does."""
    return next((one for one in groups_of(session) if one.takes(unit)), None)


def filed_groups(session: Session) -> list[dict[str, Any]]:
    """The groups as they are filed: name, who belongs, basis, planned pass rate in per cent."""
    return [
        {"name": one.name, "who": one.who, "basis": one.basis, "pass_share": one.pass_share}
        for one in groups_of(session)
    ]


def announced_groups(session: Session) -> list[str]:
    """One sentence for each group, as the call tells it."""
    return [
        f"{one.name}：{one.who}，单独分组、单独评审、单独确定通过率。依据：{one.basis.rstrip('。')}。"
        for one in groups_of(session)
    ]
