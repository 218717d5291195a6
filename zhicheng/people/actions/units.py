"""单位信息 (GUIDE-5.3.2), with a change of name under the same credit code (GUIDE-5.4.7)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.access import acts_for
from zhicheng.people.actions.checking import check_anew
from zhicheng.people.actions.registering import check_place, name_taken
from zhicheng.people.competence import superior_laid_down
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, FormerName, Membership, Organisation, Place
from zhicheng.trail import writing as trail

STATE_OWNED = (
    Organisation.UnitKind.CITY_STATE, Organisation.UnitKind.COUNTY_STATE, Organisation.UnitKind.PEOPLES,
)  # fmt: skip


@transaction.atomic
def save_unit_profile(
    unit: Organisation,
    *,
    name: str,
    unit_kind: str,
    place: Place,
    institution: bool,
    address: str,
    contact_name: str,
    contact_phone: str,
    competent_department: Organisation | None,
    by: Account,
) -> Organisation:
    """Keep the unit's data; the credit code never changes, an old name stays findable.

    Errors: Refused with `.field`: state-owned units name their competent department, which audits after them.
    """
    if not acts_for(by, unit, Membership.Role.UNIT):
        raise Refused(_("只有本单位经办人可以修改单位信息。"), status=403)
    row = Organisation.objects.select_for_update().get(pk=unit.pk)
    name = " ".join(name.split())
    check_place(unit_kind, place)
    if unit_kind in STATE_OWNED and competent_department is None:
        raise Refused(
            _("国有企事业单位、人民团体请选择主管部门：申报材料由单位审核后送主管部门审核。"),
            field="competent_department",
            clause="GUIDE-Q5b",
            status=400,
        )
    if competent_department and competent_department.kind != Organisation.Kind.DEPARTMENT:
        raise Refused(_("请从列表中选择主管部门。"), field="competent_department", status=400)
    laid_down = superior_laid_down(row)
    if laid_down is not None and competent_department != laid_down.superior:
        raise Refused(
            _("主管部门由市人社局登记为%(department)s（%(document)s），需要变更请联系市人社局。")
            % {"department": laid_down.words, "document": laid_down.document},
            field="competent_department",
            clause="GUIDE-Q5b",
        )
    if name_taken(name, but=row):
        raise Refused(_("已存在有权限的同名单位，请核对单位全称。"), field="name", clause="GUIDE-5.4.4")
    try:
        row.contact_phone = identity.check_mobile(contact_phone)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="contact_phone", status=400) from None
    at = clock.now()
    if name != row.name:
        FormerName.objects.create(organisation=row, name=row.name, until=at)
    row.name, row.unit_kind, row.place, row.institution = name, unit_kind, place, institution
    row.address, row.contact_name, row.competent_department = address, contact_name, competent_department
    row.profile_completed_at = row.profile_completed_at or at
    check_anew(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(
            _("已存在有权限的同名单位，请核对单位全称。"), field="name", clause="GUIDE-5.4.4"
        ) from None
    facts = {
        "name": name,
        "unit_kind": unit_kind,
        "place": place.code,
        "institution": institution,
        "department": str(competent_department.id) if competent_department else None,
    }
    trail.write("save_unit_profile", "organisation", row.id, actor=by.id, organisation=row.id, facts=facts)
    return row
