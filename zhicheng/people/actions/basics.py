"""基本信息 and the choice of a unit (GUIDE-5.2.1)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation, Person
from zhicheng.people.queries import TIE, UNIT_KINDS
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


@transaction.atomic
def save_basics(
    person: Person,
    *,
    mobile: str,
    ethnicity: str,
    political_status: str,
    email: str = "",
    sex: str = "",
    birth_date: dt.date | None = None,
) -> Person:
    """Keep the person's basics. Sex and birth date count only where the document number does not tell them.

    Errors: Refused with `.field`.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    try:
        row.mobile = identity.check_mobile(mobile)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="mobile", clause="GUIDE-5.2.1", status=400) from None
    row.mobile_index = keyed_index("mobile", row.mobile)
    row.ethnicity, row.political_status, row.email = ethnicity, political_status, email
    if row.identity == Person.Identity.FOREIGN or not identity.tells_birth(row.id_number):
        if sex not in Person.Sex.values:
            raise Refused(_("请选择性别。"), field="sex", status=400)
        if birth_date is None or not identity.OLDEST <= birth_date <= clock.today():
            raise Refused(_("请填写真实的出生日期。"), field="birth_date", status=400)
        row.sex, row.birth_date = sex, birth_date
    row.save(
        update_fields=[
            "mobile",
            "mobile_index",
            "ethnicity",
            "political_status",
            "email",
            "sex",
            "birth_date",
        ]
    )
    trail.write("save_basics", "person", row.id, actor=row.account_id)
    return row


@transaction.atomic
def choose_unit(person: Person, *, unit: Organisation) -> Person:
    """The person works at `unit` from now on (选择单位), which has to confirm it before it passes anything.

    Errors: Refused where it is closed or no unit.
    """
    if unit.kind not in UNIT_KINDS or not unit.active:
        raise Refused(
            _("该单位不能选择，请重新检索。检索不到的，请联系单位负责人注册单位账号。"), clause="GUIDE-5.2.1"
        )
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.unit_id == unit.id:
        return row
    row.unit, row.unit_chosen_at, row.unit_confirmed_at = unit, clock.now(), None
    row.save(update_fields=TIE)
    trail.write("choose_unit", "person", row.id, actor=row.account_id, organisation=unit.id)
    return row
