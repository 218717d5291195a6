"""Addresses of the stage."""

from django.urls import URLPattern

app_name = "public_notice"
urlpatterns: list[URLPattern] = []
