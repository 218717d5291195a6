"""The tag that lets a form keep what is typed in it."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhicheng.vault.crypto import keyed_index

register = template.Library()


@register.simple_tag(takes_context=True)
def autosave(context: dict[str, Any], form: BaseForm) -> SafeString:
    """Within <form>: what is typed there is kept. A bound form was just sent and refused: newer than any draft."""
    mark = keyed_index("drafts", str(context["request"].user.pk))  # no other account is given its text
    return render_to_string("drafts/autosave.html", {"typed": form.is_bound, "owner": mark[:16]})
