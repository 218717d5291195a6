"""Forms of notices: whom to publish and where, the result, an objection and its answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.applications.models import Application
from zhicheng.ui.forms import offer


class OpenForm(forms.Form):
    """Whom to publish, and where the notice hangs."""

    applications = forms.MultipleChoiceField(
        label=_("公示对象"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选择一位公示对象。"),
            "invalid_choice": _("名单已有变化，请重新选择公示对象。"),
        },
    )
    place = forms.CharField(
        label=_("公示地点"),
        max_length=160,
        help_text=_("职工都能看到的公共场所，如：办公楼一楼公告栏。"),
    )
    on_platform = forms.BooleanField(
        label=_("同时在单位办公平台公示"), required=False, help_text=_("有条件的单位应同时在办公平台公示。")
    )

    def __init__(self, *args: Any, candidates: Sequence[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.id), f"{row.applicant_name}  {row.title}  {row.number}") for row in candidates]
        offer(self, "applications", choices)
        self._rows = {str(row.id): row for row in candidates}

    @property
    def chosen(self) -> list[Application]:
        """The applications that were ticked."""
        return [self._rows[key] for key in self.cleaned_data["applications"]]


class OpenSessionForm(OpenForm):
    """The organiser publishes on its portal."""

    on_platform = None  # type: ignore[assignment]  # so Django takes an inherited field away
    place = forms.CharField(
        label=_("公示网站"), max_length=160, help_text=_("本单位门户网站或信息平台的名称。")
    )


class CloseForm(forms.Form):
    """公示结果."""

    result = forms.CharField(
        label=_("公示结果"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "如：公示期间未收到异议；收到异议的，写明几条、核查结论。填写后加盖本单位电子印章，不能再改。"
        ),
    )


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; its value is a list, empty where none was chosen."""

    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/heic,application/pdf,.heic"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file on its own."""
        chosen = [one for one in data or [] if one]
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class ObjectionForm(forms.Form):
    """Anybody's objection, named or anonymous."""

    text = forms.CharField(
        label=_("您反映的问题"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写明具体事实，如：哪一项材料或成果不实、依据是什么。"),
        error_messages={"required": _("请写明您反映的问题。")},
    )
    evidence = FilesField(
        label=_("证据材料"),
        required=False,
        help_text=_(
            "照片、扫描件或PDF，最多5个文件，每个不超过20MB。系统重新生成图片后保存，不保留原文件；只有核查人可以看到。"
        ),
    )
    objector = forms.CharField(
        label=_("您的姓名"),
        max_length=60,
        required=False,
        help_text=_(
            "可以不填，匿名反映同样受理。姓名和联系方式加密保存，只有核查人一人可以看到，每次查看都有记录。"
        ),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=120,
        required=False,
        help_text=_("留手机号的，答复后用短信告知；不留的，凭回执编号查询。"),
    )


class AnswerForm(forms.Form):
    """核查经过和结论."""

    answer = forms.CharField(
        label=_("核查经过和结论"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("反映人凭回执编号可以看到。"),
    )
    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[("settled", _("异议不成立，继续公示")), ("upheld", _("异议成立"))],
        widget=forms.RadioSelect,
    )
