"""Which proof an education needs, by class and country, and how its online code stands (KM2023-3.8)."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.policy.anniversaries import add_months
from zhicheng.policy.book import Book
from zhicheng.ui.templatetags.ui import cn_date

ON_LINE = ("博士", "硕士", "双学士", "本科", "学士", "大专")  # higher education: 学信网 knows them
CITY = "昆明市"  # whose law tells, before a committee is chosen
SOON = 30  # days before the end of a code


class ProofKind(enum.StrEnum):
    """The three proofs, each by the key of its attachment."""

    REGISTRATION = "education_proof"
    ABROAD = "education_abroad"
    UNIT = "education_unit_proof"

    @property
    def words(self) -> str:
        """What is to be handed in."""
        return _WORDS[self]


_WORDS = {
    ProofKind.REGISTRATION: "学信网《教育部学历证书电子注册备案表》和学历（学位）查询截图1张",
    ProofKind.ABROAD: "国（境）外学历学位认证书",
    ProofKind.UNIT: "单位核对人事档案后出具、单位人事部门负责人签字并盖章的书面证明",
}


class Code(enum.StrEnum):
    """How the online code of an education stands on a day."""

    NOT_ASKED = "not_asked"
    MISSING = "missing"
    VALID = "valid"
    ENDS_SOON = "ends_soon"
    TOO_LONG = "too_long"
    EXPIRED = "expired"


def proof_for(data: Mapping[str, Any], book: Book) -> ProofKind:
    """The proof of an education: abroad the certification; from the class that the law names, and where 学信网 has
    given a code, its form; else the unit's own proof."""
    first = book.find("proof.online_class")
    if data.get("abroad"):
        return ProofKind.ABROAD
    if first is None or data.get("verification"):
        return ProofKind.REGISTRATION
    year = int(str(data.get("finished_on") or "0")[:4])
    on_line = data.get("level") in ON_LINE and year >= first.number
    return ProofKind.REGISTRATION if on_line else ProofKind.UNIT


def code_of(data: Mapping[str, Any], book: Book, today: dt.date) -> Code:
    """How the code stands on `today`."""
    months = book.find("proof.online_months")
    if months is None or proof_for(data, book) is not ProofKind.REGISTRATION:
        return Code.NOT_ASKED
    until = data.get("verified_until")
    if not data.get("verification") or not until:
        return Code.MISSING
    end = dt.date.fromisoformat(until)
    if end < today:
        return Code.EXPIRED
    if end > add_months(today, months.number):
        return Code.TOO_LONG
    return Code.ENDS_SOON if end <= today + dt.timedelta(days=SOON) else Code.VALID


def code_words(data: Mapping[str, Any], book: Book, today: dt.date) -> str:
    """The same in words, empty where no code is asked for."""
    code = code_of(data, book, today)
    if code is Code.NOT_ASKED:
        return ""
    if code is Code.MISSING:
        return _("没有填写学信网在线验证码和有效期，请在学信网办理，有效期选6个月。")
    day = cn_date(dt.date.fromisoformat(data["verified_until"]))
    return {
        Code.VALID: _("在线验证码有效至%(day)s。"),
        Code.ENDS_SOON: _("在线验证码%(day)s到期，请及时在学信网延长。"),
        Code.TOO_LONG: _("在线验证码的有效期最长6个月，填写的%(day)s太晚，请对照备案表检查。"),
        Code.EXPIRED: _("在线验证码已于%(day)s过期，请在学信网延长后更新。"),
    }[code] % {"day": day}
