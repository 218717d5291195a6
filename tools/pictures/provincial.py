"""A provincial committee with an open window, and somebody who writes for it: the electronic photo is asked for there."""

import datetime as dt
from dataclasses import replace
from typing import Any

import more
import others

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.people.models import Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Committee, Session
from zhicheng.planning.settings import INSTANTS
from zhicheng.policy.tables.titles import tracks
from zhicheng.rehearsal import applicants
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.plans import sessions
from zhicheng.rehearsal.stage import day

YEAR, SEED = more.YEAR, 77
NAME = "云南省机械工程高级职称评审委员会（演示）"


def come() -> None:
    """In June the call, in July the person, who has written but not handed in."""
    world = others.offices(SEED)
    with clock.at(day(YEAR, 6, 5, 10)):
        session = _session()
    plan = replace(sessions(YEAR)[0], code=session.committee.code)
    applicant = Applicant(world.inventor.somebody(oldest=1970, youngest=1990), plan, world.units[0], "")
    with clock.at(day(YEAR, 7, 10, 10)):
        applicants.register(applicant, world.hashed)
        applicants.join(applicant)
        applicants.fill_dossier(applicant, world.inventor, YEAR)
        applicants.choose(applicant, session)


def written() -> Application:
    """What that person writes."""
    return Application.objects.select_related("person").get(session__committee__name=NAME)


def _session() -> Session:
    province = Organisation.objects.get(kind=Organisation.Kind.PROVINCE)
    bureau: dict[str, Any] = {"by": more.officer_of("bureau", province.name), "organisation": province}
    committee = planning.register_committee(
        name=NAME, level="高级", tier=Committee.Tier.PROVINCE, organiser=province,
        place=None, scope_words="机械工程专业高级职称",
        tracks=[one for one in tracks() if one.startswith("series-10/")][:1], **bureau,
    )  # fmt: skip
    mine: dict[str, Any] = {"by": more.office_of(committee), "organisation": province}
    facts = {"committee": committee, "year": YEAR, **mine}
    planning.propose_plan_entry(month=11, **facts)
    planning.publish_plan(year=YEAR, **bureau)
    meets = dt.date(YEAR, 11, 24)
    session = planning.open_session(
        **facts, opens_at=day(YEAR, 7, 1, 0), closes_at=day(YEAR, 9, 1, 0), meeting_on=meets, seats=11,
        stand_ins=3, paper_stage=True, **dict.fromkeys(INSTANTS, meets - dt.timedelta(days=1)),
    )  # fmt: skip
    planning.write_call(
        session=session, title=f"关于开展{YEAR}年度{NAME}评审工作的通知",
        conditions="申报人应符合现行评价标准条件。", requirements="网上申报，逐级审核。", materials=[],
        contact="见评委会目录", **mine,
    )  # fmt: skip
    planning.answer_filing(filing=planning.file_call(session=session, **mine), accepted=True, **bureau)
    planning.publish_call(session=session, **mine)
    return session
