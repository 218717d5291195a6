"""Which settings a session may override: one literal list, with default, who may change it and from when."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.people.models import Account
from zhicheng.planning.instants import Instant
from zhicheng.planning.models import Announcement, Committee, Petition, Session, SettingChange
from zhicheng.planning.queries import is_announced
from zhicheng.policy import dates as law_dates
from zhicheng.policy.book import open_book
from zhicheng.policy.facts import CollectionWindow, DateFacts
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date, cn_moment, cn_until


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: a field of Session, or of none where `others` keep it (the window, the meeting's day).

    kind: "choice", "flag", "count", "day" or "words". `consent`: after the call is published it is changed only with the
    city's consent (KM2023-3.3); otherwise it stands then. `only_province`: for provincial committees alone.
    `closed_by`: the gate after which nothing changes it any more.
    """

    key: str
    name: str
    kind: str
    default: str
    who: str
    from_when: str
    clause: str
    consent: bool = False
    only_province: bool = False
    closed_by: str = ""


_OFFICE = "评委会办事机构"
_CLOSE = "申报截止日"
_FREE = "通知发布前随时；发布后不再更改"
_CONSENT = "通知发布前随时；发布后经市人社局同意"
# YN2023-2.3; the first is demanded of every session (YN2023-2.2c), before the others the applicants appear.
WAYS = ("审阅材料", "个人述职", "面试答辩", "实践操作", "业绩展示")
READ, FACED = WAYS[0], WAYS[1:]
SETTINGS: tuple[Setting, ...] = (
    Setting("platform", "申报平台", "choice", "市信息平台", _OFFICE, _FREE, "KM2023-3.1", only_province=True),
    Setting("collect_from", "开始收审材料日期", "day", "无", _OFFICE, _FREE, "KM2023-3.4", only_province=True),
    Setting("collect_until", "截止收审材料日期", "day", "无", _OFFICE, _FREE, "KM2023-3.4", only_province=True),
    Setting(
        "central_submission", "由市级统一报送材料", "flag", "否", _OFFICE, _FREE, "KM2023-3.4", only_province=True
    ),
    Setting("unit_pass_last", "单位审核通过截止日", "day", _CLOSE, _OFFICE, _FREE, "GUIDE-1.4"),
    Setting("resubmit_last", "退回后重新提交截止日", "day", _CLOSE, _OFFICE, _FREE, "GUIDE-1.4"),
    Setting("accept_last", "评委会受理截止日", "day", _CLOSE, _OFFICE, _FREE, "GUIDE-1.4"),
    Setting("upload_grace", "附件续传宽限（分钟）", "count", "0", _OFFICE, _FREE, "GUIDE-1.4"),
    Setting(
        "paper_stage", "电子审核后报送纸质材料", "flag", "是", _OFFICE, _CONSENT, "KM2023-3.3", consent=True,
        closed_by="pre_filing",
    ),
    # No text says how many; two, as for every decision that ends somebody's year.
    Setting(
        "audit_people", "资格审查人数（1或2）", "count", "2", _OFFICE, _CONSENT, "KM2023-4.4c", consent=True,
        closed_by="audit",
    ),
    Setting(
        "seats", "评委会组成人数", "count", "11", _OFFICE, _CONSENT, "YN2023-2.2b", consent=True, closed_by="draw"
    ),
    Setting(
        "stand_ins", "备选专家人数", "count", "4", _OFFICE, _CONSENT, "KM2023-4.4e", consent=True, closed_by="draw"
    ),
    Setting(
        "private_share", "民营企业专家占评委的最低百分比", "count", "0", _OFFICE, _CONSENT, "YN2020-2.5b", consent=True,
        closed_by="draw",
    ),
    Setting(
        "unit_most", "同一单位评委最多人数（0为不限）", "count", "0", _OFFICE, _CONSENT, "YN2023-2.2a", consent=True,
        closed_by="draw",
    ),
    Setting(
        "profession_least", "各专业评委最少人数", "words", "无", _OFFICE, _CONSENT, "YN2023-2.2a", consent=True,
        closed_by="draw",
    ),
    Setting(
        "ways", "评审方式", "words", READ, _OFFICE, _CONSENT, "YN2023-2.3", consent=True, closed_by="pre_filing",
    ),
)  # fmt: skip
_MINIMUM = re.compile(r"\s*([^\d\s][^\d]{0,39}?)\s*([1-9][0-9]?)\s*[名人]?\s*", re.ASCII)
_BETWEEN = re.compile("[、，,；;\n]")
INSTANTS = frozenset(Instant) - {Instant.SUBMIT}
BY_KEY: Mapping[str, Setting] = {one.key: one for one in SETTINGS}
# Changed by acts of their own, announced like the others.
OTHERS = {
    "opens_at": "申报开始时间",
    "closes_at": "申报截止时间",
    "meeting_on": "评审会日期",
    "groups": "评审分组",
}


