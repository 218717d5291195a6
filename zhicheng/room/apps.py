"""Register the stage with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "zhicheng.room"
    label = "room"
