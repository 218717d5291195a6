"""Register the stage with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zhicheng.ui"
    label = "ui"
