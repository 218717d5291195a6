"""任职资格文件 (D-18) and 会后备案表 (D-17) as PDF: their data, and the file once issued."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Submission
from zhicheng.documents import inputs
from zhicheng.documents.engine import MissingGlyph, render_pdf
from zhicheng.files.actions import store_bytes
from zhicheng.outcomes.models import TitleDocument
from zhicheng.outcomes.queries import BY_GROUP
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.planning.documents import held_in_words, sealed_by_organiser
from zhicheng.planning.models import Filing, Session
from zhicheng.signatures.drawn import drawn
from zhicheng.signatures.models import Signature
from zhicheng.ui.templatetags.ui import cn_date

TEMPLATES = Path(__file__).with_name("typst")


def document_data(
    session: Session,
    people: Sequence[Application],
    *,
    issuer: Organisation,
    number: str,
    issued_on: dt.date | None,
    obtained_on: dt.date | None,
    signature: Signature | None = None,
    former: TitleDocument | None = None,
) -> inputs.TitleDocument:
    """What the title document's template is given; a preview has no signature. `former`: what it supplements."""
    committee = session.committee
    titles = "、".join(dict.fromkeys(row.title for row in people))
    who = people[0].applicant_name if people else ""
    who += _("等%(many)d名同志") % {"many": len(people)} if len(people) != 1 else _("同志")
    obtained = cn_date(obtained_on)
    words = {"committee": committee.name, "who": who, "titles": titles, "obtained": obtained}
    added = (
        [_("本通知是对%(number)s的补充，名单列入该文件附件。") % {"number": former.number}] if former else []
    )
    return {
        "case_number": number,
        "version": "",
        "content_hash": signature.content_hash if signature else "",
        "issuer": issuer.name,
        "document_number": number,
        "title": issuer.name
        + (_("关于%(who)s具备%(titles)s任职资格的补充通知") if former else _("关于%(who)s具备%(titles)s任职资格的通知"))
        % words,
        "addressee": committee.organiser.name,
        "paragraphs": [
            _("经%(committee)s评审通过，评审结果公示无异议并完成会后备案，%(who)s具备%(titles)s任职资格，现予印发。"
              "任职资格取得时间为%(obtained)s。") % words,
            *added,
            _("请按规定办理评审结果确认。"),
        ],
        "holders": [
            {
                "group": row.group.name if row.group else "",
                "name": row.applicant_name,
                "gender": row.person.sex,
                "unit": row.unit.name,
                "profession": row.profession,
                "title": row.title,
                "obtained_on": obtained,
            }
            for row in people
        ],
        "copies_to": "",
        "issued_on": cn_date(issued_on),
        "signatures": [drawn(signature, role="")] if signature else [],
    }  # fmt: skip


def document_preview(
    session: Session, people: Sequence[Application], *, issuer: Organisation, number: str, issued_on: dt.date
) -> bytes:
    """The title document as it would be issued now, marked 草稿. Errors: Refused."""
    data = document_data(
        session,
        people,
        issuer=issuer,
        number=number,
        issued_on=issued_on,
        obtained_on=session.meeting_on,
        former=TitleDocument.objects.filter(session=session, supplements__isnull=True).first(),
    )
    return _rendered("title_document.typ", data, draft=True, at=clock.now(), title=data["title"])


def issued_pdf(row: TitleDocument) -> bytes:
    """The issued document as PDF; the same content each time. Errors: Refused."""
    named = Application.objects.filter(document_holder__document=row).select_related(
        "unit", "person", "group"
    )
    data = document_data(
        row.session,
        list(named.order_by(*BY_GROUP)),
        issuer=row.issuer,
        number=row.number,
        issued_on=row.issued_on,
        obtained_on=row.obtained_on,
        signature=row.signature,
        former=row.supplements,
    )
    return _rendered("title_document.typ", data, draft=False, at=row.recorded_at, title=data["title"])


def keep_document(row: TitleDocument) -> None:
    """Make the issued document's PDF and keep it, unless one is kept already. Errors: Refused."""
    if row.file is None:
        stored = store_bytes(issued_pdf(row), "application/pdf")
        TitleDocument.objects.filter(pk=row.pk, file__isnull=True).update(file=stored)


