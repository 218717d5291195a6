"""Forms of documents, confirmations and revocations."""

from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.outcomes.models import Reason, Recheck
from zhicheng.ui.forms import day_field


class DocumentForm(forms.Form):
    """Number and date of a title document."""

    number = forms.CharField(label=_("文件号"), max_length=60, help_text=_("例：云人社职〔2023〕56号"))
    issued_on = day_field(
        _("发文日期"),
        help_text=_("不早于会后备案通过之日，不晚于今天。"),
    )


class ReasonForm(forms.Form):
    """Why a result is not confirmed."""

    reason = forms.CharField(
        label=_("不予核准的理由"),
        help_text=_("写明依据和事实，申报人和组建单位能看到。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonsForm(forms.Form):
    """Why somebody was not passed, a field for each emphasis; at least one is filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in Reason.Emphasis.choices:
            self.fields[key] = forms.CharField(
                label=name,
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class RecheckForm(forms.Form):
    """What the applicant asks for, and why."""

    kind = forms.ChoiceField(label=_("申请"), choices=Recheck.Kind.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("理由"), choices=Recheck.Ground.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("事实和理由"),
        help_text=_("写明哪一项程序或哪一份材料，有什么依据。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class TakeForm(forms.Form):
    """Whether the organiser takes a request up."""

    answer = forms.ChoiceField(
        label=_("是否受理"),
        choices=[("accepted", _("受理")), ("declined", _("不予受理"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("不予受理的理由"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConcludeForm(forms.Form):
    """The conclusion of a recheck."""

    conclusion = forms.ChoiceField(
        label=_("结论"),
        choices=[("upheld", _("维持原评审结果")), ("fault", _("评审确有失误"))],
        widget=forms.RadioSelect,
    )
    checked = forms.CharField(
        label=_("核查情况"),
        help_text=_("核查了哪些程序、哪些材料。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome = forms.CharField(
        label=_("告知申请人的结论"),
        help_text=_("确有失误的，写明如何纠正。不写投票情况。"),
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
