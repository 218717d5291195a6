"""What a session's package holds: each file with its name, its title and how it is made."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.applications import review_form
from zhicheng.applications.material import content_now
from zhicheng.applications.models import Application
from zhicheng.experts import records
from zhicheng.experts.documents import draw_record
from zhicheng.experts.models import Draw
from zhicheng.experts.queries import draw_of
from zhicheng.files.models import StoredFile
from zhicheng.files.serving import SUFFIX
from zhicheng.files.stores import store
from zhicheng.meeting import documents as meeting
from zhicheng.meeting import record, tally
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.models import Ballot, Meeting, SpotCheck
from zhicheng.outcomes import documents, queries
from zhicheng.outcomes.models import TitleDocument
from zhicheng.planning.documents import Document, announcement_document, call_document, pdf_of
from zhicheng.planning.models import Announcement, Call, Filing, Session
from zhicheng.planning.queries import filing_rows, published_announcements
from zhicheng.public_notice.models import Notice, Objection, Posting
from zhicheng.public_notice.posting import kept_page, proof_of
from zhicheng.register.documents import made_pdf
from zhicheng.register.models import Certificate
from zhicheng.register.records import written
from zhicheng.register.signed import signed_file
from zhicheng.title_confirmation.documents import title_list_document
from zhicheng.title_confirmation.queries import lists_of
from zhicheng.trail.extract import extract
from zhicheng.trail.sealing import seal_all

# What explains the package and its checks goes with it, for the day on which this program is lost.
EXPLAINED = (
    ("docs/formats/archive.md", "data/formats/archive.md", "归档包格式说明"),
    ("docs/formats/tally.md", "data/formats/tally.md", "计票记录格式说明"),
    ("docs/formats/draw.md", "data/formats/draw.md", "抽取记录格式说明"),
    ("tools/check_draw.py", "data/formats/check_draw.py", "抽取记录的第二个核对程序"),
    ("tools/check_tally.py", "data/formats/check_tally.py", "计票记录的第二个核对程序"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the payload: its name in the package, its title, and what makes its content."""

    path: str
    title: str
    make: Callable[[], bytes]


class TallyChanged(Exception):
    """The rows of the vote are not what the chair has signed: nothing is archived over that."""


class MinutesChanged(Exception):
    """The rows of the meeting are not what the recorder has signed: nothing is archived over that."""


class ResultsChanged(Exception):
    """Results or reasons are not what was released: nothing is archived over that."""


def parts_of(session: Session) -> list[Part]:
    """Every file, the verification files first; nothing is made yet. `session` as planning.queries.sessions()."""
    return [*_verification(session), *_papers(session), *_people(session), *_explained()]


def contents(parts: Sequence[Part]) -> bytes:
    """The table of contents: name and title of each file."""
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(
        [(_("文件"), _("内容")), *((one.path.removeprefix("data/"), one.title) for one in parts)]
    )
    return table.getvalue().encode()


def _verification(session: Session) -> Iterator[Part]:
    draw = draw_of(session)
    drawn = records.file_of(draw, names=True) if draw else None
    if drawn is not None:
        yield _json("data/draw.json", _("抽取记录（可重新计算）"), drawn)
    gone = records.cancelled_file(session)
    if gone is not None:
        yield _json("data/cancelled-draws.json", _("作废的抽取"), gone)
    meetings = Meeting.objects.select_related("signature", "recorder_signature", "session__committee")
    held = meetings.filter(session=session).first()
    if held is not None and held.signature is not None:
        yield Part("data/tally.json", _("计票记录（可重新计算）"), partial(_tally, held))
    if held is not None and held.recorder_signature is not None:
        title = _("会议记录（到会、考评打分、专业组意见，记录人签字）")
        yield Part("data/minutes.json", title, partial(_minutes, held))
    told = queries.release_of(session)
    if told is not None and told.released_at is not None:
        yield Part("data/results.json", _("评审结果和未通过的理由（公布时签章）"), partial(_results, session))
    for row in _certificates(session):
        yield _json(
            f"data/certificates/{row.number}.json", _("证书%s签名文件") % row.number, signed_file(row)
        )
    for number, one in enumerate(_postings(session), start=1):
        words = {"notice": one.notice.title}
        yield _json(f"data/notices/{number}.json", _("%(notice)s张贴证明") % words, proof_of(one))
        yield Part(f"data/notices/{number}.html", one.notice.title, partial(kept_page, one))
    yield Part("data/trail.json", _("办理记录摘录（含封存值）"), partial(_trail, session))


def _enclosed(row: Call | Announcement, prefix: str) -> Iterator[Part]:
    for one in row.enclosures.select_related("file"):
        path = f"data/enclosures/{prefix}{one.position}{SUFFIX[one.file.media_type]}"
        yield Part(path, _("通知附件：%(title)s") % {"title": one.title}, partial(_stored, one.file))


