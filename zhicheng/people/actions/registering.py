"""Make accounts: a person registers, a unit registers, an officer is appointed."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.actions.devices import end_sessions
from zhicheng.people.contacts import POLICY_LINE, SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person, Place
from zhicheng.people.queries import UNIT_KINDS, bureau_for
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


@transaction.atomic
def register_person(
    *,
    name: str,
    number: str,
    mobile: str,
    password: str = "",
    hashed: str = "",
    kind: str = Person.Identity.RESIDENT,
    taken_over: bool = False,
    enrolled_by: Account | None = None,
) -> Person:
    """A person's account, active at once (GUIDE-5.2.1). `hashed`: a hash made before, instead of `password`.

    `taken_over`: from a former system, `enrolled_by`: an officer of the person's unit; without a password, which its
    owner sets by the code to the mobile.

    Errors: Refused with `.field` for a wrong name, number or mobile, for a taken number (GUIDE-5.4.3).
    """
    name = _checked(identity.check_name, name, "name")
    try:
        found = identity.check_identity(kind, number)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="number", clause="GUIDE-5.2.1", status=400) from None
    mobile = _checked(identity.check_mobile, mobile, "mobile")
    index = keyed_index("id", found.number)
    if Person.objects.filter(id_index=index).exists():
        raise _taken_person()
    try:
        with transaction.atomic():
            account = _account(found.number, identity.mask_number(found.number), name, password, hashed)
            person = Person.objects.create(
                account=account,
                name=name,
                identity=kind,
                id_number=found.number,
                id_index=index,
                mobile=mobile,
                mobile_index=keyed_index("mobile", mobile),
                sex=found.sex,
                birth_date=found.birth_date,
                registered_at=clock.now(),
            )
    except IntegrityError:
        raise _taken_person() from None
    act, actor = _done_by("register_person", enrolled_by or account, taken_over)
    trail.write(act, "person", person.id, actor=actor, facts={"name": name, "number": found.number})
    return person


@transaction.atomic
def register_unit(
    *,
    credit_code: str,
    name: str,
    unit_kind: str,
    place: Place,
    head_name: str,
    head_phone: str,
    institution: bool = False,
    kind: str = Organisation.Kind.UNIT,
    password: str = "",
    hashed: str = "",
    taken_over: bool = False,
) -> Organisation:
    """A unit, active at once for filling in (GUIDE-5.3.1, AMB-49), with its head as first officer, whose
    login is the code.

    Its first recommendation waits for the bureau's check of the code (actions/checking.py).

    Errors: Refused with `.field` for a wrong code or phone, a taken code or name (GUIDE-5.4.4).
    """
    code = _checked(identity.check_credit_code, credit_code, "credit_code")
    phone = _checked(identity.check_mobile, head_phone, "head_phone")
    head = _checked(identity.check_name, head_name, "head_name")
    name = " ".join(name.split())
    if kind not in UNIT_KINDS or unit_kind not in Organisation.UnitKind.values:
        raise Refused(_("请选择单位类别和单位性质。"), field="unit_kind", status=400)
    check_place(unit_kind, place)
    if Organisation.objects.filter(credit_code=code).exists():
        raise _taken_unit("credit_code", place, institution)
    if name_taken(name):
        raise _taken_unit("name", place, institution)
    at = clock.now()
    try:
        with transaction.atomic():
            unit = Organisation.objects.create(
                kind=kind,
                name=name,
                credit_code=code,
                place=place,
                unit_kind=unit_kind,
                institution=institution,
                contact_name=head,
                contact_phone=phone,
                registered_at=at,
                checked_at=at if taken_over else None,  # it recommended people in the former system
            )
            account = _account(code, identity.mask_number(code), head, password, hashed)
    except IntegrityError:
        raise _taken_unit("name", place, institution) from None
    Membership.objects.create(
        account=account,
        organisation=unit,
        role=Membership.Role.UNIT,
        position=Membership.Position.HEAD,
        since=at,
    )
    facts = {"code": code, "name": name, "kind": kind, "unit_kind": unit_kind, "place": place.code}
    act, actor = _done_by("register_unit", account, taken_over)
    trail.write(act, "organisation", unit.id, actor=actor, organisation=unit.id, facts=facts)
    return unit


@transaction.atomic
def appoint(
    *,
    organisation: Organisation,
    role: str,
    login: str,
    name: str,
    password: str = "",
    hashed: str = "",
    second_factor: str = "",
    last_day: dt.date | None = None,
    position: str = "",
    by: Account | None = None,
) -> Account:
    """An officer's account and its membership. An existing account of that login takes on the role besides.

    `last_day`: on which the role still holds; none: it has no end yet. `position`: in a unit, default 经办人.
    `by`: nobody at installation.
    Errors: Refused where the account has the role already.
    """
    account = Account.objects.by_login(login)
    if account is None:
        account = _account(login, login, name, password, hashed, second_factor=second_factor)
    else:
        end_sessions(account)  # a role may take the second factor, which the open sessions were not asked
    if role == Membership.Role.UNIT:
        position = position or Membership.Position.HANDLER
    try:
        with transaction.atomic():
            row = Membership.objects.create(
                account=account,
                organisation=organisation,
                role=role,
                position=position,
                since=clock.now(),
                ends_at=after(last_day) if last_day else None,
            )
    except IntegrityError:
        if account.memberships.filter(organisation=organisation, role=role, until__isnull=True).exists():
            raise Refused(_("该账号在本单位已有此角色。"), field="login") from None
        raise
    trail.write(
        "appoint",
        "membership",
        row.id,
        actor=by.id if by else None,
        organisation=organisation.id,
        facts={"role": role, "name": name}
        | ({"last_day": last_day} if last_day else {})
        | ({"position": position} if position else {}),
    )
    return account


def after(last_day: dt.date) -> dt.datetime:
    """The first moment after a day, in China."""
    return dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), clock.CHINA)


def open_account(
    *, login: str, name: str, password: str = "", hashed: str = "", second_factor: str = ""
) -> Account:
    """An account without a role of its own yet (an expert's, say). Errors: Refused where it is taken."""
    if Account.objects.by_login(login) is not None:
        raise Refused(_("登录名“%(login)s”已经有人使用。") % {"login": login}, field="login")
    return _account(login, login, name, password, hashed, second_factor=second_factor)


def check_place(unit_kind: str, place: Place) -> None:
    """A unit lies in a county or park; one of another prefecture in the province. Errors: Refused."""
    outside = unit_kind == Organisation.UnitKind.OTHER_PREFECTURE
    wanted = {Place.Kind.PROVINCE} if outside else {Place.Kind.COUNTY, Place.Kind.PARK}
    if place.kind not in wanted:
        message = (
            _("其他州市单位的所在地请选择“云南省”。")
            if outside
            else _("请选择单位所在的县（市）区或开发（度假）园区：申报材料由当地人社部门审核。")
        )
        raise Refused(message, field="place", clause="GUIDE-Q5b", status=400)


def name_taken(name: str, but: Organisation | None = None) -> bool:
    """Whether another active unit bears the name."""
    others = Organisation.objects.filter(name=name, kind__in=UNIT_KINDS, active=True)
    return (others.exclude(pk=but.pk) if but else others).exists()


def _done_by(act: str, account: Account, taken_over: bool) -> tuple[str, UUID | None]:
    """Act and actor for the trail: who registers does it in person, what is taken over nobody did."""
    return (act.replace("register", "take_over"), None) if taken_over else (act, account.id)


def _account(
    login: str, hint: str, name: str, password: str, hashed: str, *, second_factor: str = ""
) -> Account:
    account = Account(
        login_index=keyed_index("login", login),
        login_hint=hint[:40],
        display_name=name,
        second_factor=second_factor,
        created_at=clock.now(),
    )
    if hashed:
        account.password = hashed
    else:
        account.set_password(password or None)
    account.save(force_insert=True)
    return account


def _checked(check: Any, value: str, field: str) -> str:
    try:
        return str(check(value))
    except identity.WrongNumber as error:
        raise Refused(error.message, field=field, status=400) from None


def _taken_person() -> Refused:
    return Refused(
        _(
            "该证件号码已注册。请直接登录，或用“忘记密码”找回。如果找回时提示证件号码与姓名不符，"
            "可能是注册时姓名填写有误，请拨打技术支持电话%(phone)s更正。"
        )
        % {"phone": SUPPORT_PHONE},
        field="number",
        clause="GUIDE-5.4.3",
    )


def _taken_unit(field: str, place: Place, institution: bool) -> Refused:
    """Whom to ask: colleagues, the bureau of the place, the policy line, support."""
    what = _("统一社会信用代码已注册") if field == "credit_code" else _("已存在有权限的同名单位")
    bureau = bureau_for(place, institution=institution)
    return Refused(
        _(
            "%(what)s。请先向本单位同事询问账号，或向%(bureau)s查询（政策咨询%(policy)s）；"
            "仍不清楚的，请拨打技术支持电话%(phone)s。"
        )
        % {
            "what": what,
            "bureau": bureau.contact if bureau else _("当地人力资源社会保障局"),
            "policy": POLICY_LINE,
            "phone": SUPPORT_PHONE,
        },
        field=field,
        clause="GUIDE-5.4.4",
    )
