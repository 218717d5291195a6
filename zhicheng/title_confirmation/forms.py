"""The bureau's answers: for each person on the list 确认, 不予确认 with the reason, or not yet."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicheng.title_confirmation.actions import Answer
from zhicheng.title_confirmation.models import TitleEntry


class AnswerForm(forms.Form):
    """One choice and one reason for each open entry."""

    def __init__(self, entries: Sequence[TitleEntry], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.entries = [one for one in entries if one.outcome == TitleEntry.Outcome.PENDING]
        for entry in self.entries:
            name = entry.application.applicant_name
            self.fields[f"answer_{entry.id}"] = forms.ChoiceField(
                label=_("%(name)s的确认结果") % {"name": name},
                choices=[("", _("暂不答复")), ("confirmed", _("确认")), ("refused", _("不予确认"))],
                required=False,
            )
            self.fields[f"reason_{entry.id}"] = forms.CharField(
                label=_("%(name)s不予确认的理由") % {"name": name}, max_length=500, required=False
            )

    @property
    def rows(self) -> list[tuple[TitleEntry, forms.BoundField, forms.BoundField]]:
        """Entry, choice and reason of each person."""
        return [(one, self[f"answer_{one.id}"], self[f"reason_{one.id}"]) for one in self.entries]

    @property
    def answers(self) -> Mapping[UUID, Answer]:
        """What was chosen, by the entries' ids; those left open are not in it."""
        chosen = {one.id: self.cleaned_data[f"answer_{one.id}"] for one in self.entries}
        return {
            key: Answer(choice == "confirmed", self.cleaned_data[f"reason_{key}"])
            for key, choice in chosen.items()
            if choice
        }
