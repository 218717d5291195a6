"""Register the stage with Django."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "zhicheng.planning"
    label = "planning"