def _papers(session: Session) -> Iterator[Part]:
    call = getattr(session, "call", None)
    if call is not None and call.published_at is not None:
        yield _document("call", call_document(call))
        yield from _enclosed(call, "")
    for further in published_announcements(session):
        yield _document(f"announcement-{further.number}", announcement_document(further))
        yield from _enclosed(further, f"announcement-{further.number}-")
    added: Counter[str] = Counter()
    for row in filing_rows().filter(session=session, answer=Filing.Answer.ACCEPTED).order_by("submitted_at"):
        added[row.kind] += row.supplements_id is not None
        which = f"-{added[row.kind]}" if row.supplements_id else ""
        if row.kind == Filing.Kind.PRE_MEETING:
            yield _document(f"pre-meeting-filing{which}", meeting.pre_meeting_filing(row))
        elif row.kind == Filing.Kind.POST_MEETING:
            yield Part(
                f"data/documents/post-meeting-filing{which}.pdf",
                _("%(session)s会后备案表") % {"session": session},
                partial(documents.filing_pdf, row),
            )
    for number, sent in enumerate(lists_of(session), start=1):
        yield _document(f"title-list-{number}", title_list_document(sent))
    checks = SpotCheck.objects.select_related("session__committee", "drawn_by").prefetch_related(
        "findings__application__unit"
    )
    for check in checks.filter(session=session):
        yield _document("spot-check", meeting.spot_check_record(check))
    draw = draw_of(session)
    if draw is not None and draw.drawn_at is not None:
        yield _document("draw-record", draw_record(draw))
    agenda = agenda_of(session)
    if agenda.meeting is not None and agenda.meeting.closed_at is not None:
        yield _document("minutes", meeting.minutes(session, agenda))
    issued = TitleDocument.objects.select_related(
        "file", "session__committee__organiser", "issuer", "signature__account", "signature__organisation"
    )
    for number, one in enumerate(issued.filter(session=session).order_by("issued_on", "id"), start=1):
        yield Part(f"data/documents/title-document-{number}.pdf", one.number, partial(_kept_document, one))


def _people(session: Session) -> Iterator[Part]:
    for one in _certificates(session):
        title = _("证书%(number)s，%(name)s") % {"number": one.number, "name": one.holder_name}
        yield Part(f"data/certificates/{one.number}.pdf", title, partial(_kept_certificate, one))
    voted = Ballot.objects.filter(application__session=session).values("application")
    rows = Application.objects.filter(pk__in=voted).select_related(
        "person__account", "unit", "session__committee__organiser", "session__committee__place"
    )
    for row in rows.order_by("number"):
        title = _("申报评审表，%(name)s") % {"name": row.applicant_name}
        yield Part(f"data/review-forms/{row.number}.pdf", title, partial(_review_form, row))


def _explained() -> Iterator[Part]:
    for source, path, title in EXPLAINED:
        yield Part(path, _(title), (Path(settings.BASE_DIR) / source).read_bytes)


def _certificates(session: Session) -> list[Certificate]:
    rows = Certificate.objects.filter(confirmation__application__session=session)
    return list(rows.select_related("issuer", "file", "signature").order_by("number"))


def _postings(session: Session) -> list[Posting]:
    rows = Posting.objects.filter(notice__session=session).select_related("notice__publisher", "page")
    return list(rows.order_by("posted_at", "pk"))


def _tally(meeting_row: Meeting) -> bytes:
    found = tally.file_of(meeting_row)
    if found is None:
        raise TallyChanged(str(meeting_row.pk))
    return written(found)


def _minutes(meeting_row: Meeting) -> bytes:
    found = record.file_of(meeting_row)
    if found is None:
        raise MinutesChanged(str(meeting_row.pk))
    return written(found)


def _results(session: Session) -> bytes:
    found = queries.released_file(session)
    if found is None:
        raise ResultsChanged(str(session.pk))
    return written(found)


def _trail(session: Session) -> bytes:
    seal_all()
    return written({**extract(_subjects(session)), "session": str(session.pk)})


def _subjects(session: Session) -> list[UUID]:
    """Everything of the session that the trail speaks of."""
    rows = (
        Application.objects.filter(session=session),
        Filing.objects.filter(session=session),
        Draw.objects.filter(session=session),
        Notice.objects.filter(session=session),
        Objection.objects.filter(entry__notice__session=session),
        Certificate.objects.filter(confirmation__application__session=session),
    )
    found = [session.pk, *(key for one in rows for key in one.values_list("pk", flat=True))]
    call = getattr(session, "call", None)
    return [*found, call.pk] if call is not None else found


def _review_form(row: Application) -> bytes:
    content, submission = content_now(row)
    return review_form.pdf(row, content, submission)


def _kept_document(row: TitleDocument) -> bytes:
    if row.file is None:
        return documents.issued_pdf(row)
    return _stored(row.file)


def _kept_certificate(row: Certificate) -> bytes:
    if row.file is None:
        return made_pdf(row)
    return _stored(row.file)


def _stored(file: StoredFile) -> bytes:
    with store().open(file.sha256) as content:
        return content.read()


def _document(name: str, document: Document) -> Part:
    return Part(f"data/documents/{name}.pdf", document.title, partial(pdf_of, document))


def _json(path: str, title: str, content: Mapping[str, Any]) -> Part:
    return Part(path, title, partial(written, content))
