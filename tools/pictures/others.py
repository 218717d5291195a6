"""People who come to the demo's season besides, so that every page has somebody: by the rehearsal's own acts."""

import datetime as dt

from zhicheng.applications import actions as applications
from zhicheng.applications.actions.cover import Choice
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Membership, Organisation, Place
from zhicheng.planning.models import Session
from zhicheng.rehearsal import applicants, demo, other_kinds, papers
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.invented import Inventor, Somebody
from zhicheng.rehearsal.other_kinds import Newcomer, Plan
from zhicheng.rehearsal.plans import sessions
from zhicheng.rehearsal.stage import Stage, day
from zhicheng.rehearsal.vetting_line import VettingLine
from zhicheng.rehearsal.world import Desk, LightArgon2, World
from zhicheng.vetting import actions as vetting

SEED = 2023
ARRIVE = {  # what befalls whom, and the day in July on which they come
    "entrusted": 17,  # at the unit, which has not consented yet
    "entrusted_waits": 3,  # the superior has the link
    "entrusted_given": 3,  # the letter is there, the city has not decided
    "dispatched": 14,  # published at both companies
    "retires": 3,  # before the meeting, if that moves
    "title_elsewhere": 3,
    "绿色通道": 3,
    "破格": 3,
}


class Line(VettingLine):
    """The stations, some of which wait."""

    def letter_comes(self, applicant: Applicant) -> None:
        """Not yet, for one."""
        if applicant.fate != "entrusted_waits":
            super().letter_comes(applicant)

    def station_looks(self, applicant: Applicant) -> None:
        """Who has brought the letter waits for the city's decision."""
        if applicant.fate != "entrusted_given" or applicant.filed.state != State.AT_CITY:
            super().station_looks(applicant)

    def next_station(self, applicant: Applicant) -> None:
        """The next day."""
        self.stage.later(dt.timedelta(days=1), self.station_looks, applicant)


def come() -> None:
    """They register, declare and are vetted up to the demo's day."""
    world = offices(SEED)
    stage = Stage(day(demo.YEAR, 7, 3), demo.begins())
    line = Line(stage, world)
    plan = sessions(demo.YEAR)[0]
    session = Session.objects.get(committee__code=plan.code, year=demo.YEAR)
    for fate, of_july in ARRIVE.items():
        unit = world.units[0]
        user = None
        if "entrusted" in fate:
            assert world.elsewhere is not None
            unit = world.elsewhere
        if fate == "dispatched":
            assert world.dispatcher is not None
            unit, user = world.dispatcher, world.units[0]
        somebody = (
            _retiring(world) if fate == "retires" else world.inventor.somebody(oldest=1970, youngest=1990)
        )
        applicant = Applicant(somebody, plan, unit, fate, user_unit=user)
        stage.plan(day(demo.YEAR, 7, of_july), _declares, line, applicant, session)
    for of_july in (18, 19):  # one is assessed and waits for approval, one waits for the assessment
        newcomer = Newcomer(Plan(Kind.RECOGNITION, "助理级", "助理工程师", 7), world.units[0])
        stage.plan(day(demo.YEAR, 7, of_july, 15), other_kinds.enter, stage, world, newcomer, demo.YEAR)
    stage.play()
    _say_of_channel()


def offices(seed: int) -> World:
    """The demo's offices and units, as the rehearsal holds them."""
    hasher = LightArgon2()
    world = World(Inventor(seed), hasher.encode(demo.PASSWORD, hasher.salt()))
    world.places = {place.name: place for place in Place.objects.all()}
    seats = Membership.objects.filter(until=None).select_related("account", "organisation__place")
    preparers = {row.organisation_id: row.account for row in seats if row.position == "handler"}
    for row in seats.exclude(position="handler"):
        desk = Desk(row.organisation, row.account, preparers.get(row.organisation_id))
        world.desks.setdefault((str(row.organisation_id), row.role), desk)
        kind, unit_kind = row.organisation.kind, row.organisation.unit_kind
        if kind == Organisation.Kind.DISPATCH:
            world.dispatcher = desk
        elif unit_kind == Organisation.UnitKind.OTHER_PREFECTURE:
            world.elsewhere = desk
        elif unit_kind == Organisation.UnitKind.CITY_STATE:
            world.units.append(desk)
    return world


def _retiring(world: World) -> Somebody:
    """A man who is sixty between the meeting's first day and the day to which it moves."""
    while True:
        found = world.inventor.somebody(oldest=1963, youngest=1963)
        if found.born.month == 11 and found.born.day < 15 and found.sex == "男":
            return found


def _declares(line: Line, applicant: Applicant, session: Session) -> None:
    """From registration to submission."""
    applicants.register(applicant, line.world.hashed)
    applicants.join(applicant)
    applicants.fill_dossier(applicant, line.world.inventor, demo.YEAR)
    if applicant.fate in {"绿色通道", "破格"}:
        _by_channel(applicant, session)
    else:
        applicants.choose(applicant, session)
    applicants.attach(applicant)
    applicants.submit(applicant)
    line.submitted(applicant)


def _by_channel(applicant: Applicant, session: Session) -> None:
    plan, person = applicant.plan, applicant.registered
    target = Target("工程技术", "工程技术", plan.profession, plan.level, plan.title, applicant.fate)
    choice = Choice(Kind.PROMOTION, target, session.id)
    applicant.application = applications.save_cover(person, choice, by=person.account)
    key = "exceptional_proof" if applicant.fate == "破格" else "green_channel_proof"
    applications.add_attachment(
        applicant.filed, key=key, upload=papers.picture("证明材料"), by=person.account
    )


def _say_of_channel() -> None:
    """The office has said its word on one of the two."""
    row = Application.objects.select_related("session__committee__organiser").get(channel="破格")
    assert row.session is not None
    office = Membership.objects.filter(organisation=row.session.committee.organiser, role="office")[0].account
    opinion = "长期在艰苦边远地区一线工作，解决重大技术难题，建议同意。"
    vetting.propose_channel(row, True, opinion, office)
