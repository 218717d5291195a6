"""The kinds of work on an officer's desk: one literal table of tabs by role."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhicheng.applications.states import State
from zhicheng.desks.navigation import Words
from zhicheng.people.models import Membership

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Work:
    """A tab: applications in one of `states`, most waited for first.

    whose: "held" = the organisation has it now; "own" = it is of the unit's own people, whoever has it;
    "told" = it waits for the answer to the organisation's 补正通知
    explains: what the officer does here; shown while the list is empty
    """

    key: str
    label: Words
    states: tuple[State, ...]
    whose: str
    explains: Words


_CORRECTING = Work(
    "correcting",
    _("待补正"),
    (State.CORRECTING,),
    "told",
    _("本单位发出补正通知、等待申报人补正的申报；逾期未补正的由系统自动办结。"),
)

WORK: Mapping[Role, tuple[Work, ...]] = {
    Role.UNIT: (
        Work(
            "vetting",
            _("待审核"),
            (State.AT_UNIT,),
            "held",
            _("本单位专业技术人员提交申报后，会出现在这里等待审核。"),
        ),
        Work(
            "notice",
            _("公示中"),
            (State.UNIT_NOTICE,),
            "held",
            _("审核后开始公示的申报，公示期满后在这里通过。"),
        ),
        Work(
            "objection",
            _("异议核查"),
            (State.NOTICE_OBJECTION,),
            "held",
            _("公示期内收到异议的申报会出现在这里。"),
        ),
        Work(
            "paper",
            _("待送纸质材料"),
            (State.AUDITED,),
            "own",
            _("电子审核通过后，由单位按要求报送纸质材料。"),
        ),
        Work(
            "returned",
            _("本人修改中"),
            (State.RETURNED, State.RESET, State.CORRECTING),
            "own",
            _("退回、重置或要求补正的申报，在申报人再次提交之前列在这里。"),
        ),
    ),
    Role.DEPARTMENT: (
        Work(
            "vetting",
            _("待审核"),
            (State.AT_DEPARTMENT,),
            "held",
            _("所属单位审核通过并公示无异议的申报，会送到这里。"),
        ),
        Work(
            "letter",
            _("待出委托函"),
            (State.AT_SUPERIOR,),
            "held",
            _("需要上级主管单位出具委托评审函的申报，会送到这里。"),
        ),
        _CORRECTING,
    ),
    Role.BUREAU: (
        Work(
            "county",
            _("待县（市）区审核"),
            (State.AT_COUNTY,),
            "held",
            _("属地单位和自由职业者的申报，单位审核通过后会送到这里。"),
        ),
        Work(
            "city", _("待市级审核"), (State.AT_CITY,), "held", _("委托评审和报省级评委会的申报会送到这里。")
        ),
        Work("province", _("待省级审核"), (State.AT_PROVINCE,), "held", _("报省级评委会的申报会送到这里。")),
        _CORRECTING,
    ),
    Role.OFFICE: (
        Work(
            "audit",
            _("待电子审核"),
            (State.AT_COMMITTEE,),
            "held",
            _("主管部门或人社部门审核通过的申报，会送到评委会这里。"),
        ),
        Work(
            "paper",
            _("待受理纸质"),
            (State.AUDITED, State.PAPER_SENT),
            "held",
            _("电子审核通过后，等待报送纸质材料的申报。"),
        ),
        Work(
            "qualification",
            _("待资格审查"),
            (State.ACCEPTED,),
            "held",
            _("纸质材料已受理、等待资格审查的申报。"),
        ),
        _CORRECTING,
        Work(
            "meeting",
            _("会前"),
            (State.LISTED, State.PRE_MEETING_NOTICE, State.FILED, State.READING),
            "held",
            _("资格审查通过、等待公示、备案和评审的申报。"),
        ),
        Work(
            "result",
            _("会后"),
            (State.VOTED, State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED),
            "held",
            _("表决后等待公布、公示、备案、发文和确认的申报。"),
        ),
    ),
}

# A bureau has the tab of its own level, and what it has told to be corrected.
BUREAU_TABS = {"county_bureau": "county", "city_bureau": "city", "province": "province"}


def work_of(role: str, organisation_kind: str) -> tuple[Work, ...]:
    """The tabs of a role at an organisation of this kind; empty for roles without a list."""
    tabs = WORK.get(Role(role), ())
    if role == Role.BUREAU and organisation_kind in BUREAU_TABS:
        own = (BUREAU_TABS[organisation_kind], _CORRECTING.key)
        return tuple(tab for tab in tabs if tab.key in own)
    return tabs
