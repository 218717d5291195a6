"""一次性补正通知 for everybody who reads it: its term, which submissions belong together, the paper (D-40)."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.applications.guards import corrections_until
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, CorrectionNotice
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import Printed, Signature
from zhicheng.people.errors import Refused
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date

TEMPLATE = Path(__file__).with_name("typst") / "correction_notice.typ"


@dataclass(frozen=True)
class Term:
    """Between which days the last day of a notice lies now; `last` None: no session sets an end (AMB-17)."""

    first: dt.date
    last: dt.date | None


def term_of(application: Application) -> Term:
    """The days that a notice issued today may set, by the year's law (`corrections.shortest_term`, AMB-17)."""
    book = book_of(application.year, application.session)
    last = corrections_until(application.session, book)
    shortest = book.value("corrections.shortest_term").number
    first = workdays.calendar().add_workdays(clock.today(), shortest)
    return Term(min(first, last) if last else first, last)


def open_notice(application: Application) -> CorrectionNotice | None:
    """The notice that the applicant is answering now, or None."""
    return application.correction_notices.filter(answer__isnull=True, lapsed_at__isnull=True).last()


def check_in_time(application: Application) -> None:
    """The correction reached the server on the notice's last day or before. Errors: Refused."""
    due = application.due_on
    if due is not None and clock.in_china(clock.arrival()).date() > due:
        raise Refused(
            _("补正期限已于%(day)s 24:00届满，不能再提交。") % {"day": cn_date(due)}, clause="KM2023-4.2"
        )


def one_audit(application: Application) -> list[UUID]:
    """The submissions that the stations audit as one, the newest first: a correction goes on where it was asked for."""
    found: list[UUID] = []
    for one in application.submissions.defer("content").select_related("corrects").order_by("-version"):
        found.append(one.pk)
        if getattr(one, "corrects", None) is None:
            break
    return found


class NoticePaper(Printed):
    """What the template is given."""

    number: str
    addressee: str
    opening: str
    opinion: str
    rows: list[list[str]]  # where, what
    closing: str
    signatures: list[Signature]


def paper(notice: CorrectionNotice) -> bytes:
    """《补正通知书》 as PDF: number, everything to correct, the day, what follows, under the station's seal."""
    row = notice.application
    data: NoticePaper = {
        "case_number": row.number or "",
        "version": "",
        "number": notice.number,
        "addressee": row.applicant_name,
        "opening": _(
            "您申报%(title)s（申报编号%(number)s）的材料，经审核不符合规定条件。"
            "按照申报评审规定，现一次性告知需要补正的全部内容如下："
        )
        % {"title": row.title, "number": row.number},
        "opinion": notice.opinion,
        "rows": [[one.label, one.said] for one in notice.defects.order_by("position")],
        "closing": _(
            "请于%(day)s 24:00前在系统中补正并重新提交；按期补正的，材料直接回到我单位继续审核，不计入退回次数。"
            "逾期未补正的，%(means)s。"
        )
        % {"day": cn_date(notice.due_on), "means": notice.lapse_means},
        "signatures": [drawn(notice.signature, role="审核人")],
    }
    title = _("补正通知书")
    return render_pdf(TEMPLATE, data, draft=False, at=notice.issued_at, title=title, demo=clock.is_demo())
