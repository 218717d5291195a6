"""Forms of documents, confirmations and revocations."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.people.errors import Refused


def show_refusal(form: forms.Form, refused: Refused) -> int:
    """Put what an act refused beside its field, or on top of the form; the status of the answer."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return refused.status


class DocumentForm(forms.Form):
    """Number and date of a title document."""

    number = forms.CharField(label=_("文件号"), max_length=60, help_text=_("例：云人社职〔2023〕56号"))
    issued_on = forms.DateField(
        label=_("发文日期"),
        help_text=_("不早于会后备案通过之日，不晚于今天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReasonForm(forms.Form):
    """Why a result is not confirmed."""

    reason = forms.CharField(
        label=_("不予核准的理由"),
        help_text=_("写明依据和事实，申报人和组建单位能看到。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RevokeForm(forms.Form):
    """Why a certificate is revoked; the holder's name is typed, so that it is the right one."""

    reason = forms.CharField(
        label=_("查实的事实和撤销的理由"),
        help_text=_("记入诚信档案，持证人能看到；公开查验页面不显示。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    holder = forms.CharField(
        label=_("输入持证人姓名，确认撤销的是这一位"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        """`name`: the holder, as it must be typed."""
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_holder(self) -> str:
        """The typed name, which must be the holder's."""
        typed = str(self.cleaned_data["holder"]).strip()
        if typed != self.name:
            raise forms.ValidationError(translated("与持证人姓名不一致，没有撤销。"))
        return typed
