"""Whose accounts and which rows the table of the pages means."""

import re

import provincial
from more import FAILED, JOINER, NEW_UNIT, officer_of

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.catalogues.models import Catalogue
from zhicheng.dossiers.actions import make_phone_link
from zhicheng.dossiers.models import EducationProof, Record
from zhicheng.experts.models import Expert, Seat
from zhicheng.inbox.models import Message
from zhicheng.integrity.models import Suspension, UnitCase
from zhicheng.meeting.models import Ballot, Reading
from zhicheng.outcomes.models import Recheck
from zhicheng.people.actions import add_unit_member, appoint, ask_correction, open_account, reset_password
from zhicheng.people.area import checking_bureau
from zhicheng.people.models import Account, Competence, Membership, Organisation, Person, SupportCase
from zhicheng.planning.models import Call, Filing, Petition, Session, Standard
from zhicheng.public_notice.models import NoticeEntry, Objection
from zhicheng.register.models import Certificate
from zhicheng.rehearsal import demo
from zhicheng.rehearsal.papers import picture
from zhicheng.title_confirmation.models import TitleList
from zhicheng.vetting.actions import report_employer
from zhicheng.vetting.actions.undoing import why_not
from zhicheng.vetting.models import Batch, CaseMessage, Decision, EmployerChange, Suspicion


def accounts() -> dict[str, str]:
    """What to type as login, by the names that the table uses."""

    def officer(role: str, organisation: str) -> str:
        return officer_of(role, organisation).login_hint

    rows = cases()
    printed = {line.role: line.login for line in demo.accounts()}
    return {
        "applicant": rows["draft"].person.id_number,
        "returned": rows["returned"].person.id_number,
        "proving": EducationProof.objects.filter(answered_at=None)[0].unit.credit_code,
        "photographed": rows["photo_case"].person.id_number,
        "waiting": rows["waiting"].person.id_number,
        "holder": rows["certified"].person.id_number,
        "unit": rows["unit_case"].unit.credit_code,
        "preparer": f"{rows['to_prepare'].unit.credit_code}02",
        "publisher": printed["用人单位"],
        "answering": rows["objected"].unit.credit_code,
        "resetting": rows["at_unit"].unit.credit_code,
        "sending": rows["audited"].unit.credit_code,
        "undoing": undoable().organisation.credit_code,
        "department": officer("department", rows["department_case"].holder.name),
        "writing": CaseMessage.objects.get(from_applicant=True).person.id_number,
        "batching": Batch.objects.get(act="pass").account.login_hint,
        "joined": Person.objects.get(name=JOINER).unit.credit_code,
        "joiner": Person.objects.get(name=JOINER).id_number,
        "checking": officer("bureau", checking_bureau(Organisation.objects.get(credit_code=NEW_UNIT)).name),
        "county": printed["县（市）区人社"],
        "dongchuan": officer("bureau", "东川区"),
        "city": printed["市人社局"],
        "province": printed["省人社厅"],
        "office": printed["评委会办事机构"],
        "second": Catalogue.objects.exclude(released_by=None)[0].released_by.login_hint,
        "entering": Standard.objects.get(state="draft").prepared_by.login_hint,
        "building": officer("office", "昆明市住房和城乡建设局"),
        "environment": officer("office", "昆明市生态环境局"),
        "east_office": officer("office", "东川区"),
        "transport": officer("office", "昆明市交通运输局"),
        "expert": printed["评审专家"],
        "chair": chair().expert.account.login_hint,
        "elsewhere": Organisation.objects.get(unit_kind="其他州市", kind="unit").credit_code,
        "dispatcher": Organisation.objects.get(kind="dispatch").credit_code,
        "recognising": rows["recognition"].unit.credit_code,
        "approving": officer_at(rows["to_approve"]),
        "comparing": rows["compared"].unit.credit_code,
        "suspected": rows["suspected"].person.id_number,
        "finding_officer": officer("department", rows["suspected"].holder.name),
        "failed": rows["failed"].person.id_number,
        "results_office": officer("office", rows["failed"].session.committee.organiser.name),
        "asking_office": officer("office", rows["green"].session.committee.organiser.name),
        "drawer": printed["抽取人员"],
        "drawn": officer("drawer", "昆明市住房和城乡建设局"),
        "supervisor": printed["监督人员"],
        "drawing_office": officer("office", drawing_for()),
        "drawing_drawer": officer("drawer", drawing_for()),
        "support": printed["技术支持"],
        "security_officer": printed["安全管理员"],
        "auditor": printed["审计管理员"],
        "receiving": newcomer().new.credit_code,
    }


