"""Register the stage with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "zhicheng.register"
    label = "register"
