"""Register the stage with Django."""

from django.apps import AppConfig


class PublicNoticeConfig(AppConfig):
    name = "zhicheng.public_notice"
    label = "public_notice"
