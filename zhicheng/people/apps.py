"""Register the stage with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "zhicheng.people"
    label = "people"
