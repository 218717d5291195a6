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


class NameForm(forms.Form):
    """The holder's name, asked on the page of a QR code."""

    name = VerifyForm.base_fields["name"]
