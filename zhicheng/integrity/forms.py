"""Forms of the integrity file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.integrity import queries
from zhicheng.integrity.models import UnitCase
from zhicheng.people.models import Organisation, Person


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RecordForm(forms.Form):
    """Whom, and what was found: number and name must be one person's."""

    number = forms.CharField(
        label=_("证件号码"), max_length=30, help_text=_("与姓名一起确定是哪一位，避免记错人。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    facts = _text(_("查实的事实"), _("写明何时何事、依据什么认定。记入档案，本人能看到。"))
    sure = forms.BooleanField(label=_("我已核对：记录期内此人不得申报职称评审，记录不能删除。"))
    person: Person

    def clean(self) -> dict[str, Any]:
        """Find the person. The number's owner is not told from a wrong name."""
        cleaned = super().clean() or {}
        if "number" in cleaned and "name" in cleaned:
            found = queries.person_by_number(cleaned["number"])
            if found is None or found.name != cleaned["name"].strip():
                raise forms.ValidationError(
                    translated("系统中没有证件号码和姓名都一致的注册人员，请核对。"), code="unknown"
                )
            self.person = found
        return cleaned


BREACHES = (
    "弄虚作假",
    "主体责任履行不到位",
    "审核程序不完善",
    "把关不严",
    "擅自扩大评审范围",
)  # YN2023-2.5b


class SuspendForm(forms.Form):
    """Which unit, for which year, for which breaches, why."""

    code = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, help_text=_("18位，按代码确定是哪一家。")
    )
    year = forms.IntegerField(label=_("暂停推荐的年度"), help_text=_("作出决定的下一年度。"))
    breaches = forms.MultipleChoiceField(
        label=_("违规行为"),
        choices=[(one, one) for one in BREACHES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("可选多项。依据云人社函〔2023〕38号。"),
    )
    reason = _text(_("失职的事实和影响"), _("写明未履行的审核职责、造成的影响。单位能看到。"))
    sure = forms.BooleanField(
        label=_("我已核对：该年度内这家单位不能推荐任何人申报，已在审核中的申报继续办理。")
    )
    unit: Organisation

    def clean_code(self) -> str:
        """The unit with this code."""
        code = str(self.cleaned_data["code"])
        found = queries.unit_by_credit_code(code)
        if found is None:
            raise forms.ValidationError(translated("系统中没有这个信用代码的单位，请核对。"))
        self.unit = found
        return code


class CaseForm(forms.Form):
    """对单位立案处理: which unit, what was found, the measures."""

    code = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, help_text=_("18位，按代码确定是哪一家。")
    )
    facts = _text(_("未履行审核职责的事实"), _("写明何时何事、造成的影响。单位能看到。"))
    people = forms.CharField(label=_("直接责任人员"), max_length=200, required=False)
    measures = forms.MultipleChoiceField(
        label=_("处理措施"),
        choices=UnitCase.Measure.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("情节严重、影响恶劣的，才暂停下一年度推荐（由市级以上人社部门决定）。"),
    )
    unit: Organisation
    clean_code = SuspendForm.clean_code


class CloseCaseForm(forms.Form):
    """How the case came to its end."""

    outcome = _text(_("整改和补救情况"), _("写明单位做了什么、如何核实。"))


class LiftForm(forms.Form):
    """Why recommending is restored."""

    reason = _text(_("整改情况"), _("写明单位整改了什么、如何核实。"))
