"""Register the stage with Django."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "zhicheng.signatures"
    label = "signatures"