def settings_of(session: Session) -> list[Setting]:
    """The settings that this session has."""
    province = session.committee.tier == Committee.Tier.PROVINCE
    return [one for one in SETTINGS if province or not one.only_province]


def read_minimums(text: str) -> list[tuple[str, int]]:
    """Professions with the least number of members of each, as typed: 机械工程3、电气工程2. Errors: ValueError."""
    found: list[tuple[str, int]] = []
    for part in _BETWEEN.split(text) if text.strip() else ():
        match = _MINIMUM.fullmatch(part)
        if match is None or match[1] in dict(found):
            raise ValueError(part)
        found.append((match[1], int(match[2])))
    return found


def read_ways(text: str) -> list[str]:
    """The ways of review in WAYS' order, as typed: 审阅材料、面试答辩. Errors: ValueError, also without READ."""
    typed = {part.strip() for part in _BETWEEN.split(text)}
    if READ not in typed or not typed <= set(WAYS):
        raise ValueError(text)
    return [way for way in WAYS if way in typed]


def ways_of(session: Session) -> str:
    """The ways of review of this session in words, in the law's order."""
    return "、".join(read_ways(session.ways))


def faced(session: Session) -> list[str]:
    """The ways of review of this session in which the applicants appear before experts."""
    return [way for way in read_ways(session.ways) if way in FACED]


def name_of(key: str) -> str:
    """The setting's name in Chinese."""
    return BY_KEY[key].name if key in BY_KEY else OTHERS[key]


def shown(key: str, value: object) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if key == "platform":
        return str(Session.Platform(str(value)).label)
    if isinstance(value, dt.datetime) and key == "closes_at":
        return cn_until(value)
    if isinstance(value, dt.datetime):
        return cn_moment(value)
    if isinstance(value, dt.date):
        return cn_date(value)
    if value in {None, ""}:
        return _CLOSE if key in INSTANTS else _("无")
    return str(value)


def note_change(
    session: Session, key: str, before: object, after: object, reason: str, by: Account,
    petition: Petition | None = None, announcement: Announcement | None = None,
) -> SettingChange:  # fmt: skip
    """Keep one change. Once the call is out, a 补充通知 is prepared that tells it (docs/decisions/announcing.md).

    `announcement`: the one that has told it already. The end of a term that was announced needs no other one.
    """
    told, now, why = shown(key, before), shown(key, after), reason.strip()
    over = petition is not None and petition.until is not None and petition.until < clock.today()
    if announcement is None and is_announced(session) and not over:
        title = _("关于调整%(name)s的补充通知") % {"name": name_of(key)}
        changed = _("%(name)s由%(before)s调整为%(after)s%(consented)s。") % {
            "name": name_of(key), "before": told, "after": now, "consented": _consented(petition),
        }  # fmt: skip
        announcement = prepare(session, title, f"{changed}\n{because(why)}", by)
    return SettingChange.objects.create(
        session=session, key=key, before=told, after=now, reason=why,
        changed_by=by, changed_at=clock.now(), petition=petition, announcement=announcement,
    )  # fmt: skip


def prepare(
    session: Session, title: str, text: str, by: Account, closes_at: dt.datetime | None = None
) -> Announcement:
    """The next 补充通知 of the session, for its office to file; the session is locked."""
    row = Announcement(
        session=session, number=next_number(session), title=title, text=text, closes_at=closes_at
    )
    row.save()
    facts = {"number": row.number, "title": title, "text": text, "closes_at": closes_at}
    write("prepare_announcement", "session", session.id, actor=by.id, facts=facts)
    return row


def next_number(session: Session) -> int:
    """Of a further announcement."""
    last = session.announcements.order_by("-number").first()
    return last.number + 1 if last else 1


def because(reason: str) -> str:
    """The reason as a sentence of a notice."""
    return _("原因：%(reason)s。") % {"reason": reason.rstrip("。")}


def _consented(petition: Petition | None) -> str:
    if petition is None:
        return ""
    if petition.until is None:
        return _("（经%(bureau)s同意）") % {"bureau": petition.to.name}
    return _("（经%(bureau)s同意，至%(day)s止）") % {
        "bureau": petition.to.name,
        "day": cn_date(petition.until),
    }


def computed_window(session: Session) -> tuple[dt.datetime, dt.datetime] | None:
    """The window of a provincial session by its days of collection and the year's rule (KM2023-3.4).

    First moment and first moment after it; None while a day of collection or the rule is missing.
    """
    if session.collect_from is None or session.collect_until is None:
        return None
    window = CollectionWindow(session.collect_from, session.collect_until, session.central_submission)
    book = open_book(session.year, "昆明市")
    found = law_dates.deadlines(DateFacts(window=window), book, workdays.calendar())
    opens, closes = (found[key].day if key in found else None for key in ("opens_on", "closes_at"))
    if opens is None or closes is None:
        return None
    midnight = dt.time()
    return (
        dt.datetime.combine(opens, midnight, clock.CHINA),
        dt.datetime.combine(closes + dt.timedelta(days=1), midnight, clock.CHINA),
    )
