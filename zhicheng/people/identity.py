"""Are these numbers right? ID numbers (GB 11643), mobiles, credit codes (GB 32100), names; and masks."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from zhicheng.almanac import clock
from zhicheng.people.models import Person

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]")
_TRAVEL_PERMIT = re.compile(r"[HM]\d{8}(\d{2})?|\d{8}")  # of people of Hong Kong and Macao, of Taiwan
_PERMANENT_2004 = re.compile(r"[A-Z]{3}\d{12}")  # the permanent residence card until 2023: country, 12 digits
_PERMANENT_2023 = re.compile(
    r"9\d{16}[\dX]"
)  # since 2023: 9, place, country, day of birth, check digit (GB 11643)
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,9}")  # ICAO 9303: nine signs at most
_WORK_PERMIT = re.compile(r"(?=.*\d)[A-Z0-9]{10,18}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NAME = re.compile(r"[^\W\d_]+([ ·•.'’-]+[^\W\d_]+)*\.?")
CREDIT_CODE_SIGNS = 18
OLDEST = dt.date(1900, 1, 1)
PERMIT_AREAS = ("81", "82", "83")


class WrongNumber(Exception):
    """`message`: Chinese, what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Identity:
    """A checked document number; sex and birth date where the number tells them."""

    number: str
    sex: str = ""
    birth_date: dt.date | None = None


def normal(text: str) -> str:
    """Full-width signs made half-width, spaces and dashes out, letters upper: how numbers are kept."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_identity(kind: str, number: str) -> Identity:
    """The checked number of a document of `kind` (Person.Identity). Errors: WrongNumber."""
    text = normal(number)
    if kind == Person.Identity.RESIDENT:
        return _resident(text)
    if kind == Person.Identity.HONG_KONG_MACAO_TAIWAN:
        if _TRAVEL_PERMIT.fullmatch(text):
            return Identity(text)
        if text.startswith(PERMIT_AREAS):
            return _resident(text)
        raise WrongNumber(
            _("请填写港澳台居民居住证号码（18位，以81、82或83开头），或来往内地（大陆）通行证号码。")
        )
    return _foreign(text)


def _foreign(text: str) -> Identity:
    """A passport, a work permit, or a permanent residence card, whose newer form is held to its check digit and day."""
    if _PERMANENT_2023.fullmatch(text):
        return _resident(text)
    if any(form.fullmatch(text) for form in (_PERMANENT_2004, _PASSPORT, _WORK_PERMIT)):
        return Identity(text)
    raise WrongNumber(
        _(
            "请填写护照（6至9位）、外国人工作许可证（10至18位）或永久居留身份证（18位）的号码，只含字母和数字。"
        )
    )


def _resident(text: str) -> Identity:
    if len(text) == 15 and text.isdigit():
        raise WrongNumber(_("15位身份证号码已停用，请填写18位号码。"))
    if not _RESIDENT.fullmatch(text):
        raise WrongNumber(_("身份证号码应为18位：前17位是数字，最后一位是数字或X。请对照证件检查。"))
    if check_digit(text[:17]) != text[17]:
        raise WrongNumber(_("身份证号码的校验码不对，可能有数字输错。请对照证件逐位检查。"))
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        born = dt.date.max
    if not OLDEST <= born <= clock.today():
        raise WrongNumber(_("身份证号码第7至14位不是真实的出生日期。请对照证件检查。"))
    return Identity(text, sex="男" if int(text[16]) % 2 else "女", birth_date=born)


def tells_birth(number: str) -> bool:
    """Whether a checked document number is one that holds birth date and sex."""
    return bool(_RESIDENT.fullmatch(number)) and check_digit(number[:17]) == number[17]


def check_digit(first_17: str) -> str:
    """The 18th character of a resident ID number (GB 11643, MOD 11-2)."""
    return _CHECK_DIGITS[sum(w * int(d) for w, d in zip(_WEIGHTS, first_17, strict=True)) % 11]


def check_mobile(number: str) -> str:
    """The checked mobile number, 11 digits. Errors: WrongNumber."""
    text = normal(number).removeprefix("+86")
    if not _MOBILE.fullmatch(text):
        raise WrongNumber(_("手机号码应为11位数字，以1开头。请填写本人常用的手机号。"))
    return text


def check_credit_code(code: str) -> str:
    """The checked unified social credit code, 18 characters. Errors: WrongNumber."""
    text = normal(code)
    try:
        return str(uscc.validate(text))
    except ValidationError:
        raise WrongNumber(
            _("统一社会信用代码不对：应为18位数字和大写字母，请对照证照逐位检查（不含字母I、O、S、V、Z）。")
        ) from None


def check_name(name: str) -> str:
    """The checked name of a person: letters of any script, with · or spaces inside. Errors: WrongNumber."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()
    if not 2 <= len(text) <= 60 or not _NAME.fullmatch(text):
        raise WrongNumber(_("请填写证件上的姓名，2个字以上，不含数字和符号（间隔号“·”除外）。"))
    return text


def mask_number(number: str) -> str:
    """A document number or credit code for pages: 530102********0023; shorter ones keep two at each end."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return f"{number[:2]}{'*' * max(len(number) - 4, 1)}{number[-2:]}"


def mask_mobile(number: str) -> str:
    """A mobile for pages: 138****0000; what is no mobile keeps its last four."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else f"****{number[-4:]}" if number else ""


def age(born: dt.date, on: dt.date) -> int:
    """Full years on the day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
