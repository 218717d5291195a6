"""Addresses of the stage."""

from django.urls import path

from zhicheng.drafts import views

app_name = "drafts"
urlpatterns = [path("", views.draft, name="draft")]
