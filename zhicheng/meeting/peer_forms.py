"""Forms of the expert groups."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.experts.models import Seat
from zhicheng.ui.forms import offer


class PeersForm(forms.Form):
    """A new group: name, professions, members, leader."""

    name = forms.CharField(label=_("组名"), max_length=40, help_text=_("如：机械专业组。"))
    professions = forms.MultipleChoiceField(
        label=_("评议的专业"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只列出上会人员的专业；每个专业由一个组评议。"),
    )
    seats = forms.MultipleChoiceField(
        label=_("成员"), widget=forms.CheckboxSelectMultiple, help_text=_("至少3人；每名评委参加一个组。")
    )
    leader = forms.ChoiceField(label=_("组长"), help_text=_("须是本组成员，由组长执笔。"))

    def __init__(self, *args: Any, professions: Sequence[str], seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        named = [(key, f"{one.expert.name}（{one.expert.profession}）") for key, one in self._seats.items()]
        offer(self, "professions", [(one, one) for one in professions])
        offer(self, "seats", named)
        offer(self, "leader", [("", _("请选择")), *named])

    @property
    def chosen(self) -> list[Seat]:
        """The members that were ticked."""
        return [self._seats[key] for key in self.cleaned_data["seats"]]

    @property
    def leading(self) -> Seat:
        """The leader."""
        return self._seats[self.cleaned_data["leader"]]


class PeerOpinionForm(forms.Form):
    """What the group thinks; a draft may be empty."""

    words = forms.CharField(
        label=_("专业组意见"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("写明本组对业绩水平、专业能力的评价和是否建议通过；不写个人的投票意向。提交后不能再改。"),
    )
