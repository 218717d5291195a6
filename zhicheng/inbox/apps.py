"""Register the stage with Django."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "zhicheng.inbox"
    label = "inbox"
