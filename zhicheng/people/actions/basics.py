"""基本信息 and the choice of a unit (GUIDE-5.2.1); corrections by support (GUIDE-5.4.3)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.access import roles_of
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.people.queries import UNIT_KINDS
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
    """The person works at `unit` from now on (选择单位). Errors: Refused where it is closed or no unit."""
    if unit.kind not in UNIT_KINDS or not unit.active:
        raise Refused(
            _("该单位不能选择，请重新检索。检索不到的，请联系单位负责人注册单位账号。"), clause="GUIDE-5.2.1"
        )
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.unit_id == unit.id:
        return row
    row.unit, row.unit_chosen_at = unit, clock.now()
    row.save(update_fields=["unit", "unit_chosen_at"])
    trail.write("choose_unit", "person", row.id, actor=row.account_id, organisation=unit.id)
    return row


@transaction.atomic
def correct_registration(person: Person, *, name: str, number: str, reason: str, by: Account) -> Person:
    """Support corrects a name or number mistyped at registration; the log-in follows (GUIDE-5.4.3).

    Errors: Refused with `.field`.
    """
    if Membership.Role.SUPPORT not in roles_of(by):
        raise Refused(
            _("姓名和证件号码由技术支持更正，请拨打%(phone)s。") % {"phone": SUPPORT_PHONE},
            clause="GUIDE-5.4.3",
            status=403,
        )
    if not reason.strip():
        raise Refused(_("请写明更正的依据。"), field="reason", status=400)
    row = Person.objects.select_for_update().select_related("account").get(pk=person.pk)
    try:
        row.name = identity.check_name(name)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="name", status=400) from None
    try:
        found = identity.check_identity(row.identity, number)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="number", status=400) from None
    row.id_number, row.id_index = found.number, keyed_index("id", found.number)
    if found.birth_date:
        row.sex, row.birth_date = found.sex, found.birth_date
    account = row.account
    account.display_name = row.name
    account.login_index = keyed_index("login", found.number)
    account.login_hint = identity.mask_number(found.number)
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "id_number", "id_index", "sex", "birth_date"])
            account.save(update_fields=["display_name", "login_index", "login_hint"])
    except IntegrityError:
        raise Refused(_("另一账号已使用该证件号码。"), field="number") from None
    facts = {"name": row.name, "number": found.number, "reason": reason}
    trail.write("correct_registration", "person", row.id, actor=by.id, facts=facts)
    return row
