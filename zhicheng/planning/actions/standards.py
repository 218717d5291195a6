"""The register of standards: a bureau's officer enters and reports one, another officer releases it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.models import Standard
from zhicheng.planning.standards import may_enter
from zhicheng.policy.book import open_book
from zhicheng.policy.facts import Degree, Level
from zhicheng.policy.tables.titles import LEVELS, series_named
from zhicheng.trail.writing import write

CITY = "昆明市"
FIRST_YEAR = 2020  # of the law's values
CLAUSE = "KM2023-4.4b"
KEYS = {"education", "title_level", "years", "min_papers", "township"}
State = Standard.State


@transaction.atomic
def save_standard(
    *,
    standard: Standard | None = None,
    series: str,
    level: str,
    document: str,
    rows: Sequence[Mapping[str, Any]],
    by: Account,
    organisation: Organisation,
    professions: Sequence[str] = (),
    number: str = "",
    version: str = "",
    issuer: str = "",
    words: str = "",
    example: bool = False,
) -> Standard:
    """Enter a standard, or change one that is a draft (起草).

    `rows`: education, title_level (None: no lower title), years, min_papers, township (true: the variant for
    county and township staff, E-42). `professions`: names, none for the whole series.
    Errors: Refused, where the bureau is not of the level, a row is wrong, papers are demanded in a
    practice-heavy series (KM2023-6.2), or the version is there already.
    """
    _check_bureau(by, organisation, level)
    if series_named(series) is None or level not in LEVELS:
        raise Refused(_("请选择职称系列和级别。"), clause=CLAUSE, field="series")
    if not document.strip():
        raise Refused(_("请填写评价标准文件的名称。"), clause=CLAUSE, field="document")
    row = _locked(standard, State.DRAFT) if standard else Standard(bureau=organisation)
    if row.bureau_id != organisation.id:
        raise Refused(_("只有录入的人社部门可以修改这份评价标准。"), clause=CLAUSE, status=404)
    row.series, row.level, row.document = series, level, document.strip()
    row.rows = [_row(one) for one in rows]
    row.professions = list(dict.fromkeys(name.strip() for name in professions if name.strip()))
    row.number, row.version, row.issuer = number.strip(), version.strip(), issuer.strip()
    row.words, row.example, row.prepared_by = words.strip(), example, by
    _check_papers(row, clock.today())
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Refused(
            _("这个系列、级别已有同名同版本的评价标准，请填写不同的版本。"), clause=CLAUSE, field="version"
        ) from twice
    _trail("save_standard", row, by, organisation)
    return row


@transaction.atomic
def report_standard(*, standard: Standard, by: Account, organisation: Organisation) -> Standard:
    """起草 → 报审: handed to the second person. Errors: Refused for another bureau, no conditions, no draft."""
    row = _own(standard, State.DRAFT, by, organisation)
    if not row.rows:
        raise Refused(
            _("请至少填写一行条件（学历、下一级职称、年限）后再报审。"), clause=CLAUSE, field="rows"
        )
    row.state, row.reported_at, row.sent_back, row.prepared_by = State.REPORTED, clock.now(), "", by
    row.save(update_fields=["state", "reported_at", "sent_back", "prepared_by"])
    _trail("report_standard", row, by, organisation)
    return row


@transaction.atomic
def send_back_standard(
    *, standard: Standard, reason: str, by: Account, organisation: Organisation
) -> Standard:
    """报审 → 起草, with the reason. Errors: Refused for another bureau, without a reason, not reported."""
    row = _own(standard, State.REPORTED, by, organisation)
    if not reason.strip():
        raise Refused(_("请写明退回的原因。"), clause=CLAUSE, field="reason")
    row.state, row.sent_back = State.DRAFT, reason.strip()
    row.save(update_fields=["state", "sent_back"])
    _trail("send_back_standard", row, by, organisation)
    return row


@transaction.atomic
def release_standard(
    *,
    standard: Standard,
    issued_on: dt.date,
    by: Account,
    organisation: Organisation,
    replaces: Standard | None = None,
) -> Standard:
    """报审 → 印发: a second person releases it with the document's day of issue; nothing changes it afterwards.

    Sessions bind the newest one issued by their call's day (KM2023-4.4b, AMB-46). `replaces`: an issued one of
    the series and level, which becomes 被替代. Errors: Refused for who entered it, another bureau, a day to come,
    an example outside demo and rehearsal, one of the same day for the same profession.
    """
    row = _own(standard, State.REPORTED, by, organisation)
    if row.prepared_by_id == by.id:
        raise Refused(_("评价标准须由录入人以外的另一人核对印发。"), clause=CLAUSE, status=403)
    if row.example and not clock.is_invented():
        raise Refused(_("示例标准不是正式文件，不能印发。"), clause=CLAUSE)
    if issued_on > clock.today():
        raise Refused(_("印发日期不能晚于今天。"), clause=CLAUSE, field="issued_on")
    _check_papers(row, issued_on)
    old = _replaced(row, issued_on, replaces)
    for other in Standard.objects.filter(
        series=row.series, level=row.level, issued_on=issued_on, state__in=Standard.FINAL, example=row.example
    ):
        if other != old and (not row.professions or not other.professions or _shared(row, other)):
            raise Refused(
                _("“%(document)s”同日印发且适用相同专业，请先核对。") % {"document": other.document},
                clause=CLAUSE,
                field="issued_on",
            )
    row.issued_on, row.replaces, row.released_by, row.released_at = issued_on, old, by, clock.now()
    row.state = State.ISSUED
    row.save(update_fields=["issued_on", "replaces", "released_by", "released_at", "state"])
    if old is not None:
        old.state = State.REPLACED
        old.save(update_fields=["state"])
    _trail("release_standard", row, by, organisation)
    return row


def _check_bureau(by: Account, organisation: Organisation, level: str) -> None:
    if not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("评价标准由人社部门录入和印发。"), status=404, clause=CLAUSE)
    if not may_enter(organisation, level):
        raise Refused(
            _("高级职称的评价标准由省人社厅录入，中级和初级的由省人社厅或市人社局录入。"),
            clause=CLAUSE,
            field="level",
        )


def _own(standard: Standard, state: str, by: Account, organisation: Organisation) -> Standard:
    """The standard, locked, for an officer of its bureau. Errors: Refused."""
    _check_bureau(by, organisation, standard.level)
    row = _locked(standard, state)
    if row.bureau_id != organisation.id:
        raise Refused(_("只有录入的人社部门可以办理这份评价标准。"), clause=CLAUSE, status=404)
    return row


def _locked(standard: Standard, state: str) -> Standard:
    row = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if row.state != state:
        raise Refused(
            _("这份评价标准现为“%(state)s”，不能这样办理，请刷新页面。") % {"state": row.get_state_display()},
            clause=CLAUSE,
            status=409,
        )
    return row


def _row(given: Mapping[str, Any]) -> dict[str, Any]:
    """One row of conditions, complete and in the law's terms. Errors: Refused naming what is wrong."""
    lower, years, papers = given.get("title_level"), given.get("years") or 0, given.get("min_papers") or 0
    wrong = (
        set(given) - KEYS
        or given.get("education") not in set(Degree)
        or (lower is not None and lower not in set(Level))
        or not (isinstance(years, int) and 0 <= years <= 60)
        or not (isinstance(papers, int) and 0 <= papers <= 99)
    )
    if wrong:
        raise Refused(_("请按“学历、下一级职称、年限”逐行填写标准条件。"), clause=CLAUSE, field="rows")
    row = {"education": given["education"], "title_level": lower, "years": years, "min_papers": papers}
    return {**row, "township": True} if given.get("township") else row


