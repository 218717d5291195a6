"""委托评审 (KM2023-2.3): the unit consents, the superior gives its letter, the city bureau decides."""

import datetime as dt
import hashlib
import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.casefile import standing_entrustment
from zhicheng.applications.models import Application, Entrustment
from zhicheng.applications.states import Actor, Event, State
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.policy.routes import SUPERIOR
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.access import must_decide
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.models import Decision

CLAUSE = "KM2023-2.3"
LINK_DAYS = 30
AUTHORITY = Organisation.Kind.AUTHORITY


@dataclass(frozen=True)
class Consent:
    """What the unit states: its consent, who has the power to review and why, whom the link goes to."""

    authority: str
    basis: str
    contact_name: str
    contact_mobile: str
    consent: str


@dataclass(frozen=True)
class Letter:
    """The letter's number, day, who signed it, and the sealed paper as scan."""

    number: str
    signed_on: dt.date
    signer: str
    file: File[bytes]


def digest_of(token: str) -> str:
    """What is kept of a link's secret: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def consent_to_entrustment(
    application: Application, parts: Consent, by: Account, organisation: Organisation
) -> Entrustment:
    """The unit consents and names the superior, whose contact is sent the link once it passes. Errors: Refused."""
    row = flow.lock(application)
    if must_decide(row, by, organisation) is not Actor.UNIT or not is_entrusted(row):
        raise Refused(_("这份申报不需要办理委托评审。"), clause=CLAUSE)
    for name, label in _LABELS.items():
        if not getattr(parts, name).strip():
            raise Refused(_("请填写“%(label)s”。") % {"label": label}, clause=CLAUSE, field=name)
    if standing_entrustment(row.pk) is not None:
        raise Refused(_("本单位已经同意委托评审。"), clause=CLAUSE)
    try:
        mobile = identity.check_mobile(parts.contact_mobile)
    except identity.WrongNumber as error:
        raise Refused(error.message, field="contact_mobile", status=400) from None
    authority = _authority(parts.authority)
    if authority.id == organisation.id or parts.authority.strip() == row.unit.name:
        raise Refused(
            _("委托评审函由上级主管单位出具，不能填写本单位。"), clause=CLAUSE, field="authority", status=400
        )
    content = {"application": str(row.id), **asdict(parts), "contact_mobile": ""}
    method = Signature.Method.ORGANISATION_KEY
    standing = Entrustment.objects.create(
        application=row,
        person_id=row.person_id,
        authority=authority,
        basis=parts.basis.strip(),
        contact_name=parts.contact_name.strip(),
        contact_mobile=mobile,
        consent=parts.consent.strip(),
        consented_by=by,
        consented_at=clock.now(),
        consent_signature=sign(
            by,
            organisation=organisation,
            content=content,
            method=method,
            purpose="consent",
            role=Membership.Role.UNIT,
        ),
    )
    row.stations.filter(name=SUPERIOR).update(organisation=authority)
    facts = {"authority": authority.name, "basis": standing.basis, "consent": standing.consent}
    write(
        "consent_to_entrustment",
        "application",
        row.id,
        actor=by.id,
        organisation=organisation.id,
        facts=facts,
    )
    return standing


@transaction.atomic
def renew_link(application: Application, by: Account, organisation: Organisation) -> Entrustment:
    """A new one-time link in place of one that was lost or is over; the old one opens no more. Errors: Refused."""
    row, standing = _waiting(application)
    _must_be_unit(row, by, organisation)
    if row.state != State.AT_SUPERIOR:
        raise Refused(_("单位审核通过以后，系统才发送办理链接。"), clause=CLAUSE)
    _send_link(standing, row, by)
    return standing


@transaction.atomic
def issue_letter(standing: Entrustment, letter: Letter) -> Entrustment:
    """The superior issues the letter through its link, which closes; the file goes to the city bureau.

    Errors: Refused, where the file waits for no letter or the link is over; FileRefused for the scan.
    """
    row, held = _by_link(standing)
    return _letter(row, held, letter, None)


@transaction.atomic
def upload_letter(
    application: Application, letter: Letter, by: Account, organisation: Organisation
) -> Entrustment:
    """The unit uploads the sealed letter where the superior cannot use the link; the city bureau is told so.

    Errors: Refused, FileRefused.
    """
    row, held = _waiting(application)
    _must_be_unit(row, by, organisation)
    return _letter(row, held, letter, by)


@transaction.atomic
def decline_letter(standing: Entrustment, reason: str) -> Entrustment:
    """The superior gives no letter: the application ends. Errors: Refused."""
    row, held = _by_link(standing)
    if not reason.strip():
        raise Refused(_("请写明不出具委托评审函的原因。"), clause=CLAUSE, field="reason")
    held.declined_at, held.declined_because = clock.now(), reason.strip()
    held.save(update_fields=["declined_at", "declined_because"])
    write("decline_letter", "application", row.id, actor=None, facts={"reason": held.declined_because})
    by = flow.By(Actor.DEPARTMENT, None, held.authority)
    words = _("%(authority)s不出具委托评审函：%(reason)s")
    told = words % {"authority": held.authority.name, "reason": held.declined_because}
    flow.move(row, Event.REFUSE_ENTRUSTMENT, by, told)
    return held


@transaction.atomic
def refuse_entrustment(
    application: Application,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
) -> Decision:
    """The city bureau does not agree: the application ends and no committee takes it.

    Errors: Refused, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version)
    if row.state != State.AT_CITY or not is_entrusted(row):
        raise Refused(_("这份申报不是委托评审，不能办理此项。"), clause=CLAUSE)
    text = required(opinion)
    decision = record(row, Decision.Outcome.REFUSE, text, by, organisation)
    decide(row, by, agrees=False)
    flow.move(row, Event.REFUSE_ENTRUSTMENT, flow.By(actor, by, organisation), text)
    refresh(application, row)
    return decision


