"""Forms of 机构和权限: what is laid down, by which paper, from which day."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.almanac import clock
from zhicheng.people import queries
from zhicheng.people.actions import Laid
from zhicheng.people.actions.competence import FROM_UNIT, MADE
from zhicheng.people.forms import UnitNameField
from zhicheng.people.models import Organisation
from zhicheng.policy.tables.titles import LEVELS as TITLE_LEVELS
from zhicheng.policy.tables.titles import series_named
from zhicheng.ui.forms import day_field, offer_rows


class LaidForm(forms.Form):
    """By which paper, from which day, to which last day."""

    document = forms.CharField(label=_("依据的文件"), max_length=160, help_text=_("文件名称和文号。"))
    since = day_field(_("生效日期"), _("从这一天起按新的规定办理；已提交的申报按提交时的路线走完。"))
    until = day_field(_("截止日期"), _("最后一天；没有期限的不填。"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = clock.today()

    def laid(self) -> Laid:
        """What the acts take."""
        data = self.cleaned_data
        return Laid(data["document"], data["since"], data["until"])


class OfUnitForm(LaidForm):
    """About a registered unit, named in full or by its credit code."""

    organisation = UnitNameField(
        label=_("单位"), max_length=120, help_text=_("单位全称或统一社会信用代码，须已在本系统注册。")
    )


class SuperiorForm(OfUnitForm):
    """主管部门 of a unit."""

    field_order = ("organisation", "superior", "document", "since", "until")
    superior: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=_("主管部门"), queryset=Organisation.objects.none(), empty_label=_("请选择")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "superior", queries.departments())


class StandingForm(OfUnitForm):
    """机构身份 of a registered unit."""

    field_order = ("organisation", "standing", "document", "since", "until")
    standing = forms.ChoiceField(
        label=_("机构身份"),
        choices=[("", _("请选择")), *((one.value, one.label) for one in FROM_UNIT)],
        help_text=_("人事代理机构、行业协会可以推荐自由职业者；派遣公司与用人单位共同公示、审核、盖章。"),
    )


class OpenForm(LaidForm):
    """A department or window that the bureau opens."""

    field_order = ("name", "standing", "place", "document", "since", "until")
    name = forms.CharField(label=_("机构名称"), max_length=120)
    standing = forms.ChoiceField(
        label=_("机构身份"), choices=[("", _("请选择")), *((one.value, one.label) for one in MADE)]
    )
    place = forms.ModelChoiceField(label=_("所在地"), queryset=queries.unit_places(), empty_label=_("请选择"))


class CloseForm(forms.Form):
    """A department or window that ends."""

    organisation = forms.ModelChoiceField(
        label=_("机构"), queryset=Organisation.objects.none(), empty_label=_("请选择")
    )
    document = LaidForm.base_fields["document"]
    until = day_field(_("最后一天"), _("此后提交的申报不再经过它；已到它那里的照常办完。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(
            self, "organisation", Organisation.objects.filter(kind__in=MADE, active=True).order_by("name")
        )


class EndForm(forms.Form):
    """结束."""

    last_day = day_field(_("最后一天"), _("尚未生效的会直接撤销。"))
    document = LaidForm.base_fields["document"]


class SelfReviewForm(LaidForm):
    """Which series and levels a unit may review itself, and by which document (KM2023-1.5)."""

    field_order = ("entries", "document", "since", "until")

    entries = forms.CharField(
        label=_("下放的系列、层级"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "每行一项：只写系列为全部层级，如“工程技术”；写“工程技术/副高级”为该层级。全部清空即收回。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].required = False

    def clean_entries(self) -> list[str]:
        """Each line a series, or a series and a level of it."""
        found = []
        for line in self.cleaned_data["entries"].replace("，", "\n").splitlines():
            name, _sign, level = (part.strip() for part in line.strip().replace("／", "/").partition("/"))
            if not name:
                continue
            known = series_named(name.removesuffix("系列"))
            if known is None or (level and level not in TITLE_LEVELS):
                raise forms.ValidationError(
                    translated("“%(line)s”不是职称系列（和级别），请核对。") % {"line": line.strip()}
                )
            found.append(f"{known.name}/{level}" if level else known.name)
        return found
