"""Bring units, persons and their ties from a former system, so that old accounts stay usable (DC2022-1.2).

What is here already stays as it is. Nobody gets a password: the first log-in is by number and a code to the mobile.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.actions.registering import name_taken, register_person, register_unit
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation, Person, TakenOver
from zhicheng.people.queries import TIE, UNIT_KINDS, person_by_number, unit_places
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


def take_over_person(*, kind: str, number: str, name: str, mobile: str) -> bool:
    """Bring a person; False where the number is registered here under the same name. Errors: Refused with `.field`."""
    known = person_by_number(number)
    if known is None:
        register_person(kind=kind, number=number, name=name, mobile=mobile, taken_over=True)
        return True
    if known.name != identity.check_name(name):
        raise Refused(
            _("该证件号码在本系统登记为另一姓名。请核对证件；是本系统登记有误的，由技术支持更正。"),
            field="name",
        )
    return False


def take_over_unit(
    *,
    credit_code: str,
    name: str,
    kind: str,
    unit_kind: str,
    place: str,
    institution: bool,
    head_name: str,
    head_phone: str,
) -> bool:
    """Bring a unit; False where its code is registered here under this name, also a former one.

    `place`: the name of the county or park. Errors: Refused with `.field`.
    """
    known = _unit(credit_code)
    if known is not None:
        if known.name != name and not known.former_names.filter(name=name).exists():
            raise Refused(
                _("该信用代码在本系统登记为另一单位名称。请核对证照，改为“%(name)s”或删去这一行。")
                % {"name": known.name},
                field="name",
            )
        return False
    lies = unit_places().filter(name=place).first()
    if lies is None:
        raise Refused(
            _("没有这个所在地。请写县（市）区或园区的全称；其他州市的单位写“云南省”。"), field="place"
        )
    if name_taken(name):
        raise Refused(
            _("本系统已有同名的单位，信用代码不同。请向当地人社部门核对后，改正或删去这一行。"), field="name"
        )
    register_unit(
        credit_code=credit_code,
        name=name,
        kind=kind,
        unit_kind=unit_kind,
        place=lies,
        institution=institution,
        head_name=head_name,
        head_phone=head_phone,
        taken_over=True,
    )
    return True


@transaction.atomic
def take_over_tie(*, number: str, credit_code: str) -> bool:
    """The person works at the unit; False where that was brought before, or the person has chosen a unit here.

    Errors: Refused with `.field`.
    """
    person = known_person(number)
    unit = _unit(credit_code)
    if unit is None or unit.kind not in UNIT_KINDS or not unit.active:
        raise Refused(
            _("没有这个单位。请在单位文件中补上；单位文件中该行有误的，先改正那一行。"), field="credit_code"
        )
    if not note_taken_over(TakenOver.Kind.TIE, person.id_number, str(unit.credit_code)):
        return False
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.unit_id is not None or row.unit_chosen_at is not None:
        return False
    row.unit, row.unit_chosen_at = unit, clock.now()
    row.unit_confirmed_at = row.unit_chosen_at  # it was so in the former system
    row.save(update_fields=TIE)
    trail.write("take_over_tie", "person", row.id, actor=None, organisation=unit.id)
    return True


def known_person(number: str) -> Person:
    """The person of the number, brought or registered here. Errors: Refused with `.field`."""
    person = person_by_number(number)
    if person is None:
        raise Refused(
            _("没有这个证件号码的人员。请在人员文件中补上；人员文件中该行有误的，先改正那一行。"),
            field="number",
        )
    return person


def note_taken_over(kind: TakenOver.Kind, *tells: str) -> bool:
    """Note that a line was brought; False where it was before. Call it inside the act that brings it."""
    _row, new = TakenOver.objects.get_or_create(
        kind=kind, line_index=keyed_index("taken over", "\n".join(tells)), defaults={"at": clock.now()}
    )
    return new


def _unit(credit_code: str) -> Organisation | None:
    return Organisation.objects.filter(credit_code=identity.normal(credit_code)).first()
