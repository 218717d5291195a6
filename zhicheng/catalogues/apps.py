"""The stage as a Django app."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """名录."""

    name = "zhicheng.catalogues"
    default_auto_field = "django.db.models.BigAutoField"
