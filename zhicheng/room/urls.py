"""Addresses of the stage."""

from django.urls import path

from zhicheng.room import views

app_name = "room"
urlpatterns = [
    path("<uuid:session_id>/", views.session, name="session"),
    path("code/", views.own_code, name="own_code"),
    path("cancel/<uuid:room_id>/", views.cancel, name="cancel"),
]
