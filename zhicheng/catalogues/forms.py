"""The form that takes a version of a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.ui.forms import day_field


class WorkbookField(forms.FileField):
    """A file that is an .xlsx by its name; what it holds is read afterwards."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file. Errors: ValidationError for another ending."""
        file = super().clean(data, initial)
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(translated("请上传.xlsx文件；旧格式请在Excel中另存为.xlsx。"))
        return file


def workbook_field() -> WorkbookField:
    """The field in which a filled-in template comes back."""
    return WorkbookField(
        label=_("Excel文件"),
        help_text=_("先下载模板，在模板中填写后上传（.xlsx，不超过5MB）。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ImportCatalogue(forms.Form):
    """导入名录."""

    file = workbook_field()
    document = forms.CharField(label=_("依据的文件"), max_length=160, help_text=_("文件名称和文号，写全称。"))
    valid_from = day_field(_("施行日期"), _("从这一天起的申报按这一版判断。"), required=True)
    valid_until = day_field(_("失效日期"), _("没有规定的不填，到下一版施行为止。"), required=False)
    example = forms.BooleanField(
        label=_("这是示例，非官方文件"), required=False, help_text=_("示例只在演示系统中使用，不能正式发布。")
    )
