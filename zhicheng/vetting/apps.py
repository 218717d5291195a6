"""Register the stage with Django."""

from django.apps import AppConfig


class VettingConfig(AppConfig):
    name = "zhicheng.vetting"
    label = "vetting"
