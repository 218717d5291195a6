"""Register the stage with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zhicheng.files"
    label = "files"
