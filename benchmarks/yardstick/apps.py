"""Register the yardstick with Django."""

from django.apps import AppConfig


class YardstickConfig(AppConfig):
    name = "benchmarks.yardstick"
    label = "yardstick"
