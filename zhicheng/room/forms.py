"""The form of the stage: why a closed room is cancelled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.room.actions import LONGEST


class CancelForm(forms.Form):
    """The reason, kept on record."""

    reason = forms.CharField(
        label=_("取消的原因"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记入办理记录。例如：笔记本电脑遗失；改为在本系统开会。"),
    )
