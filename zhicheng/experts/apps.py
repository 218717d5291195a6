"""Register the stage with Django."""

from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "zhicheng.experts"
    label = "experts"
