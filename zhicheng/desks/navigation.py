"""What stands in the menu, by who looks at it: one literal table."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Desk(StrEnum):
    """Whose desk it is: the visitor without account, a person, an expert, or an officer by role."""

    PUBLIC = "public"
    PERSON = "person"
    UNIT = "unit"
    DEPARTMENT = "department"
    BUREAU = "bureau"
    OFFICE = "office"
    DRAWER = "drawer"
    SUPERVISOR = "supervisor"
    SUPPORT = "support"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in the menu and the view it leads to; `counts` names the number that stands beside it."""

    label: Words
    view: str
    counts: str = ""


_INBOX = Entry(_("消息"), "inbox:list", "unread")
_TODO = Entry(_("待办"), "desks:home")
_GUIDE = Entry(_("办事指南"), "desks:guide")

MENUS: dict[Desk, tuple[Entry, ...]] = {
    Desk.PUBLIC: (
        Entry(_("首页"), "desks:public"),
        _GUIDE,
        Entry(_("评委会名录"), "desks:committees"),
        Entry(_("各地人社部门"), "desks:bureaus"),
        Entry(_("职称系列和名称"), "desks:titles"),
    ),
    Desk.PERSON: (Entry(_("我的申报"), "desks:home"), _INBOX, _GUIDE),
    Desk.UNIT: (_TODO, _INBOX, _GUIDE),
    Desk.DEPARTMENT: (_TODO, _INBOX, _GUIDE),
    Desk.BUREAU: (_TODO, _INBOX, _GUIDE),
    Desk.OFFICE: (_TODO, _INBOX, _GUIDE),
    Desk.DRAWER: (_TODO, _INBOX),
    Desk.SUPERVISOR: (_TODO, _INBOX),
    Desk.SUPPORT: (_TODO, _INBOX),
    Desk.EXPERT: (Entry(_("我的审阅"), "desks:home"), _INBOX),
}