def drawing_for() -> str:
    """The organiser whose draw waits for its drawers."""
    return Session.objects.get(committee__code="committee-mid-12").committee.organiser.name


def cases() -> dict[str, object]:
    """One application in each state that a page shows."""

    def one(*states: str, code: str = "committee-senior-04") -> Application:
        found = Application.objects.filter(state__in=states, session__committee__code=code)
        row = found.select_related("person__unit", "unit", "holder").order_by("created_at").first()
        if row is None:
            raise SystemExit(f"no application is in {states} at {code}")
        return row

    return {
        "draft": draft(),
        "waiting": one("at_committee", "at_department"),
        "unit_case": one("unit_notice"),
        "at_unit": one("at_unit"),
        "to_prepare": found(unit__separates_passing=True, state__in=["at_unit", "unit_notice"]),
        "objected": one("notice_objection"),
        "audited": one("audited"),
        "documented": one("documented", code="committee-mid-10"),
        "revoked": one("revoked", code="committee-mid-10"),
        "department_case": found(state="at_department", session__isnull=False, suspicions=None),
        "county_case": one("at_county"),
        "returned": one("returned"),
        "office_case": one("at_committee"),
        "compared": found(submissions__version=2, state="at_unit"),
        "paper_case": one("paper_sent", "audited"),
        "accepted": one("accepted"),
        "certified": one("certified", code="committee-mid-10"),
        "photo_case": provincial.written(),
        "failed": one(*FAILED, code="committee-mid-10"),
        "not_passed": one("not_passed", code="committee-mid-10"),
        "recognition": found(kind="考核认定", state="at_unit"),
        "to_approve": found(kind="考核认定", state__in=["at_department", "at_county", "at_city"]),
        "suspected": found(suspicions__outcome="open"),
        "to_consent": found(unit__unit_kind="其他州市", state="unit_notice"),
        "letter_due": found(state="at_superior"),
        "entrusted": found(state="at_city", unit__unit_kind="其他州市"),
        "dispatched": found(companies__side="user", state="unit_notice"),
        "green": found(channel="绿色通道"),
        "exceptional": found(channel="破格"),
    }


def draft() -> Application:
    """What its applicant still writes, with evidence of a title."""
    return found(
        state__in=["draft", "returned"],
        session__committee__code="committee-senior-04",
        person__records__module="titles",
        person__records__evidence__isnull=False,
    )


def found(**facts: object) -> Application:
    """The oldest application of which the facts hold."""
    rows = Application.objects.filter(**facts).select_related(
        "person__unit", "unit", "holder", "session__committee__organiser"
    )
    row = rows.order_by("created_at").first()
    if row is None:
        raise SystemExit(f"no application is {facts}")
    return row


def officer_at(row: Application) -> str:
    """The login of whoever holds the application."""
    roles = {"department": "department"}
    return officer_of(roles.get(row.holder.kind, "bureau"), row.holder.name).login_hint


def temporary_password() -> tuple[str, str]:
    """Login and temporary password of somebody whose unit has reset it."""
    person = cases()["at_unit"].person
    assert person.unit is not None
    officer = Account.objects.filter(memberships__organisation=person.unit)[0]
    return person.id_number, reset_password(person.account, by=officer)