def _by_group(content: Mapping[str, Any]) -> list[inputs.Field]:
    return [{"label": _("分组统计"), "value": one} for one in content.get("groups", [])]


def _of_supplement(content: Mapping[str, Any]) -> list[inputs.Field]:
    number = content.get("supplements")
    words = _("补充备案（原备案编号：%(number)s）")
    return [{"label": _("备案类别"), "value": words % {"number": number}}] if number else []


def filing_data(filing: Filing) -> inputs.PostMeetingFiling:
    """What the template of the post-meeting filing is given: the list as it was filed."""
    session, content = filing.session, filing.content
    people = {
        str(row.id): row
        for row in Application.objects.filter(id__in=content["applications"]).select_related("person")
    }
    titles = _current_titles(list(people.values()))
    voted, not_passed = content.get("voted", len(people)), content.get("not_passed", 0)
    return {
        "case_number": filing.number or "",
        "version": "",
        "content_hash": filing.content_hash,
        "committee": session.committee.name,
        "organiser": session.committee.organisers_named,
        "year": str(session.year),
        "facts": [
            *_of_supplement(content),
            {"label": _("评审时间"), "value": cn_date(session.meeting_on)},
            {"label": _("参评人数"), "value": str(voted)},
            {"label": _("通过人数"), "value": str(voted - not_passed)},
            {"label": _("未通过人数"), "value": str(not_passed)},
            *_by_group(content),
            *held_in_words(content),
        ],
        "publicity": content.get("publicity", ""),
        "passed": [
            {
                "name": name,
                "gender": people[key].person.sex if key in people else "",
                "unit": unit,
                "profession": profession,
                "current_title": titles.get(key, ""),
                "applied_title": title,
            }
            for key, (_number, name, unit, profession, title) in zip(
                content["applications"], content["list"], strict=True
            )
        ],
        "filed_on": cn_date(filing.submitted_at),
        "signatures": sealed_by_organiser(filing),
        "answer": _answer(filing),
    }


def filing_pdf(filing: Filing) -> bytes:
    """The post-meeting filing, a draft until it is answered. Errors: Refused."""
    draft = filing.answer == Filing.Answer.PENDING
    title = _("职称评审会后备案表")
    return _rendered(
        "post_meeting_filing.typ", filing_data(filing), draft=draft, at=filing.submitted_at, title=title
    )


def _answer(filing: Filing) -> inputs.Answer | None:
    if filing.signature is None or filing.answered_at is None:
        return None
    return {
        "organisation": filing.signature.organisation.name if filing.signature.organisation else "",
        "result": _("予以备案") if filing.answer == Filing.Answer.ACCEPTED else _("不予备案"),
        "opinion": filing.reason or _("备案编号：%(number)s") % {"number": filing.number},
        "decided_on": cn_date(filing.answered_at),
        "signatures": [drawn(filing.signature, role="")],
    }


def _current_titles(rows: Sequence[Application]) -> dict[str, str]:
    """The newest title that each declared in what was submitted last, by application."""
    found: dict[str, str] = {}
    submitted = Submission.objects.filter(application__in=rows).order_by("version")
    for application, records in submitted.values_list("application", "content__records__titles"):
        declared: list[dict[str, str]] = [one["data"] for one in records or []]
        newest = max(declared, key=lambda data: str(data.get("obtained_on", "")), default={})
        found[str(application)] = str(newest.get("title", ""))
    return found


def _rendered(
    template: str,
    data: inputs.TitleDocument | inputs.PostMeetingFiling,
    *,
    draft: bool,
    at: dt.datetime,
    title: str,
) -> bytes:
    try:
        return render_pdf(TEMPLATES / template, data, draft=draft, at=at, title=title, demo=clock.is_demo())
    except MissingGlyph as missing:
        words = _("文件中的“%(characters)s”字暂时不能显示，请联系技术支持补充字库。")
        raise Refused(words % {"characters": missing.characters}, status=503) from missing
