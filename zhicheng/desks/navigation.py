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
    ADMIN = "admin"
    SECURITY = "security"
    AUDIT = "audit"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in the menu and the view it leads to; `counts` names the number that stands beside it.

    What lies below its address belongs to it, unless `below` is false, and the views of `pages` where no address fits.
    """

    label: Words
    view: str
    counts: str = ""
    pages: tuple[str, ...] = ()
    below: bool = True


_INBOX = Entry(_("消息"), "inbox:list", "unread")
_TODO = Entry(_("待办"), "desks:home")
_GUIDE = Entry(_("办事指南"), "desks:guide")
_CHECK = Entry(_("申报条件自查"), "desks:selfcheck")
_LAW = Entry(_("政策依据"), "desks:law")
_SECURITY = Entry(_("账号安全"), "people:security", pages=("people:delegations", "people:hand_over"))
_SESSIONS = Entry(
    _("评审会"),
    "planning:sessions",
    below=False,  # calls, plan, filings, committees and standards have their addresses below it
    pages=(
        "planning:session", "planning:open_session", "planning:change_window", "planning:settings",
        "planning:setting", "planning:groups", "planning:pilot", "planning:inspections", "planning:petition",
        "planning:write_call", "planning:file_call", "planning:publish_call", "planning:propose_plan",
        "planning:filing", "planning:withdraw_filing",
    ),
)  # fmt: skip
_DRAWS = Entry(_("评委抽取"), "experts:draws", pages=("experts:draw", "experts:open_draw", "experts:cancel"))
_STAFF = Entry(_("工作人员账号"), "people:roles", pages=("people:staff_choose", "people:staff"))
_MAIL = Entry(_("留言"), "vetting:mail")
_NOTICES = Entry(_("公示"), "public_notice:mine")

MENUS: dict[Desk, tuple[Entry, ...]] = {
    Desk.PUBLIC: (
        Entry(_("首页"), "desks:public"),
        Entry(_("申报评审通知"), "planning:calls"),
        _CHECK,
        Entry(_("公示"), "public_notice:running"),
        Entry(_("证书查验"), "register:verify"),
        _GUIDE,
        _LAW,
        Entry(_("评委会名录"), "desks:committees"),
        Entry(_("人社部门"), "desks:bureaus"),
    ),
    Desk.PERSON: (
        Entry(_("我的申报"), "desks:home"),
        Entry(_("基本信息"), "people:basics"),
        Entry(_("职称信息"), "dossiers:overview"),
        Entry(_("申报记录"), "applications:record"),
        Entry(_("我的证书"), "register:mine"),
        _CHECK,
        _INBOX,
        _SECURITY,
        _GUIDE,
        _LAW,
    ),
    Desk.UNIT: (
        _TODO,
        Entry(_("专业技术人员"), "people:unit_people"),
        Entry(_("学历证明"), "vetting:proofs"),
        _NOTICES,
        Entry(_("单位信息"), "people:unit_profile"),
        Entry(_("经办人员"), "people:unit_staff"),
        _MAIL,
        _INBOX,
        _SECURITY,
        _GUIDE,
    ),
    Desk.DEPARTMENT: (_TODO, _MAIL, _INBOX, _SECURITY, _GUIDE),
    Desk.BUREAU: (
        _TODO,
        Entry(_("备案"), "planning:filings"),
        Entry(_("破格和绿色通道"), "vetting:channels"),
        Entry(_("评审计划"), "planning:plan"),
        Entry(
            _("评委会登记"),
            "planning:committees_desk",
            pages=("planning:register_committee", "planning:edit_committee"),
        ),
        Entry(_("评价标准"), "planning:standards"),
        Entry(_("政策名录"), "catalogues:library"),
        _SESSIONS,
        Entry(_("发文和确认"), "outcomes:work"),
        Entry(_("信息归集"), "register:collect"),
        Entry(
            _("单位账号"),
            "people:units",
            pages=("people:competences", "people:lay_down", "people:end_competence"),
        ),
        _STAFF,
        Entry(_("对单位的处理"), "integrity:cases"),
        _MAIL,
        _INBOX,
        _SECURITY,
        _GUIDE,
    ),
    Desk.OFFICE: (
        _TODO,
        _SESSIONS,
        _NOTICES,
        _DRAWS,
        Entry(_("对单位的处理"), "integrity:cases"),
        _MAIL,
        _INBOX,
        _SECURITY,
        _GUIDE,
    ),
    Desk.DRAWER: (_TODO, _DRAWS, _INBOX, _SECURITY),
    Desk.SUPERVISOR: (Entry(_("评审监督"), "desks:home"), _DRAWS, _INBOX, _SECURITY),
    Desk.SUPPORT: (_TODO, Entry(_("账号支持"), "people:support"), _INBOX, _SECURITY),
    Desk.ADMIN: (_TODO, Entry(_("开通账号"), "people:staff_choose"), _INBOX, _SECURITY),
    Desk.SECURITY: (_TODO, _STAFF, _INBOX, _SECURITY),
    Desk.AUDIT: (_TODO, Entry(_("账号操作记录"), "people:account_records"), _INBOX, _SECURITY),
    Desk.EXPERT: (
        Entry(_("我的审阅"), "meeting:mine"),
        Entry(_("我的专家资料"), "experts:mine"),
        _INBOX,
        _SECURITY,
    ),
}
