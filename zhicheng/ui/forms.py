"""How forms are drawn, what their choice fields offer, how a refusal stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

NO_NAMES: Mapping[str, str] = MappingProxyType({})


FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
NO_SUCH_DAY = _("请检查年份，应在1900年至2199年之间。")


class PlainRenderer(TemplatesSetting):
    """Fields as in ui/field.html: label, why, input, error beside it."""

    field_template_name = "ui/field.html"


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day, typed or picked; years that no act reckons with are refused beside the field."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=required,
        validators=[MinValueValidator(FIRST_DAY, NO_SUCH_DAY), MaxValueValidator(LAST_DAY, NO_SUCH_DAY)],
        error_messages={"invalid": _("请按“年-月-日”填写，如 2023-07-20。")},
    )


class CodeInput(forms.TextInput):
    """Takes a code of the second factor; the page may offer another way beside it (`code_ways` of its context)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "one-time-code", **(attrs or {})})


def code_field() -> forms.CharField:
    """The code of one's own second factor."""
    return forms.CharField(
        label=_("动态码"),
        max_length=20,
        help_text=_("手机动态码程序上的6位数字，相当于本人签字。"),
        widget=CodeInput(),
    )


def offer(form: forms.BaseForm, field: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Let a choice field offer these (value, label)."""
    cast(forms.ChoiceField, form.fields[field]).choices = list(choices)


def offer_rows(form: forms.BaseForm, field: str, rows: QuerySet[Any]) -> None:
    """Let a model choice field offer these rows."""
    cast("forms.ModelChoiceField[Any]", form.fields[field]).queryset = rows


def typed(request: HttpRequest) -> QueryDict | None:
    """What was typed, also when that is nothing; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def files_of(request: HttpRequest) -> MultiValueDict[str, UploadedFile[bytes]] | None:
    """The files that were sent with what was typed; None for a page that is only looked at."""
    return request.FILES if request.method == "POST" else None


def show_refusal(form: forms.BaseForm, refused: Exception, names: Mapping[str, str] = NO_NAMES) -> int:
    """Put what an act refused beside its field, or on top of the form; the status of the answer.

    Errors of the acts carry `message`, and may carry `field` and `status` (as in zhicheng/ui/errors.py).
    `names`: what the form calls the act's fields, where it calls them differently.
    """
    field = getattr(refused, "field", None) or ""
    field = names.get(field, field)
    form.add_error(field if field in form.fields else None, str(getattr(refused, "message", refused)))
    return int(getattr(refused, "status", 409))


def status_of(form: forms.BaseForm, status: int = 200) -> int:
    """400 where what was typed is shown again with its errors, else `status`."""
    return 400 if status == 200 and form.is_bound and form.errors else status
