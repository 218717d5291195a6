"""Register the stage with Django, and its deployment check."""

from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    name = "zhicheng.almanac"
    label = "almanac"

    def ready(self) -> None:
        from zhicheng.almanac import checks  # noqa: F401, PLC0415 (registering needs the models loaded)
