"""Register the stage with Django."""

from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    name = "zhicheng.almanac"
    label = "almanac"
