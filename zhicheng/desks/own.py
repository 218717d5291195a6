"""One's own desk: a person's applications and preparation; experts are led to their readings."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.applications.states import EDITABLE, State
from zhicheng.desks.journey import Next, Stop, next_act, stops_of
from zhicheng.desks.links import link
from zhicheng.desks.site import open_calls
from zhicheng.experts.models import Expert
from zhicheng.outcomes.form_parts import PUBLIC
from zhicheng.people.models import Account, Person

OPEN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Preparation:
    """A thing to do before the first application: its name, whether it is done, what it is for, its page."""

    name: str
    done: bool
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Case:
    """An application on the person's desk."""

    application: Application
    stops: list[Stop]
    act: Next
    by: dt.datetime | dt.date | None
    url: str

    @property
    def decided(self) -> bool:
        """Whether the committee's result may be known."""
        return State(self.application.state) in PUBLIC


def home(request: HttpRequest, account: Account) -> HttpResponse:
    """我的申报 for a person, 我的审阅 for an expert (first the invitation), a word of help for who is neither."""
    person = Person.objects.select_related("unit").filter(account=account).first()
    if person is None:
        expert = Expert.objects.filter(account=account).first()
        if expert is not None:
            return redirect("meeting:mine" if expert.answered_at else "experts:mine")
        return render(request, "desks/nothing.html")
    cases = cases_of(person)
    open_cases = [case for case in cases if case.application.ended_at is None]
    return render(
        request,
        "desks/applicant.html",
        {
            "person": person,
            "now": open_cases or cases[:1],
            "earlier": [case for case in cases if case not in (open_cases or cases[:1])],
            "may_begin": not open_cases,
            "preparation": preparation_of(person),
            "calls": [] if open_cases else open_calls(OPEN_SHOWN),
        },
    )


def cases_of(person: Person) -> list[Case]:
    """The person's applications, the newest first; three SQL statements."""
    rows = (
        person.applications.select_related("session__committee", "holder", "unit")
        .prefetch_related("stations", "steps")
        .order_by("-year", "-created_at")
    )
    return [
        Case(
            row,
            stops_of(row, list(row.stations.all()), list(row.steps.all())),
            next_act(row),
            deadline_of(row),
            link("applications:detail", row.pk),
        )
        for row in rows
    ]


def preparation_of(person: Person) -> list[Preparation]:
    """What has to be filled in before a cover can be saved (GUIDE-5.2)."""
    return [
        Preparation(
            _("基本信息"),
            person.birth_date is not None,
            _("姓名、证件、联系方式，约 5 分钟"),
            link("people:basics"),
        ),
        Preparation(
            _("所在单位"),
            person.unit_id is not None,
            _("已选择，等待单位确认；申报可以先提交")
            if person.unit_id and not person.unit_confirmed_at
            else _("单位审核您的申报，按名称或信用代码选择"),
            link("people:choose_unit"),
        ),
        Preparation(
            _("职称信息"),
            person.records.exists(),
            _("学历、工作经历、业绩等 13 个模块，可以随时补充"),
            link("dossiers:overview"),
        ),
    ]


def deadline_of(application: Application) -> dt.datetime | dt.date | None:
    """By when the applicant must act: the set day, or the end of the window while nothing is handed in."""
    if application.due_on is not None:
        return application.due_on
    if State(application.state) in EDITABLE and application.session is not None:
        return application.session.closes_at
    return None
