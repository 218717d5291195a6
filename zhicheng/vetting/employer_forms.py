"""Forms about a change of employer while a declaration is under way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.people.forms import UnitNameField
from zhicheng.ui.forms import day_field


class EmployerForm(forms.Form):
    """The applicant tells the new employer."""

    unit = UnitNameField(
        label=_("现在的用人单位（劳务派遣人员填派遣公司）"),
        max_length=120,
        help_text=_("填单位在本系统注册的全称或统一社会信用代码。"),
    )
    happened_on = day_field(_("从哪天起"), help_text=_("以调令、劳动合同或派遣协议为准。"))
    words = forms.CharField(
        label=_("情况说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如：与原单位合同期满，与新单位签订劳动合同。"),
    )  # fmt: skip
    evidence = forms.FileField(
        label=_("证明"),
        help_text=_("调令、劳动合同、派遣协议等。PDF、JPG或PNG，不超过20MB。"),
        error_messages={"required": _("请上传证明。")},
    )
    sure = forms.BooleanField(
        label=_("我确认已到上述单位工作。"), error_messages={"required": _("请勾选确认。")}
    )


class NewcomerForm(forms.Form):
    """The new unit's word."""

    sure = forms.BooleanField(
        label=_("经核对，该同志已是本单位人员。"), error_messages={"required": _("请勾选确认。")}
    )


class NotOursForm(forms.Form):
    """Why the unit does not confirm."""

    reason = forms.CharField(
        label=_("不确认的原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人可以看到。"),
    )  # fmt: skip


class EndingForm(forms.Form):
    """A unit is merged into another or dissolved: told by the bureau of its area."""

    kind = forms.ChoiceField(
        label=_("情形"),
        choices=[("merged", _("并入另一个单位")), ("dissolved", _("撤销，没有接续的单位"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一种情形。")},
    )
    successor = UnitNameField(
        label=_("并入的单位"),
        max_length=120,
        required=False,
        help_text=_("合并的填：在本系统注册的全称或统一社会信用代码。"),
    )
    happened_on = day_field(_("从哪天起"), help_text=_("以批准文件或登记注销的日期为准。"))
    words = forms.CharField(
        label=_("依据"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("文件名称和文号。申报人可以看到。"),
    )  # fmt: skip
    evidence = forms.FileField(
        label=_("文件扫描件"),
        help_text=_("PDF、JPG或PNG，不超过20MB。"),
        error_messages={"required": _("请上传文件扫描件。")},
    )
    sure = forms.BooleanField(
        label=_("我确认：单位账号停用，不能恢复。"), error_messages={"required": _("请勾选确认。")}
    )

    def clean(self) -> dict[str, Any]:
        """A merger names the other unit, a dissolution none."""
        data = super().clean() or {}
        if data.get("kind") == "merged" and not data.get("successor") and "successor" not in self.errors:
            self.add_error("successor", _("请填写并入的单位。"))
        if data.get("kind") == "dissolved":
            data["successor"] = None
        return data
