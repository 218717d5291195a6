"""What somebody types who verifies a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """Number and holder: both must fit, so that nobody learns a holder by trying numbers."""

    number = forms.CharField(
        label=_("证书编号"),
        max_length=40,
        help_text=_("印在证书标题下面。例：530120230000001"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=_("持证人姓名"),
        max_length=80,
        help_text=_("与证书上的姓名一致。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LossForm(forms.Form):
    """遗失补办: how it was lost (GUIDE-4)."""

    reason = forms.CharField(
        label=_("遗失的情况"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明何时、如何遗失。证书编号不变，补办后证书上注明补办日期。"),
    )


class NameForm(forms.Form):
    """The holder's name, asked on the page of a QR code."""

    name = VerifyForm.base_fields["name"]


class CollectForm(forms.Form):
    """A table of titles, pasted from a spreadsheet."""

    table = forms.CharField(
        label=_("职称信息表"),
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("从电子表格整块复制后粘贴，第一行为表头；先检查，再保存。"),
    )
