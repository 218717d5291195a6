"""保存封面: choose year, unit, kind, title and committee (GUIDE-5.2.3-1)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, guards
from zhicheng.applications.guards import Target
from zhicheng.applications.judging import check_cover_bars
from zhicheng.applications.kinds import Kind, KindRow, row_for
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import COVER_EDITABLE, LABELS, State
from zhicheng.catalogues.queries import tables_on
from zhicheng.people.errors import Refused
from zhicheng.people.initials import initials
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.planning.scopes import listed
from zhicheng.policy.tables.committees import titles_of
from zhicheng.policy.tables.titles import titles_for
from zhicheng.trail.writing import write
from zhicheng.vault.prepared import Prepared

ONE_A_YEAR = "applications_one_a_year"
COVER_FIELDS = (
    "unit", "session", "applicant_name", "applicant_initials", "series", "track", "level", "title", "profession", "channel",
    "version",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What the applicant has chosen on the cover. `session`: for kinds that a committee decides."""

    kind: Kind
    target: Target
    session: UUID | None = None


@transaction.atomic
def save_cover(person: Person, choice: Choice, *, by: Account) -> Application:
    """Save the year's cover of `person`: a new draft, or the draft that is there.

    The unit is the one in the person's basics; year and committee come with the session.
    Errors: Refused, where something of requirements 3.3 row 1 stands against it; nothing is changed then.
    """
    row = row_for(choice.kind, choice.target.channel)
    [held] = _held(person.pk)
    if held.account_id != by.id:
        raise Refused(_("封面由申报人本人填写。"), status=404, clause="GUIDE-5.2.3-1")
    session = _session(row, choice)
    year = session.year if session else clock.today().year
    application = _draft(held, year, choice.kind, row)
    _check(held, choice, row, session, year, application)
    return _save(application, held, choice, session, year, by)


@Prepared
def _held(person: UUID) -> QuerySet[Person]:
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=person)
    return rows.select_related(
        "account", "qualification", "unit__place__superior", "unit__competent_department"
    )


def _session(row: KindRow, choice: Choice) -> Session | None:
    if not row.by_committee:
        return None
    found = next(iter(_chosen(choice.session)), None) if choice.session else None
    if found is None or not found.committee.active:
        raise Refused(_("请选择正在开放申报的评委会。"), field="session")
    return found


@Prepared
def _chosen(session: UUID) -> QuerySet[Session]:
    rows = Session.objects.select_related("committee__organiser", "committee__place", "call")
    return rows.filter(pk=session)


def _draft(person: Person, year: int, kind: Kind, row: KindRow) -> Application | None:
    """The year's draft of the kind, if any. Errors: Refused, where the cover is locked."""
    for application in _open_ones(person.pk, year, str(kind)):
        if State(application.state) in COVER_EDITABLE:
            return application
        if application.state == State.RETURNED:
            raise Refused(
                _(
                    "申报已提交过，封面不能修改；“返回修改”只能修改内容。如需更换单位、评委会或职称，请联系审核单位“重置流程”。"
                ),
                clause="GUIDE-5.4.5",
            )
        if not row.once_a_year:
            raise Refused(
                _("您已有一份同类申报正在办理（%(state)s）。") % {"state": LABELS[State(application.state)]}
            )
    return None


@Prepared
def _open_ones(person: UUID, year: int, kind: str) -> QuerySet[Application]:
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(person=person, year=year, kind=kind, ended_at__isnull=True)


def _check(
    person: Person,
    choice: Choice,
    row: KindRow,
    session: Session | None,
    year: int,
    application: Application | None,
) -> None:
    target, book = choice.target, book_of(year, session)
    guards.check_kind(row, book)
    guards.check_guide(person, year)
    unit = guards.check_unit(person, year)
    guards.check_person(person, year)
    guards.check_once_a_year(person, year, choice.kind, besides=application)
    if target.channel not in row.channels:
        raise Refused(_("请选择申报渠道。"), field="channel")
    names = {one.name for one in titles_for(target.series, target.track, target.level)}
    if target.title not in names:
        raise Refused(_("请按系列、类别、级别依次选择要申报的职称。"), field="title")
    if row.levels and target.level not in row.levels:
        raise Refused(
            _("“%(kind)s”不能申报%(level)s，请改选级别。") % {"kind": row.kind, "level": target.level},
            clause=row.source,
            field="level",
        )
    if not target.profession.strip():
        raise Refused(_("请填写申报专业。"), field="profession")
    tables = tables_on(clock.today())
    if guards.is_examined(tables, book, target.series, target.level, target.profession.strip()):
        raise Refused(
            _("%(series)s系列%(level)s国家已统一实行以考代评，请参加国家组织的考试，不能申报。")
            % {"series": target.series, "level": target.level},
            clause="KM2023-4.4a",
            field="level",
        )
    if session is None:
        return
    same_committee = application is not None and application.session_id == session.id
    if not (
        same_committee
        and application is not None
        and application.state == State.RESET
        and guards.corrections_admitted(session, book)
    ):
        guards.check_window(session)
    known = listed(session.committee)
    if known is not None and target.title not in {
        one.name for one in titles_of(known) if one.level == target.level
    }:
        raise Refused(
            _("“%(name)s”不评审“%(title)s”，请改选评委会或职称。")
            % {"name": session.committee.name, "title": target.title},
            clause=known.clause,
            field="session",
        )
    told = getattr(person, "qualification", None)
    guards.check_scope(session.committee, target, unit, told, year)
    guards.check_profession(session, target)


def _save(
    application: Application | None,
    person: Person,
    choice: Choice,
    session: Session | None,
    year: int,
    by: Account,
) -> Application:
    at, target = clock.now(), choice.target
    new = application is None
    row = application or Application(
        person=person, year=year, kind=choice.kind, state_since=at, created_at=at, version=0
    )
    assert person.unit is not None
    row.unit, row.session, row.applicant_name = person.unit, session, person.name
    row.applicant_initials = initials(person.name)
    row.series, row.track, row.level, row.title = target.series, target.track, target.level, target.title
    row.profession, row.channel = target.profession.strip(), target.channel
    row.version += 1
    check_cover_bars(casefile.assemble(row))
    try:
        with transaction.atomic():
            row.save(update_fields=None if new else COVER_FIELDS)
    except IntegrityError as error:
        if ONE_A_YEAR in str(error) or "UNIQUE constraint" in str(error):
            raise guards.second_in_year(year, None) from error
        raise
    write(
        "save_cover",
        "application",
        row.id,
        actor=by.id,
        facts={
            "new": new,
            "year": year,
            "unit": str(row.unit_id),
            "session": str(row.session_id),
            "title": row.title,
            "level": row.level,
            "version": row.version,
        },
    )
    return row