def unit_member(unit: Organisation) -> Membership:
    """A further person of the unit, 经办人."""
    by = unit.memberships.get(role="unit", position="head").account
    known = unit.memberships.filter(role="unit", position="handler").first()
    if known is None:
        made = add_unit_member(unit, name="林小芳", position="handler", by=by)[0]
        known = unit.memberships.get(account=made)
    return known


def new_officer() -> str:
    """The login of an account that is new inside: the phone of the second factor is not set up yet."""
    open_account(login="bureau-new", name="新同事", password=demo.PASSWORD)
    return "bureau-new"


def support_case() -> SupportCase:
    """A correction that a second person of support has written down."""
    place = Organisation.objects.get(kind="support")
    second = appoint(organisation=place, role="support", login="support-second", name="周安")
    person = Person.objects.filter(unit__isnull=False).order_by("registered_at", "id")[0]
    return ask_correction(
        person,
        name=person.name,
        number=person.id_number,
        reason="本人来电，核对身份证，注册时姓名有一个字输错。",
        by=second,
    )


def letter_token() -> str:
    """The secret of the superior's link, as the unit's officer was told it."""
    told = Message.objects.filter(
        subject__startswith="委托评审函的办理链接", subject__contains=cases()["letter_due"].applicant_name
    ).last()
    assert told is not None
    return re.findall(r"/vetting/letters/([^/]+)/", told.body)[0]


def seat() -> Seat:
    """The printed expert's seat in the session that meets on the demo's day."""
    login = next(line.login for line in demo.accounts() if line.role == "评审专家")
    found = Seat.objects.filter(expert__account=Account.objects.by_login(login))
    return found.get(draw__session__committee__code="committee-senior-05")


def chair() -> Seat:
    """Who chairs the session that meets on the demo's day."""
    return Seat.objects.get(draw__session__committee__code="committee-senior-05", chair=True)


def newcomer() -> EmployerChange:
    """Somebody who reports in mid-season to work elsewhere now; told once."""
    row = cases()["waiting"]
    change = row.employer_changes.first()
    if change is not None:
        return change
    unit = cases()["unit_case"].unit
    if unit == row.unit:
        unit = Organisation.objects.filter(kind="unit", active=True, unit_kind="非公有制经济组织").exclude(
            pk=unit.pk
        )[0]
    return report_employer(
        row,
        unit,
        happened_on=clock.today(),
        words="与原单位合同期满，与新单位签订劳动合同。",
        evidence=picture("劳动合同"),
        by=row.person.account,
    )


def undoable() -> Decision:
    """The newest decision that its office may still take back."""
    for decision in Decision.objects.select_related("application__session", "organisation").order_by(
        "-decided_at"
    ):
        if not why_not(decision, "withdrawn"):
            return decision
    raise SystemExit("no decision can be taken back")


