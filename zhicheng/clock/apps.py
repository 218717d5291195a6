"""Register the stage with Django."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "zhicheng.clock"
    label = "clock"
