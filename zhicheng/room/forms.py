"""The forms of the stage: why a closed room is cancelled; in a room, a code for who has none."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.people.models import Account
from zhicheng.room.actions import LONGEST


class CancelForm(forms.Form):
    """The reason, kept on record."""

    reason = forms.CharField(
        label=_("取消的原因"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记入办理记录。例如：笔记本电脑遗失；改为在本系统开会。"),
    )


class OwnCodeForm(forms.Form):
    """The first code of a fresh secret, and the code of somebody else who says who this is."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=64)
    code = forms.CharField(
        label=_("动态码"),
        max_length=20,
        help_text=_("扫码后手机上显示的6位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    witness = forms.ModelChoiceField(
        label=_("证实人"),
        queryset=Account.objects.none(),
        empty_label=_("请选择"),
        help_text=_("办事机构或者监督人员，当面核对您的身份证件。姓名和时间记入办理记录。"),
    )
    witness_code = forms.CharField(
        label=_("证实人的动态码"),
        max_length=20,
        help_text=_("由证实人输入自己手机上的6位数字，不要告诉别人。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
