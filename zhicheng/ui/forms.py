"""How forms are drawn."""

from django.forms.renderers import TemplatesSetting


class PlainRenderer(TemplatesSetting):
    """Fields as in ui/field.html: label, why, input, error beside it."""

    field_template_name = "ui/field.html"
