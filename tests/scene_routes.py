"""The scene by its routes: recognition, entrusted review, dispatched people."""

import datetime as dt

from tests import making
from tests.cast import person
from tests.scene_ground import DAY, PICTURE, Scene, seal
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Company, Entrustment
from zhicheng.applications.states import State
from zhicheng.files.actions import store_bytes
from zhicheng.people.models import Organisation, Person
from zhicheng.vetting.actions.entrusting import digest_of
from zhicheng.vetting.models import EmployerChange

_FROM_ELSEWHERE = (
    ("to_consent", State.AT_UNIT, "530102198704040128"),
    ("letter_due", State.AT_SUPERIOR, "530102198705050142"),
    ("entrusted", State.AT_CITY, "530102198706060166"),
)


def recognitions(scene: Scene) -> None:
    """Two graduates to be recognised: one at the unit, one at the department that approves."""
    orgs = scene.cast.organisations
    route = [("用人单位", orgs["unit"]), ("主管部门", orgs["department"])]
    for key, state, number in (
        ("recognition_at_unit", State.AT_UNIT, "530102199804040083"),
        ("recognition_at_department", State.AT_DEPARTMENT, "530102199805050104"),
    ):
        row = making.application(
            scene.season, state, person=person(number, "柳" + key[-4:], orgs["unit"]), route=route
        )
        row.kind, row.session, row.level, row.title = "考核认定", None, "助理级", "助理工程师"
        row.save(update_fields=["kind", "session", "level", "title"])
        scene.rows[key] = row


def newcomer(scene: Scene) -> None:
    """Somebody of the other unit who reports in mid-season to work at the unit now."""
    row = making.application(
        scene.season,
        State.AT_DEPARTMENT,
        person=person("530102198708080201", "纪新到", scene.cast.organisations["other_unit"]),
    )
    scene.rows["employer_change"] = EmployerChange.objects.create(
        application=row, person=row.person, kind="new_employer", old=row.unit, happened_on=DAY, words="签订新合同",
        new=scene.cast.organisations["unit"], evidence=store_bytes(PICTURE, "image/jpeg"),
        told_by=row.person.account, told_at=clock.now(),
    )  # fmt: skip


def entrusted(scene: Scene) -> None:
    """Three from elsewhere: `to_consent` at the unit, `letter_due` at the superior, `entrusted` at the city."""
    cast, season = scene.cast, scene.season
    for key, state, number in _FROM_ELSEWHERE:
        someone = person(number, "段" + key, cast.organisations["unit"])
        row = scene.rows[key] = entrusted_application(season, state, someone)
        if key == "letter_due":
            Entrustment.objects.filter(application=row).update(link_digest=digest_of("letter-of-the-scene"))


def dispatched_application(season: making.Season, someone: Person) -> Application:
    """At both companies: the applicant's unit as dispatch company, `other_unit` as user unit (KM2023-3.7)."""
    orgs = season.cast.organisations
    route = [
        ("派遣公司与用人单位", orgs["unit"]),
        ("县区人社", orgs["county_bureau"]),
        ("评委会", season.committee.organiser),
    ]
    row = making.application(season, State.AT_UNIT, person=someone, route=route)
    for side, one in (("dispatcher", orgs["unit"]), ("user", orgs["other_unit"])):
        Company.objects.create(application=row, person=someone, side=side, organisation=one)
    return row


def entrusted_application(season: making.Season, state: State, someone: Person) -> Application:
    """An application by the route of 委托评审; with consent from the superior on, with the letter from the city on."""
    cast, orgs, at = season.cast, season.cast.organisations, clock.now()
    authority, _new = Organisation.objects.get_or_create(kind="authority", name="云南省交通运输厅")
    route = [
        ("用人单位", orgs["unit"]),
        ("上级主管单位", authority),
        ("市人社", orgs["city_bureau"]),
        ("评委会", season.committee.organiser),
    ]
    row = making.application(season, state, person=someone, route=route)
    if state == State.AT_UNIT:
        return row
    given = {
        "letter_number": "云交职委〔2023〕8号",
        "letter_on": DAY,
        "letter_signer": "范签发",
        "letter_file": store_bytes(PICTURE, "image/jpeg"),
        "letter_at": at,
    }
    Entrustment.objects.create(
        application=row,
        person=someone,
        authority=authority,
        basis="云人社发〔2020〕57号",
        contact_name="范联系",
        contact_mobile="13900000001",
        consent="同意委托评审",
        consented_by=cast.unit_officer,
        consented_at=at,
        consent_signature=seal(cast, "unit_officer", orgs["unit"], "consent"),
        link_until=dt.date(2023, 8, 20),
        **({} if state == State.AT_SUPERIOR else given),
    )
    return row