def decide(row: Application, by: Account, *, agrees: bool) -> None:
    """Write the city bureau's decision on the letter; part of its decision on the file. Errors: Refused."""
    standing = standing_entrustment(row.pk)
    if standing is None or standing.letter_at is None:
        raise Refused(_("还没有收到委托评审函，不能作出决定。"), clause=CLAUSE)
    standing.agreed, standing.decided_by, standing.decided_at = agrees, by, clock.now()
    standing.save(update_fields=["agreed", "decided_by", "decided_at"])


def ask_for_letter(row: Application, by: Account) -> None:
    """Send the superior its link once the file is there; a letter given before stands, and the file goes on."""
    if row.state != State.AT_SUPERIOR:
        return
    standing = standing_entrustment(row.pk)
    if standing is None:
        raise Refused(_("委托评审须经本单位同意。"), clause=CLAUSE)
    if standing.letter_at is None:
        _send_link(standing, row, by)
    else:
        words = _("此前出具的委托评审函（%(number)s）仍然有效。") % {"number": standing.letter_number}
        flow.move(row, Event.PASS_ON, flow.By(Actor.DEPARTMENT, None, standing.authority), words)


def void_entrustment(row: Application) -> None:
    """A reset opens the cover: consent and letter name another committee or unit perhaps, and are void."""
    Entrustment.objects.filter(application=row, voided_at__isnull=True).update(voided_at=clock.now())


def is_entrusted(row: Application) -> bool:
    """Whether the frozen route goes by a superior with review authority."""
    return bool(row.stations.filter(name=SUPERIOR).exists())


_LABELS = {
    "authority": "出具委托评审函的上级主管单位",
    "basis": "评审管理权限的依据",
    "contact_name": "联系人",
    "consent": "单位意见",
}


