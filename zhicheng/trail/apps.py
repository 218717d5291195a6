"""Register the stage with Django."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "zhicheng.trail"
    label = "trail"
