"""Register the stage with Django."""

from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "zhicheng.meeting"
    label = "meeting"
