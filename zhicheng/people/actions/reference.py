"""Load places, bureaus and organisers of committees from the law's tables; loading twice changes nothing."""

from typing import Any

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.models import Organisation, Place
from zhicheng.policy.tables import Bureau, bureaus, committees, places
from zhicheng.policy.tables.places import Serves
from zhicheng.trail import writing as trail

PROVINCE = "province-yunnan"
CITY = "city-kunming"
_WINDOWS = {Serves.INSTITUTIONS: "事业单位窗口", Serves.OTHERS: "非公企业窗口"}
_PUBLIC_BODIES = ("局", "局办公室", "人事科", "委员会", "党校", "社会科学院", "宣传部", "党群工作部")


@transaction.atomic
def load_reference() -> int:
    """Create or mend the rows of Place and Organisation that the tables tell; how many rows changed.

    Rows are known by `code`: a place's and a bureau's own id, `organiser:<name>` (organiser_code),
    "city-bureau", "province-bureau", "support".
    """
    changed = _place(PROVINCE, name="云南省", kind=Place.Kind.PROVINCE, superior_id=None)
    for place in sorted(places(), key=lambda one: one.kind != "city"):
        superior = PROVINCE if place.id == CITY else CITY
        changed += _place(place.id, name=place.name, kind=place.kind, superior_id=superior)
    kind = Organisation.Kind
    changed += _put(
        "province-bureau", kind=kind.PROVINCE, name="云南省人力资源和社会保障厅", place_id=PROVINCE
    )
    changed += _put("city-bureau", kind=kind.CITY_BUREAU, name="昆明市人力资源和社会保障局", place_id=CITY)
    changed += _put("support", kind=kind.SUPPORT, name="技术支持", place_id=CITY, contact_phone=SUPPORT_PHONE)
    for bureau in bureaus():
        if bureau.is_government:
            changed += _put(bureau.id, **_bureau(bureau))
    for committee in committees():
        code = organiser_code(committee.organiser)
        if not code.startswith("bureau-"):
            changed += _put(code, **_organiser(committee.organiser, committee.jurisdiction or CITY))
    if changed:
        city = Organisation.objects.get(code="city-bureau")
        trail.write("load_reference", "organisation", city.id, actor=None, facts={"changed": changed})
    return changed


def organiser_code(name: str) -> str:
    """The code of the organiser of that name: a bureau's own, or `organiser:<name>`."""
    same = next((one.id for one in bureaus() if one.is_government and one.name == name), None)
    return same or f"organiser:{name}"


def _bureau(bureau: Bureau) -> dict[str, Any]:
    window = _WINDOWS.get(bureau.serves)
    return {
        "kind": Organisation.Kind.COUNTY_BUREAU,
        "name": f"{bureau.name}·{window}" if window else bureau.name,
        "place_id": bureau.place,
        "address": bureau.address,
        "contact_phone": "、".join(bureau.phones),
        "services": {
            "serves": bureau.serves.value,
            "scope": bureau.scope,
            "services": {service.value: words for service, words in bureau.services.items()},
        },
    }


def _organiser(name: str, place: str) -> dict[str, Any]:
    """A public body is a department; a company or school that organises a committee audits nobody else."""
    public = name.endswith(_PUBLIC_BODIES)
    kind = Organisation.Kind.DEPARTMENT if public else Organisation.Kind.ORGANISER
    return {"kind": kind, "name": name, "place_id": place}


def _place(code: str, **values: Any) -> int:
    row, created = Place.objects.get_or_create(code=code, defaults=values)
    return 1 if created else _mend(row, values)


def _put(code: str, **values: Any) -> int:
    row, created = Organisation.objects.get_or_create(
        code=code, defaults={**values, "registered_at": clock.now(), "profile_completed_at": clock.now()}
    )
    return 1 if created else _mend(row, values)


def _mend(row: Place | Organisation, values: dict[str, Any]) -> int:
    stale = [name for name, value in values.items() if getattr(row, name) != value]
    for name in stale:
        setattr(row, name, values[name])
    if stale:
        row.save(update_fields=[name.removesuffix("_id") for name in stale])
    return 1 if stale else 0
