"""Forms of the register of standards. Conditions are written one on a line, so that none can be lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.planning.models import Standard
from zhicheng.policy.facts import Degree, Level
from zhicheng.policy.tables.titles import LEVELS, series
from zhicheng.ui.forms import day_field

NO_LOWER_TITLE = "不要求"
SIGNS = str.maketrans({"，": ",", "、": ",", "；": ",", ";": ",", "\t": ","})
SHAPE = _("每行一种情形：学历,下一级职称,年限（有论文要求的再加篇数）。满足其中任何一行即可。")


def _line(label: Any, help_text: Any = "", *, required: bool = True, size: int = 120) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=size)


def _lines(label: Any, help_text: Any, *, required: bool, rows: int = 5, hint: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "placeholder": hint})
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=widget, max_length=20_000
    )


class StandardForm(forms.Form):
    """录入评价标准."""

    series = forms.ChoiceField(
        label=_("职称系列"), choices=lambda: [(one.name, one.name) for one in series()]
    )
    level = forms.ChoiceField(label=_("级别"), choices=[(one, one) for one in LEVELS])
    document = _line(_("文件名称"), _("与印发文件一致，写全称。"))
    number = _line(_("文号"), required=False, size=60)
    version = _line(_("版本"), _("如：2023版。同一文件再次修订时用以区分。"), required=False, size=30)
    issuer = _line(_("发文单位"), _("写全称，联合发文的依次写。"), required=False)
    professions = _lines(
        _("适用专业"),
        _("每行一个专业，申报人在封面上只能从中选择；整个系列通用的不填。"),
        required=False,
        hint="机械工程",
    )
    rows = _lines(
        _("学历、职称和年限条件"),
        SHAPE,
        required=False,
        hint="本科,中级,5",
    )
    township_rows = _lines(
        _("县乡基层人员条件"),
        _("文件另有县乡基层条件的填写，格式同上；非公有制经济组织人员和自由职业者参照执行。"),
        required=False,
        rows=3,
    )
    words = _lines(
        _("能力、业绩等其他条件"),
        _("文件原文，供申报人阅读、由评审专家判断。"),
        required=False,
        rows=8,
    )
    example = forms.BooleanField(
        label=_("这是示例，非官方文件"), required=False, help_text=_("示例只在演示系统中使用，不能正式印发。")
    )

    def clean_professions(self) -> list[str]:
        """One name for a line."""
        names = [line.strip() for line in self.cleaned_data["professions"].splitlines() if line.strip()]
        for name in names:
            if len(name) > 60:
                raise forms.ValidationError(translated("专业名称不超过60字：%(name)s…") % {"name": name[:20]})
        return names

    def clean_rows(self) -> list[dict[str, Any]]:
        """The common conditions."""
        return read_rows(self.cleaned_data["rows"])

    def clean_township_rows(self) -> list[dict[str, Any]]:
        """The variant for county and township staff (E-42)."""
        return [{**row, "township": True} for row in read_rows(self.cleaned_data["township_rows"])]

    @property
    def entry(self) -> dict[str, Any]:
        """What was entered, as the act takes it."""
        found = dict(self.cleaned_data)
        found["rows"] = [*found["rows"], *found.pop("township_rows")]
        return found


class ReleaseStandard(forms.Form):
    """印发: the day of the document, and which standard it takes the place of."""

    issued_on = day_field(
        _("文件印发日期"),
        help_text=_("评审通知在这一天或之后发布的评审会采用这份标准。"),
    )
    replaces = forms.ModelChoiceField(
        label=_("替代"),
        queryset=Standard.objects.none(),
        required=False,
        empty_label=_("不替代其他标准"),
        help_text=_("被替代的标准对已发布通知的评审会仍然有效。"),
    )


class SendBack(forms.Form):
    """退回修改."""

    reason = forms.CharField(label=_("退回原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def read_rows(text: str) -> list[dict[str, Any]]:
    """The rows of a text, one on a line. Errors: ValidationError naming every wrong line."""
    found, wrong = [], []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_read_row(line))
        except ValueError as error:
            wrong.append(forms.ValidationError(translated("第%(at)d行：%(why)s") % {"at": at, "why": error}))
    if wrong:
        raise forms.ValidationError(wrong)
    return found


def _read_row(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.translate(SIGNS).split(",")]
    if not 3 <= len(parts) <= 4:
        raise ValueError(translated("请写成“学历,下一级职称,年限”，例如：本科,中级,5"))
    education, lower, *numbers = parts
    if education not in set(Degree):
        raise ValueError(
            translated("学历“%(given)s”不认识，可选：%(known)s")
            % {"given": education, "known": "、".join(Degree)}
        )
    if lower != NO_LOWER_TITLE and lower not in set(Level):
        known = "、".join((*Level, NO_LOWER_TITLE))
        raise ValueError(
            translated("下一级职称“%(given)s”不认识，可选：%(known)s") % {"given": lower, "known": known}
        )
    years, papers = (_whole(text) for text in [*numbers, "0"][:2])
    title = None if lower == NO_LOWER_TITLE else lower
    return {"education": education, "title_level": title, "years": years, "min_papers": papers}


def _whole(text: str) -> int:
    bare = text.removesuffix("年").removesuffix("篇").strip()
    if not (bare.isascii() and bare.isdecimal() and int(bare) <= 60):
        raise ValueError(translated("“%(given)s”须为0至60的整数") % {"given": text})
    return int(bare)


def rows_as_text(rows: Iterable[Mapping[str, Any]], *, township: bool) -> str:
    """The rows as the editor shows them."""
    lines = []
    for row in rows:
        if bool(row.get("township")) is township:
            parts = [row["education"], row["title_level"] or NO_LOWER_TITLE, str(row["years"])]
            lines.append(",".join(parts + ([str(row["min_papers"])] if row["min_papers"] else [])))
    return "\n".join(lines)


def entry_of(standard: Standard) -> dict[str, Any]:
    """A standard as the editor's initial values."""
    names = ("series", "level", "document", "number", "version", "issuer", "words", "example")
    return {
        **{name: getattr(standard, name) for name in names},
        "professions": "\n".join(standard.professions),
        "rows": rows_as_text(standard.rows, township=False),
        "township_rows": rows_as_text(standard.rows, township=True),
    }
