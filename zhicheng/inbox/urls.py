"""Addresses of the stage."""

from django.urls import path

from zhicheng.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<uuid:message_id>/", views.show, name="message"),
    path("<uuid:message_id>/read/", views.read, name="read"),
]
