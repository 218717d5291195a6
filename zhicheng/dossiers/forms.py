"""Forms made of the literal tables; checking.py decides what is right, for every way in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.dossiers import qualifying
from zhicheng.dossiers.asked import Group
from zhicheng.dossiers.checking import Checked, check
from zhicheng.dossiers.modules import Field, Kind, Module
from zhicheng.dossiers.questions import GROUPS
from zhicheng.dossiers.verification import Standing

NEEDED = (  # before an application can be submitted; shown without "optional"
    "employment",
    "post",
    "civil_servant",
    "on_secondment",
    "first_application",
    "insured_from",
    "insured_unit",
)
_YES_NO = (("", _("请选择")), ("是", _("是")), ("否", _("否")))
_TYPES = {Kind.DAY: "date", Kind.MONTH: "month"}
_HINTS = {Kind.DAY: _("如：2015-07-01"), Kind.MONTH: _("如：2015-07"), Kind.YEAR: _("如：2022")}


class TableForm(forms.Form):
    """A form whose fields come from a table; what is typed is judged by `judge` and kept in any case."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def judge(self, typed: Mapping[str, Any], today: dt.date) -> Checked:
        """Clean values and messages."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """The names of the table's fields."""
        return [name for name in self.fields if name != "version"]

    def typed(self) -> dict[str, Any]:
        """What was typed, as it was typed."""
        return {name: self.data.get(name, "") for name in self.names()}

    def show(self, errors: Mapping[str, str]) -> None:
        """Put the messages of an act beside their fields; unknown fields on top."""
        for name, message in errors.items():
            self.add_error(name if name in self.fields else None, message)


class RecordForm(TableForm):
    """One record of a module."""

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.module = module
        for field in module.fields:
            self.fields[field.name] = form_field(field, field.hint)

    def judge(self, typed: Mapping[str, Any], today: dt.date) -> Checked:
        return check(self.module, typed, today)


class QualificationForm(TableForm):
    """资格信息: every question with why it is asked and its clause; it may be kept half told."""

    use_required_attribute = False

    def __init__(self, *args: Any, standings: Mapping[str, Standing] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = standings or {}
        for group in GROUPS:
            for fact in group.facts:
                hint = _("%(why)s(依据 %(clause)s)") % {"why": fact.why, "clause": fact.clause}
                if fact.field.name in known:
                    hint = _("%(hint)s %(standing)s。") % {
                        "hint": hint,
                        "standing": known[fact.field.name].words,
                    }
                field = self.fields[fact.field.name] = form_field(fact.field, hint)
                field.required = fact.field.name in NEEDED

    def judge(self, typed: Mapping[str, Any], today: dt.date) -> Checked:
        return qualifying.check(typed, today)

    def groups(self) -> list[tuple[Group, list[forms.BoundField], bool]]:
        """The groups with their fields; the last tells whether one of them holds something or is wrong."""
        found = []
        for group in GROUPS:
            bound = [self[fact.field.name] for fact in group.facts]
            open_ = not group.only or any(one.value() not in (None, "") or one.errors for one in bound)
            found.append((group, bound, open_))
        return found


class EvidenceForm(forms.Form):
    """Images of a record and what they show; the files themselves are read from the request."""

    title = forms.CharField(
        label=_("材料名称"),
        max_length=120,
        error_messages={"required": _("请填写材料名称，按内容命名，如“工程师资格证”。")},
        help_text=_("按内容命名，如“工程师资格证”。一次选多张时自动编号。"),
    )


def as_shown(value: Any) -> Any:
    """A kept value as its form field shows it: yes and no in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def form_field(field: Field, hint: Any) -> forms.Field:
    """The form field of a field of the tables, with its hint."""
    widget: forms.Widget
    if field.kind is Kind.LONG:
        widget = forms.Textarea(attrs={"rows": 4 if field.limit <= 500 else 8 if field.limit <= 1000 else 18})
    elif field.kind is Kind.CHOICE:
        choices = [("", _("请选择")), *((one, one) for one in field.choices)]
        widget = forms.Select(choices=choices)
    elif field.kind is Kind.YES_NO:
        widget = forms.Select(choices=_YES_NO)
    elif field.kind in _TYPES:
        widget = forms.TextInput(attrs={"type": _TYPES[field.kind], "placeholder": _HINTS[field.kind]})
    elif field.kind in {Kind.NUMBER, Kind.YEAR}:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
    else:
        widget = forms.TextInput(attrs={"maxlength": field.limit})
    hints = [str(one) for one in (hint, _HINTS.get(field.kind) if field.kind is Kind.YEAR else "") if one]
    if field.kind is Kind.LONG:
        hints.append(_("最多%(limit)d字。") % {"limit": field.limit})
    if field.kind in {Kind.CHOICE, Kind.YES_NO}:
        return forms.CharField(
            label=field.label, required=field.required, widget=widget, help_text=" ".join(hints)
        )
    return forms.CharField(
        label=field.label, required=field.required, widget=widget, help_text=" ".join(hints), strip=False
    )
