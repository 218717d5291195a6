"""Addresses of the stage."""

from django.urls import URLPattern

app_name = "meeting"
urlpatterns: list[URLPattern] = []