def _authority(name: str) -> Organisation:
    found = " ".join(name.split())
    authority, _created = Organisation.objects.get_or_create(kind=AUTHORITY, name=found[:120])
    return authority


def _waiting(application: Application) -> tuple[Application, Entrustment]:
    row = flow.lock(application)
    standing = standing_entrustment(row.pk)
    if standing is None or standing.letter_at is not None or standing.declined_at is not None:
        raise Refused(_("这份申报现在不等待委托评审函。"), clause=CLAUSE)
    return row, standing


def _by_link(standing: Entrustment) -> tuple[Application, Entrustment]:
    row, held = _waiting(standing.application)
    if (
        held.pk != standing.pk
        or held.link_digest != standing.link_digest
        or held.link_until is None
        or held.link_until < clock.today()
    ):
        raise Refused(_("这个链接已经失效，请与申报单位联系，重新发送链接。"), clause=CLAUSE)
    return row, held


def _must_be_unit(row: Application, by: Account, organisation: Organisation) -> None:
    if row.unit_id != organisation.id or not acts_for(by, organisation, Membership.Role.UNIT):
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)


def _letter(row: Application, held: Entrustment, letter: Letter, by: Account | None) -> Entrustment:
    if row.state != State.AT_SUPERIOR:
        raise Refused(_("单位审核通过以后才能出具委托评审函，这份申报现在还没有到这一步。"), clause=CLAUSE)
    if letter.signed_on > clock.today():
        raise Refused(_("出函日期不能晚于今天。"), field="signed_on", status=400)
    for value, field in ((letter.number, "number"), (letter.signer, "signer")):
        if not value.strip():
            raise Refused(_("请填写函件文号和签发人。"), clause=CLAUSE, field=field)
    held.letter_number, held.letter_on = letter.number.strip(), letter.signed_on
    held.letter_signer, held.letter_file = letter.signer.strip(), store(letter.file, SCANS)
    held.letter_at, held.uploaded_by = clock.now(), by
    held.save(
        update_fields=[
            "letter_number",
            "letter_on",
            "letter_signer",
            "letter_file",
            "letter_at",
            "uploaded_by",
        ]
    )
    facts = {"number": held.letter_number, "sha256": held.letter_file.sha256, "signer": held.letter_signer}
    write("issue_letter", "application", row.id, actor=by.id if by else None, facts=facts)
    words = _("%(authority)s出具委托评审函（%(number)s，%(day)s）。") % {
        "authority": held.authority.name,
        "number": held.letter_number,
        "day": cn_date(held.letter_on),
    }
    if by is not None:
        words += _("函件由申报单位代为上传，请向出函单位核实。")
    flow.move(row, Event.PASS_ON, flow.By(Actor.DEPARTMENT, by, held.authority), words)
    return held


def _send_link(standing: Entrustment, row: Application, by: Account) -> None:
    """A new link by SMS to the superior's contact, and into the officer's messages; earlier ones open no more."""
    token = secrets.token_urlsafe(32)
    standing.link_digest = digest_of(token)
    standing.link_until = clock.today() + dt.timedelta(days=LINK_DAYS)
    standing.save(update_fields=["link_digest", "link_until"])
    facts = {"until": standing.link_until.isoformat()}
    write("send_link", "application", row.id, actor=by.id, organisation=row.unit_id, facts=facts)
    words = _(
        "%(contact)s：%(unit)s申请为%(name)s出具委托评审函。请在%(until)s前打开：%(link)s "
        "（只能办理一次，请勿转发无关人员）"
    )
    link = f"/vetting/letters/{token}/"
    what = {
        "contact": standing.contact_name,
        "unit": row.unit.name,
        "name": row.applicant_name,
        "until": cn_date(standing.link_until),
        "link": settings.SITE_URL + link,
    }
    subject = _("委托评审函的办理链接（%(name)s）") % {"name": row.applicant_name}
    send(by.id, subject, words % what, link=link, mobile=standing.contact_mobile)
