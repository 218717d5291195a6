"""Forms of 学历书面证明: write it, or say why not."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProofForm(forms.Form):
    """学历书面证明: the papers of the personal file that were looked at."""

    seen = forms.CharField(
        label=_("核对了人事档案中的哪些材料"),
        help_text=_("如：毕业生登记表、学籍卡、招生录取审批表、报到证。写进证明。"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineProofForm(forms.Form):
    """不能出具: why, and what the person can do."""

    reason = forms.CharField(
        label=_("不能出具的原因"),
        help_text=_("写明原因和申请人可以怎么办，申请人会收到。"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
