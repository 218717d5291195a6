"""Register the stage with Django."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "zhicheng.integrity"
    label = "integrity"
