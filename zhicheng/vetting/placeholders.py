"""The placeholders of an office's templates: which there are, what stands for them on a case."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.ui.templatetags.ui import cn_date

PLACEHOLDERS: Mapping[str, str] = {  # each with an example for the preview
    "姓名": "李文静",
    "申报编号": "KM2023-000001",
    "申报职称": "高级工程师",
    "用人单位": "昆明市示例研究院",
    "办理单位": "昆明市示例主管部门",
    "审核意见": "同意报送。",
    "日期": "2023年7月20日",
}
_BRACED = re.compile(r"\{([^{}]*)\}")


def check(text: str, field: str) -> None:
    """Refuse what no case could fill in: unknown placeholders, single braces. Errors: Refused."""
    known = "、".join(f"{{{one}}}" for one in PLACEHOLDERS)
    for name in _BRACED.findall(text):
        if name not in PLACEHOLDERS:
            words = _("没有“%(name)s”这个占位符，可以用：%(known)s。")
            raise Refused(words % {"name": f"{{{name[:20]}}}", "known": known}, field=field, status=400)
    if set(_BRACED.sub("", text)) & {"{", "}"}:
        words = _("花括号要成对，里面写占位符的名称，可以用：%(known)s。")
        raise Refused(words % {"known": known}, field=field, status=400)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in, once: braces in a value stay as they are."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)


def values_of(row: Application, organisation: Organisation, opinion: str = "") -> dict[str, str]:
    """What the placeholders mean on this case, written by this office now."""
    return {
        "姓名": row.applicant_name,
        "申报编号": row.number or "",
        "申报职称": row.title,
        "用人单位": row.unit.name,
        "办理单位": organisation.name,
        "审核意见": opinion,
        "日期": cn_date(clock.today()),
    }
