"""Register the stage with Django."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "zhicheng.outcomes"
    label = "outcomes"
