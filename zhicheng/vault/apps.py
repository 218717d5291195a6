"""Register the stage with Django."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "zhicheng.vault"
    label = "vault"