def _check_papers(row: Standard, day: dt.date) -> None:
    heavy = open_book(max(day.year, FIRST_YEAR), CITY).value("papers.practice_heavy")
    if row.series in heavy.words and any(one["min_papers"] for one in row.rows):
        raise Refused(
            _("%(series)s系列实践性强，评价标准不得设论文数量要求。") % {"series": row.series},
            clause=heavy.clause,
            field="rows",
        )


def _replaced(row: Standard, issued_on: dt.date, replaces: Standard | None) -> Standard | None:
    if replaces is None:
        return None
    old = _locked(replaces, State.ISSUED)
    same = (old.series, old.level, old.example) == (row.series, row.level, row.example)
    if not same or old.issued_on is None or old.issued_on > issued_on:
        raise Refused(
            _("只能替代同一系列、同一级别、在此之前印发的评价标准。"), clause=CLAUSE, field="replaces"
        )
    return old


def _shared(one: Standard, other: Standard) -> bool:
    return bool(set(one.professions) & set(other.professions))


def _trail(act: str, row: Standard, by: Account, organisation: Organisation) -> None:
    facts = {
        "series": row.series,
        "level": row.level,
        "professions": row.professions,
        "document": row.document,
        "number": row.number,
        "version": row.version,
        "rows": row.rows,
        "words": row.words,
        "state": row.state,
        "issued_on": row.issued_on.isoformat() if row.issued_on else None,
        "replaces": str(row.replaces_id) if row.replaces_id else None,
        "example": row.example,
    }
    write(act, "standard", row.id, actor=by.id, organisation=organisation.id, facts=facts)
