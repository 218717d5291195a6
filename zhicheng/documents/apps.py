"""Register the stage with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhicheng.documents"
    label = "documents"
