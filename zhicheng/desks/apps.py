"""Register the stage with Django."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "zhicheng.desks"
    label = "desks"
