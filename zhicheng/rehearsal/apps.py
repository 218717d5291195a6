"""Register the stage with Django."""

from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "zhicheng.rehearsal"
    label = "rehearsal"
