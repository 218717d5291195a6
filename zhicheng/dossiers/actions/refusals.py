"""What an act on a dossier refuses, and who may act."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from zhicheng.dossiers.models import Qualification, Record
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person


class WrongRecord(Refused):
    """What was typed does not fit. `errors`: field → message."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(_("有%(many)d处需要修改，已填内容都还在。") % {"many": len(errors)}, status=400)
        self.errors = dict(errors)


class ChangedMeanwhile(Refused):
    """Somebody saved the same row from another window or device. `current`: the row as it is now."""

    def __init__(self, current: Record | Qualification) -> None:
        super().__init__(_("这条内容刚刚在另一个窗口或设备上改过，没有覆盖。请核对后再保存。"))
        self.current = current


def actor_of(person: Person, by: Account | None) -> UUID:
    """The person's account, where nobody else acts. Errors: Refused."""
    if by is not None and by.id != person.account_id:
        raise Refused(_("个人申报资料由本人填写。"), status=404, clause="GUIDE-5.2.2")
    return person.account_id
