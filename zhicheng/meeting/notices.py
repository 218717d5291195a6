"""评审会议通知: the notice that stands, and as a document."""

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.documents import check_inputs
from zhicheng.meeting.documents import TEMPLATES
from zhicheng.meeting.models import MeetingNotice
from zhicheng.planning.documents import Document
from zhicheng.planning.models import Session
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date, cn_moment


def standing_notice(session: Session) -> MeetingNotice | None:
    """The notice that stands; None before one is issued."""
    rows = MeetingNotice.objects.select_related(
        "session__committee__organiser", "organisation", "signature__account", "signature__organisation",
        "issued_by",
    )  # fmt: skip
    return rows.filter(session=session, replaced_at__isnull=True).first()


def is_outdated(notice: MeetingNotice) -> bool:
    """Whether the meeting was moved since: the notice names another day."""
    return clock.in_china(notice.begins_at).date() != notice.session.meeting_on


def meeting_notice(notice: MeetingNotice, addressee: str = "") -> Document:
    """The notice (评审会议通知). `addressee`: the member whose copy it is; else it is addressed to all."""
    session = notice.session
    committee = session.committee
    title = _("%(organiser)s关于召开%(year)s年度%(committee)s评审会议的通知") % {
        "organiser": committee.organisers_named, "year": session.year, "committee": committee.name,
    }  # fmt: skip
    agenda = _(
        "集中学习评价标准条件；每份申报材料由3名以上专家独自审阅，按申报要求组织面试答辩等评价；"
        "评议后无记名投票；核对并签字确认结果。"
    )
    demands = _(
        "评审会议封闭进行。请妥善安排工作，全程出席，不得委托他人；与申报人有利害关系的，请主动申请回避；"
        "不得对外透露评审专家名单、评议情况和投票情况。因故不能参加的，请尽早在系统中提出，以便递补。"
        "请携带能登录系统的手机或电脑，以及本人的动态码。"
    )
    data: check_inputs.MeetingNotice = {
        "case_number": str(session),
        "version": "",
        "content_hash": notice.signature.content_hash,
        "issuer": notice.organisation.name,
        "document_number": notice.number,
        "title": title,
        "addressee": addressee or _("各位评审专家"),
        "opening": _(
            "经从评审专家库中随机抽取，您已确定为%(committee)s%(year)s年度评审会评审专家。现将有关事项通知如下："
        )
        % {"committee": committee.name, "year": session.year},
        "sections": [
            {
                "heading": _("会议时间"),
                "text": _("%(at)s报到，会期以会议安排为准。") % {"at": cn_moment(notice.begins_at)},
            },
            {"heading": _("会议地点"), "text": notice.place + "。"},
            {"heading": _("会议议程"), "text": agenda},
            {"heading": _("有关要求"), "text": "\n".join([demands, *filter(None, [notice.demands])])},
            {"heading": _("联系方式"), "text": notice.contact},
        ],
        "issued_on": cn_date(notice.issued_at),
        "signatures": [drawn(notice.signature, role="")],
    }
    return Document(TEMPLATES / "meeting_notice.typ", data, title)