def rows() -> dict[str, str]:
    """What the words in braces stand for."""

    found: dict[str, object] = {name: row.pk for name, row in cases().items()}
    held, case = cases()["certified"], cases()["unit_case"]
    session = {one.committee.code: one.pk for one in Session.objects.select_related("committee")}
    entry = NoticeEntry.objects.filter(application=case).select_related("notice").order_by("id").last()
    day = demo.begins().date()
    running = NoticeEntry.objects.filter(
        notice__kind="unit", notice__ends_on__gte=day, voided_at=None
    ).order_by("-id")[0]
    certificate = Certificate.objects.get(person=held.person)
    reset_number, reset_to = temporary_password()
    record = Record.objects.get(person=cases()["draft"].person, module="titles")
    found |= {
        "open": session["committee-senior-04"],
        "meeting": session["committee-senior-05"],
        "done": session["committee-mid-10"],
        "county": session["committee-mid-30"],
        "call": Call.objects.get(session__committee__code="committee-senior-04").pk,
        "unit_notice": running.notice.pk,
        "own_notice": entry.notice.pk,
        "entry": running.pk,
        "receipt": Objection.objects.exclude(answer="").order_by("id")[0].receipt,
        "token": certificate.token,
        "certificate": certificate.pk,
        "record": record.pk,
        "competence": Competence.objects.filter(begun_at=None)[0].pk,
        "proof": EducationProof.objects.filter(answered_at=None)[0].pk,
        "proof_written": EducationProof.objects.exclude(file=None)[0].pk,
        "evidence": record.evidence.order_by("id")[0].pk,
        "phone": make_phone_link(record, title="职称证书").token,
        "message": Message.objects.filter(recipient=cases()["waiting"].person.account_id)
        .order_by("id")[0]
        .pk,
        "unit_member": unit_member(case.unit).pk,
        "unit_person": case.person.pk,
        "filing": Filing.objects.filter(kind="call", session=session["committee-senior-04"])
        .order_by("id")[0]
        .pk,
        "pending": Filing.objects.get(answer="pending", session=session["committee-mid-30"]).pk,
        "reading": Reading.objects.filter(seat=seat(), handed_in_at=None)[0].pk,
        "ballot": Ballot.objects.filter(ended_at=None).order_by("-opened_at")[0].pk,
        "drawing": session["committee-mid-12"],
        "drawn_seat": seat().pk,
        "filed": session["committee-senior-06"],
        "written": session["committee-mid-11"],
        "accepted_call": session["committee-mid-09"],
        "open_objection": Objection.objects.get(entry__application=cases()["objected"]).pk,
        "pool_expert": Expert.objects.order_by("id")[0].pk,
        "suspension": Suspension.objects.order_by("id")[0].pk,
        "revoked_token": Certificate.objects.get(revoked_at__isnull=False).token,
        "locked": Account.objects.filter(locked_at__isnull=False).order_by("id")[0].pk,
        "resetting_person": cases()["at_unit"].person.pk,
        "waiting_number": cases()["waiting"].person.id_number,
        "waiting_mobile": cases()["waiting"].person.mobile,
        "standard": Standard.objects.filter(state="issued").order_by("level")[0].pk,
        "standard_draft": Standard.objects.filter(state="reported")[0].pk,
        "standard_in_work": Standard.objects.get(state="draft").pk,
        "table_draft": Catalogue.objects.filter(released_at=None)[0].pk,
        "table_version": Catalogue.objects.filter(kind="qualifications").exclude(released_at=None)[0].pk,
        "letter": letter_token(),
        "reset_number": reset_number,
        "city_login": officer_of("bureau", "昆明市人力资源和社会保障局").login_hint,
        "new_officer": new_officer(),
        "some_role": Membership.objects.filter(role="department").order_by("since", "id")[0].pk,
        "demo_password": demo.PASSWORD,
        "reset_password": reset_to,
        "suspicion": Suspicion.objects.get(outcome="open").pk,
        "unit_case_open": UnitCase.objects.get().pk,
        "undo_case": undoable().application_id,
        "undo_decision": undoable().pk,
        "newcomer": newcomer().pk,
        "reason": cases()["unit_case"].unit.common_reasons.order_by("id")[0].pk,
        "batch": Batch.objects.get(act="pass").pk,
        "written_on": CaseMessage.objects.get(from_applicant=True).application_id,
        "letter_draft": CaseMessage.objects.filter(sent_at=None).order_by("written_at")[0].pk,
        "writing_office": Batch.objects.get(act="pass").organisation_id,
        "printed": Batch.objects.get(act="print").pk,
        "petition": Petition.objects.get().pk,
        "recheck": Recheck.objects.get().pk,
        "title_list": TitleList.objects.get(answered_at=None).pk,
        "joiner": Person.objects.get(name=JOINER).pk,
        "new_unit": Organisation.objects.get(credit_code=NEW_UNIT).pk,
        "some_unit": Organisation.objects.filter(kind="unit").order_by("id")[0].pk,
        "support_case": support_case().pk,
        "county_role": Account.objects.by_login(accounts()["county"]).memberships.get(role="bureau").pk,
        "some_department": Organisation.objects.filter(kind="department").order_by("name")[0].pk,
    }
    return {name: str(value) for name, value in found.items()}
