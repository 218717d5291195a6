"""Carry an act out on what a form says, for the views."""

from collections.abc import Callable
from typing import Any

from django import forms

from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal


def carry_out(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> int:
    """Call `act` with what was typed, where the form is valid.

    302 where it was done; else the status with which the form is shown again, with the refusal beside its field.
    """
    if not form.is_valid():
        return 400
    try:
        act(form.cleaned_data)
    except Refused as refused:
        return show_refusal(form, refused)
    return 302
