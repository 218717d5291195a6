"""Bring last years' applications of a former system into the facts of 资格信息, where the rules ask for them."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers import qualifying
from zhicheng.dossiers.actions.qualification import keep
from zhicheng.dossiers.histories import LINES
from zhicheng.dossiers.models import Qualification
from zhicheng.people.actions.taking_over import known_person, note_taken_over
from zhicheng.people.errors import Refused
from zhicheng.people.models import TakenOver
from zhicheng.people.queries import hold
from zhicheng.trail import writing as trail


@transaction.atomic
def take_over_application(
    *, number: str, year: int, kind: str, committee: str, level: str, outcome: str
) -> bool:
    """Add an application of the former system to what the person has told; False where it was brought before.

    Errors: Refused with `.field`, also where the person has told of as many as there is room for.
    """
    person = known_person(number)
    if not note_taken_over(TakenOver.Kind.APPLICATION, person.id_number, str(year), kind, level):
        return False
    hold(person.pk)
    row = Qualification.objects.filter(person=person).first() or Qualification(person=person, version=0)
    told = qualifying.told(row)
    free = next((line for line in range(LINES) if f"applications.{line}.year" not in told), None)
    if free is None:
        raise Refused(
            _("该人员以前的申报已有%(most)d次。请只留最近的%(most)d次，删去这一行。") % {"most": LINES},
            field="year",
        )
    key = f"applications.{free}."
    fresh = {"year": year, "kind": kind, "committee": committee, "level": level, "outcome": outcome}
    checked = qualifying.check(told | {key + name: value for name, value in fresh.items()}, clock.today())
    for name, why in checked.errors.items():
        raise Refused(why, field=name.removeprefix(key), status=400)
    keep(row, checked)
    trail.write("take_over_application", "person", person.id, actor=None, facts=fresh)
    return True
