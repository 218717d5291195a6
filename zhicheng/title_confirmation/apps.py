"""Register the stage with Django."""

from django.apps import AppConfig


class TitleConfirmationConfig(AppConfig):
    name = "zhicheng.title_confirmation"
    label = "title_confirmation"
