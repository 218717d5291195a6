"""What is typed on the applicant's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AttachmentForm(forms.Form):
    """One file under one demand. `title`: named by what it shows (GUIDE-5.2.0)."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    file = forms.FileField(
        label=_("选择文件"),
        error_messages={"required": _("请先选择文件，再点“上传”。"), "empty": _("文件是空的，请重新选择。")},
    )
    title = forms.CharField(
        label=_("文件内容"), required=False, max_length=120, help_text=_("写明文件是什么，可不填。")
    )
    number = forms.CharField(label=_("编号"), required=False, max_length=60)
    issued_on = forms.DateField(
        label=_("提交日期"),
        required=False,
        error_messages={"invalid": _("请按“2023-07-01”填写真实的日期。")},
    )


class WithdrawForm(forms.Form):
    """Why the application is taken back, and that it is meant."""

    reason = forms.CharField(label=_("撤回原因"), required=False, max_length=200)
    sure = forms.BooleanField(
        label=_("我已了解撤回的后果，确定撤回"), error_messages={"required": _("请勾选确认后再撤回。")}
    )
