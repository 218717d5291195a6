"""Forms of the second factor: fields that take a code of the phone, of a passkey or a backup code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.ui.forms import CodeInput


def _code(label: Any, help_text: Any, *, required: bool = True, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=20,
        help_text=help_text,
        widget=CodeInput(attrs=attrs),
    )


class LogInCode(forms.Form):
    """The second step of a log-in."""

    code = _code(
        _("动态码"), _("手机动态码程序上显示的6位数字；手机不在身边的，填一个10位的备用码。"), autofocus=True
    )


class OwnCode(forms.Form):
    """A code of one's own phone, which confirms a change."""

    code = _code(_("动态码"), _("手机上显示的6位数字。"))


class SecondFactorCode(forms.Form):
    """The first code, which proves that the phone has taken the secret; the old phone's where one is replaced."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=64)
    code = forms.CharField(
        label=_("动态码"),
        max_length=20,
        help_text=_("扫码后手机上显示的6位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    old = _code(_("原来的动态码"), _("确认是您本人更换。原手机不在身边的，填一个10位的备用码。"))

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["old"]


class PasskeyCode(forms.Form):
    """A code that confirms the removal of a passkey; where there is no phone, another passkey gives it."""

    code = _code(_("动态码"), _("手机上显示的6位数字，或者一个10位的备用码，或者另一个通行密钥。"))


class NewPasskey(forms.Form):
    """A passkey to add. `said`: what the browser's script puts there; `code`: where a second factor is there already."""

    name = forms.CharField(
        label=_("名称"), max_length=30, help_text=_("写明在哪台设备上，如“办公室电脑”，以后好辨认。")
    )
    code = _code(_("动态码"), _("确认是您本人添加。手机不在身边的，填一个10位的备用码。"), required=False)
    said = forms.CharField(widget=forms.HiddenInput, required=False)
