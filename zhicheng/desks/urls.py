"""Addresses of the stage."""

from django.urls import URLPattern

app_name = "desks"
urlpatterns: list[URLPattern] = []
