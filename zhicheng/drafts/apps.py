"""Register the stage with Django."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "zhicheng.drafts"
    label = "drafts"
